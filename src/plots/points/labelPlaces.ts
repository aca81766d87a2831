/** Where a label stands beside its point, as Plotly's `textposition` names it. */
export type LabelPlace = keyof typeof offsets;

/** A labeled point on the page, in pixels; y grows downward. */
export interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  /** The label; empty for none. */
  readonly text: string;
  /** How far a bar through the point extends up and down. */
  readonly bar: number;
}

/** A label's center relative to its point: in half widths and in half heights, each plus a gap. */
const offsets = {
  'middle right': [1, 0],
  'middle left': [-1, 0],
  'top center': [0, -1],
  'bottom center': [0, 1],
  'top right': [1, -1],
  'bottom right': [1, 1],
  'top left': [-1, -1],
  'bottom left': [-1, 1],
} as const;

const letter = 6.6;
const lineHeight = 15;
const gap = 6;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Places labels one after the other where they cover least: other points, labels that already have
 * a place, and what is outside the panel.
 */
export function labelPlaces(
  points: readonly PlacedPoint[],
  panel: { readonly width: number; readonly height: number },
): LabelPlace[] {
  const marks = points.map(({ x, y, bar }) => around(x, y, gap, Math.max(gap, bar)));
  const labels: Box[] = [];
  return points.map((point) => {
    if (point.text === '') return 'middle right';
    const taken = [...marks, ...labels];
    const choices = (Object.keys(offsets) as LabelPlace[]).map((place) => {
      const box = labelBox(point, place);
      const covered = taken.reduce((sum, other) => sum + common(box, other), 0);
      const panelBox = { left: 0, top: 0, right: panel.width, bottom: panel.height };
      return { place, box, cost: covered + 4 * (area(box) - common(box, panelBox)) };
    });
    const best = choices.reduce((a, b) => (b.cost < a.cost - 1e-9 ? b : a));
    labels.push(best.box);
    return best.place;
  });
}

function labelBox({ x, y, text }: PlacedPoint, place: LabelPlace): Box {
  const [right, down] = offsets[place];
  const [halfWidth, halfHeight] = [(letter * text.length) / 2, lineHeight / 2];
  return around(
    x + right * (halfWidth + gap),
    y + down * (halfHeight + gap),
    halfWidth,
    halfHeight,
  );
}

function around(x: number, y: number, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function area({ left, right, top, bottom }: Box): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

function common(a: Box, b: Box): number {
  return area({
    left: Math.max(a.left, b.left),
    right: Math.min(a.right, b.right),
    top: Math.max(a.top, b.top),
    bottom: Math.min(a.bottom, b.bottom),
  });
}
