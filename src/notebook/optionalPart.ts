import { messageOf } from '../core/systemError';
import { type Display, findDisplay } from './display';
import { statusLine } from './statusLine';

/** Something that some cells of a notebook need but a machine may lack. */
export interface OptionalPart<Part> {
  /** Undefined if the machine lacks it. */
  readonly part: Part | undefined;
  /**
   * Runs a cell's work with the part and returns its result; if there is none, shows that the cell
   * was skipped.
   */
  use<Result>(cell: (part: Part) => Result | Promise<Result>): Promise<Result | undefined>;
}

/**
 * Finds or installs a part, with a line that says what is happening. If that fails, the notebook
 * says why and continues without the cells that need the part. The tests recognize a skipped cell
 * and do not expect its sentences.
 *
 * ```ts
 * const flower = await optionalPart('Flower', (say) => ensureFlower({ announce: say, progress: say }));
 * await flower.use(async (installation) => { … });
 * ```
 *
 * @param name the part's name in sentences
 * @param display where to show outputs; default: the running cell; outside a notebook nothing is
 *   shown
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
