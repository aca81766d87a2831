import { renderSvg } from '../../../src/notebook/staticFigure';
import type { Figure, PlotlyPart } from '../../../src/plots/frame/figure';
import { messageSequence } from '../../../src/plots/diagrams/messageSequence';
import type { SequenceStep } from '../../../src/plots/diagrams/messageSequence';
import { palette } from '../../../src/plots/frame/theme';
import { layoutOf } from '../../support/layout';

const steps: SequenceStep[] = [
  { label: 'train', start: 30, duration: 12.4 },
  { label: 'pull', start: 0, duration: 20, bytes: { up: 12, down: 32_900 } },
  { label: 'push <b>', start: 1234.5, duration: 5, bytes: { up: 33_000, down: 0 } },
];
const figure = messageSequence(steps, { title: 'A round', names: ['client', 'SuperLink'] });

interface Line {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly line: { readonly color: string; readonly width: number; readonly dash?: string };
}

const shapes = (of: Figure, type: string): PlotlyPart[] =>
  (of.layout.shapes as PlotlyPart[]).filter((shape) => shape.type === type);
const arrows = (shapes(figure, 'line') as unknown as Line[]).filter(({ line }) => !line.dash);

test('says what is asked and answered, and when, in the order of time', () => {
  expect(layoutOf(figure).annotations.map(({ text }) => text)).toEqual([
    ...['<b>client</b>', '<b>SuperLink</b>'],
    ...['0 ms', '<b>pull</b>, 12 bytes', '32.9 kB'],
    ...['30 ms', 'train, 12 ms'],
    ...['1,235 ms', '<b>push &lt;b&gt;</b>, 33 kB', '0 bytes'],
  ]);
});

test('a call is an arrow to the server and one back, the heavier the thicker', () => {
  expect(arrows.map(({ x0, x1 }) => Math.sign(x1 - x0))).toEqual([1, -1, 1, -1]);
  const [up, down] = [palette[1], palette[0]];
  expect(arrows.map(({ line }) => line.color)).toEqual([up, down, up, down]);
  const widths = arrows.map(({ line }) => line.width);
  expect(widths[0]).toBe(1);
  expect(widths[1]).toBeGreaterThan(2);
  expect(widths[2]).toBeGreaterThan(widths[1]);
  expect(widths[3]).toBe(1);
});

test('steps stand below each other within the drawing', () => {
  const tops = arrows.map(({ y0 }) => y0);
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  expect(tops.at(-1)).toBeLessThan(layoutOf(figure).axes.y.range[0] as number);
  const [client, server, work] = shapes(figure, 'rect') as unknown as Record<string, number>[];
  expect(client.x1).toBeLessThan(server.x0);
  expect(work.y0).toBeGreaterThan(tops[1]);
  expect(work.y1).toBeLessThan(tops[2]);
});

test('it is drawn without a browser', async () => {
  expect(await renderSvg(figure)).toContain('32.9 kB');
});

test('what cannot be drawn is refused', () => {
  expect(() => messageSequence([], { title: '' })).toThrow('steps must be 1 to 40, got 0');
  const many = Array.from({ length: 41 }, () => steps[0]);
  expect(() => messageSequence(many, { title: '' })).toThrow('steps must be 1 to 40, got 41');
});
