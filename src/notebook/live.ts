import type { Figure } from '../plots/figure';
import { type Display, findDisplay, type Output } from './display';
import { figureBundle, pictureBundle } from './show';
import { throttle } from './throttle';

/** A chart that grows while the cell runs. */
export interface LiveFigure<State> {
  /**
   * Redraws the chart if it is time to. Await it, so that drawing and training take turns; rejects
   * with what drawing throws.
   */
  update(state: State): Promise<void>;
  /** Shows the finished chart, interactive if Plotly is available, in the same place. */
  done(state: State): Promise<void>;
}

export interface LiveOptions {
  /** Monotonic milliseconds; default `performance.now`. */
  readonly clock?: () => number;
  /** Where to show the chart; default: the running cell. */
  readonly display?: Display | undefined;
}

/** At most three pictures per second, taking at most a quarter of the time. */
const pace = { perSecond: 3, share: 0.25 };

/**
 * Shows a chart that is redrawn during the work and leaves one clean output behind:
 *
 * ```ts
 * const live = liveFigure((records: RoundRecord[]) => roundCurves(records, { title, rounds }));
 * for (…) { records.push(…); await live.update(records); }
 * await live.done(records);
 * ```
 *
 * Outside a notebook it does nothing and never throws.
 */
export function liveFigure<State>(
  draw: (state: State) => Figure,
  options: LiveOptions = {},
): LiveFigure<State> {
  const { clock = () => performance.now(), display = findDisplay() } = options;
  if (!display) return { update: () => Promise.resolve(), done: () => Promise.resolve() };
  const turns = throttle(pace, clock);
  let output: Output | undefined;
  let drawing = false;
  return {
    async update(state) {
      if (drawing || !turns.due()) return;
      drawing = true;
      // JupyterLab draws a Plotly output once and ignores later versions of it, so pictures are
      // shown until the end. The first one loads Plotly, which does not count as drawing time.
      const frame = (): Promise<void> =>
        pictureBundle(draw(state)).then((bundle) => {
          if (output) output.replace(bundle);
          else output = display(bundle);
        });
      await turns.run(frame, output === undefined).finally(() => (drawing = false));
    },
    async done(state) {
      const bundle = await figureBundle(draw(state));
      if (output) output.replace(bundle);
      else display(bundle);
    },
  };
}
