import { positive, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { formatBytes } from '../../core/formatBytes';
import { pixelsPerImage } from '../../data/dataset';
import type { ClientDataset } from '../../data/federatedDataset';
import { encodePng, mosaic, pngDataUri } from '../../data/png';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange } from '../frame/panels';
import { bareAxis, colors, palette, plainText, sizes } from '../frame/theme';

/** Options of {@link federationDiagram}. */
export interface FederationDiagramOptions {
  readonly title: string;
  /** Numbers in the model, at least 1. */
  readonly parameters: number;
  /** Bytes that the server sends to each client of the round. */
  readonly bytesDown: number;
  /** Bytes that each of these clients sends back. */
  readonly bytesUp: number;
  /** The ids of the clients that take part in the round; default: all that are drawn. */
  readonly cohort?: readonly string[];
  /** Total number of clients, if more than are drawn. */
  readonly clients?: number;
}

const mostClients = 6;
/** All in CSS pixels, from the top left of the drawing. */
const margin = 16;
/** Room for a line's thickness. */
const edge = 2;
const width = sizes.width - 2 * margin;
const server = { width: 250, top: 4, height: 62 };
const client = { top: 176, height: 142, gap: 12, widest: 170 };
/** Between the two arrows of a client. */
const apart = 13;
const head = { length: 10, width: 9 };
const height = client.top + client.height + 30;

const down = palette[0];
const up = palette[1];

/**
 * A diagram of federated learning: a server with the model, clients with their own examples, and
 * what travels between them in a round, with its bytes. Clients outside the cohort are faint.
 *
 * @param members the clients to draw, 1 to 6, each with at least one training example
 */
export function federationDiagram(
  members: readonly ClientDataset[],
  options: FederationDiagramOptions,
): Figure {
  const { title, parameters, bytesDown, bytesUp, clients = members.length } = options;
  if (members.length < 1 || members.length > mostClients) {
    throw new ArgumentError('members', `hold 1 to ${mostClients} clients`, members.length);
  }
  wholeNumber('parameters', parameters, 1);
  wholeNumber('clients', clients, members.length);
  positive('bytesDown', bytesDown);
  positive('bytesUp', bytesUp);
  const cohort = new Set(options.cohort ?? members.map(({ id }) => id));
  const room = width - 2 * edge;
  const wide = Math.min(client.widest, (room + client.gap) / members.length - client.gap);
  const first = (width - members.length * (wide + client.gap) + client.gap) / 2;
  const drawn = members.map((member, i) => ({
    member,
    left: first + i * (wide + client.gap),
    wide,
    takesPart: cohort.has(member.id),
  }));

  const center = width / 2;
  const model = `<b>Server</b><br>one model: ${parameters.toLocaleString('en-US')} numbers`;
  const others = clients - members.length;
  const figure = arrange(
    [
      {
        traces: [],
        images: drawn.map(picture),
        x: bareAxis([0, width], { fixedrange: true }),
        y: bareAxis([height, 0], { fixedrange: true }),
      },
    ],
    { title, panelHeight: height, left: margin, right: margin, bottom: 8, legend: false },
  );
  const shapes = [
    box(center - server.width / 2, server.top, server.width, server.height, down),
    ...drawn.map(({ left, takesPart }) =>
      box(left, client.top, wide, client.height, takesPart ? colors.text : colors.axis, 'dot'),
    ),
    ...drawn.filter(({ takesPart }) => takesPart).flatMap(arrows),
  ];
  const annotations = [
    text(center, server.top + server.height / 2, model, { size: sizes.panelTitle }),
    ...drawn.flatMap(inscription),
    message(0, 'left', `the model, down:<br>${formatBytes(bytesDown)} to each client`, down),
    message(width, 'right', `an update, up:<br>${formatBytes(bytesUp)} from each client`, up),
    text(center, height - 12, footer(others), { color: colors.faint }),
  ];
  return { ...figure, layout: { ...figure.layout, shapes, annotations } };
}

type Place = readonly [x: number, y: number];

interface Drawn {
  readonly member: ClientDataset;
  readonly left: number;
  readonly wide: number;
  readonly takesPart: boolean;
}

function footer(others: number): string {
  const stay = 'Dotted lines: what never leaves a client.';
  if (others === 0) return stay;
  return `${stay} ${others} more ${others === 1 ? 'client is' : 'clients are'} not drawn.`;
}

