import { process } from '../platform/system';
import { exitCode, exitWith } from '../commands/exitCode';
import { processTerminal } from '../commands/terminal';
import type { CommandIo } from '../commands/terminal';
import { parseCommandLine } from './commandLine';
import { simulate } from './simulate';
import { holdsSweep, sweep } from './sweep/sweep';

/**
 * `npm run simulate -- …`
 *
 * @param argv the arguments, without the program's name: `['--rounds', '5']`
 * @returns the exit code: 0 done, 1 failed or diverged, 2 wrong options, 130 stopped by Ctrl-C
 */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
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

/** This process's terminal; the first Ctrl-C prints that the run is stopping. */
export function terminal(): CommandIo {
  return processTerminal({ first: () => process.stderr.write('\nstopping …\n') });
}

if (require.main === module) {
  exitWith(main(process.argv.slice(2), terminal()));
}
