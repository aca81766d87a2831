import { federationDiagram } from '../../../src/plots/diagrams/federationDiagram';
import type { Figure, PlotlyPart } from '../../../src/plots/frame/figure';
import { colors, palette } from '../../../src/plots/frame/theme';
import { renderSvg } from '../../../src/notebook/staticFigure';
import { layoutOf } from '../../support/layout';
import { uniformImages } from '../../support/pictures';

const member = (id: string, size: number) => {
  const train = uniformImages(Array<number>(size).fill(9), Array<number>(size).fill(0));
  return { id, train, test: train };
};
const members = [member('<anna>', 1), member('ben', 1200), member('cleo', 7)];
const options = { title: 'A round', parameters: 693_962, bytesDown: 2_775_848, bytesUp: 28_900 };

const texts = (figure: Figure): string[] => layoutOf(figure).annotations.map(({ text }) => text);
const shapes = (figure: Figure, type: string): PlotlyPart[] =>
  (figure.layout.shapes as PlotlyPart[]).filter((shape) => shape.type === type);
const colorOf = ({ line }: PlotlyPart): unknown => (line as { color: unknown }).color;

test('says how large the model is, what travels, and what every client has', () => {
  const figure = federationDiagram(members, { ...options, clients: 100 });
  expect(texts(figure)).toEqual([
    '<b>Server</b><br>one model: 693,962 numbers',
    ...['<b>&lt;anna&gt;</b>', '1 example', '<b>ben</b>', '1,200 examples'],
    ...['<b>cleo</b>', '7 examples'],
    'the model, down:<br>2.78 MB to each client',
    'an update, up:<br>28.9 kB from each client',
    'Dotted lines: what never leaves a client. 97 more clients are not drawn.',
  ]);
});

test('each client of the cohort has an arrow down and one up; the others are faint', () => {
  const figure = federationDiagram(members, { ...options, cohort: ['ben', 'somebody'] });
  const lines = shapes(figure, 'line');
  expect(lines.map(colorOf)).toEqual([palette[0], palette[1]]);
  const [down, up] = lines as unknown as { y0: number; y1: number }[];
  expect([down.y1 > down.y0, up.y1 < up.y0]).toEqual([true, true]);
  expect(shapes(figure, 'path').map(({ fillcolor }) => fillcolor)).toEqual(lines.map(colorOf));
  const [, ...boxes] = shapes(figure, 'rect');
  expect(boxes.map(colorOf)).toEqual([colors.axis, colors.text, colors.axis]);
  expect(texts(figure)).toContain('7 examples<br>not in this round');
  expect(texts(figure).at(-1)).toBe('Dotted lines: what never leaves a client.');
});

test('arrows start at the server and end at their client', () => {
  const figure = federationDiagram(members, options);
  const [server, ...boxes] = shapes(figure, 'rect') as unknown as Record<string, number>[];
  const tips = shapes(figure, 'path').map(({ path }) =>
    /^M ([\d.]+),([\d.]+)/
      .exec(path as string)!
      .slice(1)
      .map(Number),
  );
  boxes.forEach((box, i) => {
    const [down, up] = tips.slice(2 * i, 2 * i + 2);
    expect(down[0]).toBeGreaterThan(box.x0);
    expect(down[0]).toBeLessThan(box.x1);
    expect(Math.abs(down[1] - box.y0)).toBeLessThan(16);
    expect(up[0]).toBeGreaterThan(server.x0);
    expect(up[0]).toBeLessThan(server.x1);
    expect(Math.abs(up[1] - server.y1)).toBeLessThan(16);
  });
});

test('six clients fit side by side, and it is drawn without a browser', async () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => member(id, 5));
  const figure = federationDiagram(six, options);
  const boxes = shapes(figure, 'rect').slice(1) as unknown as Record<string, number>[];
  expect(boxes[0].x0).toBeGreaterThan(0);
  expect(boxes[5].x1).toBeLessThan(layoutOf(figure).axes.x.range[1] as number);
  for (let i = 1; i < 6; i++) expect(boxes[i].x0).toBeGreaterThan(boxes[i - 1].x1);
  expect(await renderSvg(figure)).toContain('2.78 MB to each client');
});

test('what cannot be drawn is refused', () => {
  expect(() => federationDiagram([], options)).toThrow('members must hold 1 to 6 clients, got 0');
  expect(() => federationDiagram([member('x', 0)], options)).toThrow(
    'examples of x must be at least 1, got 0',
  );
  expect(() => federationDiagram(members, { ...options, clients: 2 })).toThrow(
    'clients must be a whole number of at least 3, got 2',
  );
});
