import { messageOf } from '../core/systemError';
import { type Display, findDisplay } from './display';
import { statusLine } from './statusLine';

/** Something that some cells of a notebook need and a machine may lack. */
export interface OptionalPart<Part> {
  /** Undefined where the machine lacks it. */
  readonly part: Part | undefined;
  /**
   * Does a cell's work with the part, and returns what comes of it; where there is none, shows that the
   * cell was skipped.
   */
  use<Result>(cell: (part: Part) => Result | Promise<Result>): Promise<Result | undefined>;
}

/**
 * Looks for a part, or installs it, with a line that says what happens. Where that fails, the notebook
 * says why and runs on without the cells that need the part. The tests know a skipped cell, and expect
 * no sentences of it.
 *
 * ```ts
 * const flower = await optionalPart('Flower', (say) => ensureFlower({ announce: say, progress: say }));
 * await flower.use(async (installation) => { … });
 * ```
 *
 * @param name what the part is called in sentences
 * @param display where to show things; default the running cell; outside a notebook nothing is shown
 */
export async function optionalPart<Part>(
  name: string,
  find: (say: (line: string) => void) => Promise<Part>,
  display?: Display,
): Promise<OptionalPart<Part>> {
  const status = statusLine({ display: display ?? findDisplay() });
  let part: Part | undefined;
  try {
    part = await find((line) => {
      status.update(() => line);
    });
    status.done(`${name} is there.`);
  } catch (error) {
    status.done(`${name} is not there; cells that need it are skipped.`);
    (display ?? findDisplay())?.({ 'text/plain': messageOf(error) });
  }
  return {
    part,
    async use(cell) {
      if (part !== undefined) return cell(part);
      const bundle = { 'text/plain': `Skipped: this cell needs ${name}.` };
      (display ?? findDisplay())?.(bundle, { federated: { skipped: name } });
      return undefined;
    },
  };
}
