import { exitCode, exitWith } from '../commands/exitCode';
import { stopSignal } from '../commands/stopSignal';
import { parseCommandLine } from './commandLine';
import { simulate } from './simulate';
import type { Surroundings } from './simulate';
import { holdsSweep, sweep } from './sweep/sweep';

/**
 * `npm run simulate -- …`
 *
 * @param argv the arguments alone: `['--rounds', '5']`
 * @returns the exit code: 0 done, 1 failed or diverged, 2 wrong options, 130 stopped by Ctrl-C
 */
export async function main(argv: readonly string[], io: Surroundings): Promise<number> {
  try {
    const line = parseCommandLine(argv, {
      out: (text) => void io.out.write(text),
      err: (text) => void io.err.write(text),
    });
    const { sweep: file, resume, out } = line.command;
    const sweeping = file !== undefined || (resume && out !== undefined && holdsSweep(out));
    return await (sweeping ? sweep(line, io) : simulate(line, io));
  } catch (error) {
    const stopped = { signal: io.signal, code: 130 };
    return exitCode(error, { err: (text) => io.err.write(text), stopped });
  }
}

/** The terminal that the process runs in; Ctrl-C ends what is under way, once. */
export function terminal(): Surroundings {
  const { signal } = stopSignal({ first: () => process.stderr.write('\nstopping …\n') });
  // A reader that wants no more, `| head`, is no failure.
  process.stdout.on('error', () => process.exit());
  return { out: process.stdout, err: process.stderr, signal };
}

if (require.main === module) {
  exitWith(main(process.argv.slice(2), terminal()));
}