/** A client's name, and how many examples it has. */
function inscription({ member, left, wide, takesPart }: Drawn): PlotlyPart[] {
  const { size } = member.train;
  const color = takesPart ? colors.text : colors.faint;
  const middle = left + wide / 2;
  const examples = `${size.toLocaleString('en-US')} ${size === 1 ? 'example' : 'examples'}`;
  const waits = takesPart ? '' : '<br>not in this round';
  return [
    text(middle, client.top + 14, `<b>${plainText(member.id)}</b>`, { color }),
    text(middle, client.top + client.height - (waits ? 22 : 14), `${examples}${waits}`, { color }),
  ];
}

/** Some of a client's images, as many as fit between its two texts. */
function picture({ member, left, wide, takesPart }: Drawn): PlotlyPart {
  const { train } = member;
  if (train.size === 0) {
    throw new ArgumentError(`examples of ${member.id}`, 'be at least 1', 0);
  }
  const room = { width: wide - 20, height: client.height - 66 };
  const [rows, columns] = [2, 3];
  const count = Math.min(train.size, rows * columns);
  const indices = Array.from({ length: count }, (_, i) => i);
  const raster = mosaic(train, indices, { columns, gap: 2 });
  const scale = pixelsPerImage(train.shape) > 2000 ? 1 : 2;
  return {
    source: pngDataUri(encodePng(raster, { scale })),
    x: left + wide / 2,
    y: client.top + 28 + room.height / 2,
    xanchor: 'center',
    yanchor: 'middle',
    sizex: room.width,
    sizey: room.height,
    sizing: 'contain',
    opacity: takesPart ? 1 : 0.35,
    layer: 'above',
  };
}

/** The model to a client and the update back, side by side. */
function arrows({ left, wide }: Drawn): PlotlyPart[] {
  const middle = left + wide / 2;
  const bottom = server.top + server.height;
  const share = (middle - width / 2) / (width / 2);
  const at = width / 2 + share * (server.width / 2 - 18);
  const below: Place = [middle, client.top - 5];
  const above: Place = [at, bottom + 5];
  // Shifted sideways so that lines of any slope are equally far apart.
  const slope = (below[0] - above[0]) / (below[1] - above[1]);
  const half = (apart / 2) * Math.hypot(1, slope);
  const beside = ([x, y]: Place, by: number): Place => [x + by, y];
  return [
    ...arrow(beside(above, -half), beside(below, -half), down),
    ...arrow(beside(below, half), beside(above, half), up),
  ];
}

/** A line and its head; Plotly's annotation arrows cannot be drawn without a browser. */
function arrow([fromX, fromY]: Place, [toX, toY]: Place, color: string): PlotlyPart[] {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const [dx, dy] = [(toX - fromX) / length, (toY - fromY) / length];
  const neck = [toX - head.length * dx, toY - head.length * dy] as const;
  const corner = (side: number): string =>
    `${neck[0] - side * head.width * dy},${neck[1] + side * head.width * dx}`;
  const line = { x0: fromX, y0: fromY, x1: neck[0], y1: neck[1] };
  const path = `M ${toX},${toY} L ${corner(0.5)} L ${corner(-0.5)} Z`;
  const axes = { xref: 'x', yref: 'y' };
  return [
    { type: 'line', ...axes, ...line, line: { color, width: 2 } },
    { type: 'path', ...axes, path, fillcolor: color, line: { color, width: 0 } },
  ];
}

/** What the arrows of a color carry, next to the server. */
function message(x: number, side: 'left' | 'right', words: string, color: string): PlotlyPart {
  const y = server.top + server.height / 2;
  return text(x, y, words, { color, align: side, xanchor: side, size: sizes.panelTitle });
}

function text(
  x: number,
  y: number,
  words: string,
  {
    color = colors.text,
    size = sizes.text,
    align = 'center',
    xanchor = 'center',
  }: {
    readonly color?: string;
    readonly size?: number;
    readonly align?: string;
    readonly xanchor?: string;
  } = {},
): PlotlyPart {
  const place = { x, y, xref: 'x', yref: 'y', xanchor, yanchor: 'middle', align };
  return { ...place, text: words, showarrow: false, font: { size, color } };
}

function box(
  left: number,
  top: number,
  wide: number,
  high: number,
  color: string,
  dash = 'solid',
): PlotlyPart {
  const place = { x0: left, x1: left + wide, y0: top, y1: top + high, xref: 'x', yref: 'y' };
  return { type: 'rect', ...place, line: { color, width: dash === 'solid' ? 2 : 1.5, dash } };
}
