import { process } from '../platform/system';
import type { Figure } from '../plots/frame/figure';
import { type Display, findDisplay, frontEnd, type MimeBundle, type Output } from './display';
import { figureBundle, pictureBundle } from './show';
import { pictureHtml } from './pictureHtml';
import { throttle } from './throttle';
import { statusHtml, statusText } from './trainingStatus';
import type { TrainingStatus } from './trainingStatus';

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

/** Where and when live outputs are shown. */
export interface LiveOptions {
  /** Monotonic milliseconds; default `performance.now`. */
  readonly clock?: () => number;
  /** Where to show the chart; default: the running cell. */
  readonly display?: Display | undefined;
}

/** Options of {@link liveFigure}. */
export interface LiveFigureOptions<State> extends LiveOptions {
  /** What is shown below the chart until the work is done; default: nothing. */
  readonly status?: (state: State) => TrainingStatus;
  /**
   * Whether somebody watches: otherwise only the status is reported, as text, and the finished chart
   * drawn. Default: unless the environment variable `FEDERATED_LIVE_CHARTS` is `final`, as when a
   * program runs the notebook.
   */
  readonly watched?: boolean;
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
  options: LiveFigureOptions<State> = {},
): LiveFigure<State> {
  const { clock = () => performance.now(), display = findDisplay(), status } = options;
  const { watched = process.env.FEDERATED_LIVE_CHARTS !== 'final' } = options;
  if (!display) return { update: () => Promise.resolve(), done: () => Promise.resolve() };
  const turns = throttle(pace, clock);
  const start = clock();
  let output: Output | undefined;
  let drawing = false;

  const put = (bundle: MimeBundle): void => {
    if (output) output.replace(bundle);
    else output = display(bundle);
  };
  const frame = async (state: State): Promise<MimeBundle | undefined> => {
    const reached = status?.(state);
    const elapsed = clock() - start;
    const text = reached && statusText(reached, elapsed);
    if (!watched) return text === undefined ? undefined : { 'text/plain': text };
    if (frontEnd()) {
      const status = reached && { 'text/html': statusHtml(reached, elapsed) };
      return { ...(await figureBundle(draw(state))), ...status };
    }
    const picture = await pictureBundle(draw(state));
    if (!reached || text === undefined) return picture;
    const html = pictureHtml(picture) + statusHtml(reached, elapsed);
    return { 'text/html': `<div>${html}</div>`, 'text/plain': text };
  };
  return {
    async update(state) {
      if (drawing || !turns.due()) return;
      drawing = true;
      // JupyterLab draws a Plotly output once and ignores later versions of it, so pictures are
      // shown until the end. The first one loads Plotly, which does not count as drawing time.
      const show = async (): Promise<void> => {
        const bundle = await frame(state);
        if (bundle) put(bundle);
      };
      await turns.run(show, output === undefined).finally(() => (drawing = false));
    },
    async done(state) {
      put(await figureBundle(draw(state)));
    },
  };
}
