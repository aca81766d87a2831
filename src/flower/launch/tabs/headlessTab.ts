import { FederatedError } from '../../../core/errors';
import type { Point, Stroke } from '../../../data/strokes';

/** What is used of Playwright's `Page`. */
export interface DrivenPage {
  readonly mouse: {
    move(x: number, y: number): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
  };
  bringToFront(): Promise<void>;
  goto(address: string): Promise<unknown>;
  reload(): Promise<unknown>;
  click(selector: string): Promise<void>;
  selectOption(selector: string, value: string): Promise<unknown>;
  locator(selector: string): {
    allInnerTexts(): Promise<string[]>;
    boundingBox(): Promise<Box | null>;
    scrollIntoViewIfNeeded(): Promise<void>;
  };
  close(): Promise<void>;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of the page's table: what the tab did in a round. */
export interface TabRound {
  readonly round: number;
  readonly work: 'training' | 'testing';
  readonly seconds: number;
}

/** A tab that a program acts in, as a person would. */
export interface HeadlessTab<Page extends DrivenPage> {
  /** For everything else that can be done with a page. */
  readonly page: Page;
  /** Draws with the mouse, and says which digit it is; strokes in any unit, y growing downwards. */
  draw(strokes: readonly Stroke[], digit: number): Promise<void>;
  /** Chooses a part of the embedded digits, from 0. */
  choosePart(part: number): Promise<void>;
  join(): Promise<void>;
  /** Loads the page again, as if the federation's server were another one. */
  reload(): Promise<void>;
  /** What the page says in the element with this id; empty if there is nothing. */
  says(id: string): Promise<string>;
  /** What the tab did, the newest first. */
  rounds(): Promise<TabRound[]>;
  close(): Promise<void>;
}

/** The share of the square's side that a drawing takes. */
const drawn = 0.7;

/**
 * The page of a federation in a tab that a program acts in.
 *
 * ```ts
 * const tab = await fl.flower.headlessTab(await context.newPage(), 'http://localhost:8780');
 * await tab.draw([[[3, 0], [1, 6], [9, 6]], [[7, 1], [6, 12]]], 4);
 * await tab.join();
 * ```
 */
export async function headlessTab<Page extends DrivenPage>(
  page: Page,
  address: string,
): Promise<HeadlessTab<Page>> {
  await page.goto(address);
  const texts = (selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();
  return {
    page,
    draw: async (strokes, digit) => {
      // A tab behind another gets no movements of the mouse.
      await page.bringToFront();
      const pad = page.locator('canvas.pad');
      await pad.scrollIntoViewIfNeeded();
      const box = await pad.boundingBox();
      if (!box) throw new FederatedError('the page has no square to draw in');
      for (const [first, ...rest] of fitted(strokes, box)) {
        await page.mouse.move(...first);
        await page.mouse.down();
        for (const point of rest) await page.mouse.move(...point);
        await page.mouse.up();
      }
      await page.click(`.classes button:nth-of-type(${digit + 1})`);
    },
    choosePart: async (part) => {
      await page.click('#choice-part');
      await page.selectOption('#part', `${part}`);
    },
    join: () => page.click('#join'),
    reload: async () => {
      await page.reload();
    },
    says: async (id) => (await texts(`[id="${id}"]`)).join(' '),
    rounds: async () =>
      (await texts('#rounds tbody tr')).map((line) => {
        const [round, work, seconds] = line.split('\t');
        return { round: Number(round), work: work as TabRound['work'], seconds: Number(seconds) };
      }),
    close: () => page.close(),
  };
}

/** How far apart a mouse reports its way, in pixels. */
const apart = 8;

/** The strokes in the middle of the box, as large as fits, by points that are apart. */
function fitted(strokes: readonly Stroke[], box: Box): readonly Stroke[] {
  const all = strokes.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = (drawn * Math.min(box.width, box.height)) / Math.max(width, height, 1e-9);
  const at = ([x, y]: Point): Point => [
    box.x + box.width / 2 + scale * (x - left - width / 2),
    box.y + box.height / 2 + scale * (y - top - height / 2),
  ];
  return strokes.map((stroke) => spaced(stroke.map(at)));
}

/** The first point, the last, and those between that are apart from the one before. */
function spaced(stroke: Stroke): Stroke {
  const kept: Point[] = [];
  for (const [i, [x, y]] of stroke.entries()) {
    const before = kept.at(-1);
    const far = before === undefined || Math.hypot(x - before[0], y - before[1]) >= apart;
    if (far || i === stroke.length - 1) kept.push([x, y]);
  }
  return kept;
}
