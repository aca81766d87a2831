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
  /** Puts the finished chart, interactive where Plotly is, in the same place. */
  done(state: State): Promise<void>;
}

export interface LiveOptions {
  /** Milliseconds, never going back; default `performance.now`. */
  readonly clock?: () => number;
  /** Where to show; default the running cell. */
  readonly display?: Display | undefined;
}

/** At most three pictures a second, in at most a quarter of the time. */
const pace = { perSecond: 3, share: 0.25 };

/**
 * Shows a chart that is redrawn while work goes on and leaves one clean output behind:
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
      // JupyterLab draws a Plotly output once and ignores later versions of it: pictures until the
      // end. The first one loads Plotly, which is not a picture's fault.
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
