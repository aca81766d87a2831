import { join } from '../../platform/paths';
import { process } from '../../platform/system';
import { questions as createInterface } from '../../platform/terminals';
import { Command } from 'commander';
import { FederatedError } from '../../core/errors';
import { exitCode, exitWith } from '../../commands/exitCode';
import { type CommandIo, exitWithReader } from '../../commands/terminal';
import { formatBytes } from '../../core/formatBytes';
import { catalogue } from './catalogue';
import { fileProgressLine } from './fileProgressLine';
import { type DataSource, type RemoteFile, diskBytes, downloadBytes, sumKnown } from './dataSource';
import { download, isPresent } from './download';
import { dataFolder } from '../folder';
import { remoteBytes } from './request';

/** What the command works with. */
export interface DataCommandIo extends CommandIo {
  /** Where datasets are stored, each in a folder of its own name. */
  readonly folder: string;
  readonly sources: readonly DataSource[];
  /** Asks a yes-or-no question; undefined if nobody can answer. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

/** Downloads that take more than this on disk need confirmation. */
const muchBytes = 500_000_000;

/**
 * `npm run data -- list` and `npm run data -- get NAME [--force] [--yes]`.
 *
 * @param argv the arguments alone: `['get', 'mnist']`
 * @returns the exit code: 0 done, 1 failed or declined, 2 wrong arguments, 130 stopped by Ctrl-C
 */
export async function main(argv: readonly string[], io: DataCommandIo): Promise<number> {
  let code = 0;
  const program = new Command('npm run data --')
    .description('Fetches datasets from their publishers.')
    .addHelpText('after', '\nFiles of your own: npm run data -- inspect --help')
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
    })
    .exitOverride();
  program
    .command('list', { isDefault: true })
    .description('shows the datasets, their sizes and which are here')
    .action(() => {
      list(io);
    });
  program
    .command('get')
    .description('downloads, verifies and unpacks a dataset')
    .argument('<name>', 'its name in the list')
    .option('--force', 'fetch it again even if it is here')
    .option('--yes', 'do not ask before a large download')
    .action(async (name: string, options: { force?: boolean; yes?: boolean }) => {
      code = await get(name, options, io);
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!io.signal.aborted) return exitCode(error, { err: (text) => io.err.write(text) });
    io.err.write(`${error instanceof FederatedError ? error.message : 'stopped'}\n`);
    return 130;
  }
}

function list({ out, sources, folder }: DataCommandIo): void {
  const width = Math.max(...sources.map(({ name }) => name.length));
  for (const source of sources) {
    const here = join(folder, source.name);
    const sizes = source.files.length ? sizesOf(source) : 'you make it yourself';
    out.write(`${source.name.padEnd(width)}  ${source.title}\n`);
    out.write(`${' '.repeat(width)}  ${sizes}; ${source.licence}\n`);
    if (isPresent(source, here)) out.write(`${' '.repeat(width)}  here: ${here}\n`);
  }
  out.write(`\nFetch one with: npm run data -- get NAME\nIt goes to: ${folder}\n`);
}

function sizesOf(source: DataSource, asked?: number): string {
  const bytes = asked ?? downloadBytes(source);
  const disk = diskBytes(source);
  const unpacked = source.files.some((file) => file.unpack) && disk !== undefined;
  const size =
    bytes === undefined ? 'size known only to the server' : `${formatBytes(bytes)} to download`;
  return unpacked ? `${size}, ${formatBytes(disk)} unpacked` : size;
}

async function get(
  name: string,
  { force = false, yes = false }: { readonly force?: boolean; readonly yes?: boolean },
  io: DataCommandIo,
): Promise<number> {
  const source = io.sources.find((one) => one.name === name);
  if (!source) {
    const names = io.sources.map((one) => one.name).join(', ');
    io.err.write(`There is no dataset ${name}. The names are: ${names}\n`);
    return 2;
  }
  const folder = join(io.folder, name);
  if (source.instructions !== undefined) {
    io.err.write(
      `${name} cannot be downloaded.\n${source.instructions.replaceAll('FOLDER', () => folder)}\n`,
    );
    return 1;
  }
  if (force || !isPresent(source, folder)) {
    const bytes = await sizeToDownload(source, io);
    io.err.write(`${source.title}\n${sizesOf(source, bytes)}, to ${folder}\n`);
    const much = Math.max(bytes ?? 0, diskBytes(source) ?? 0) > muchBytes;
    if (much && !yes && !(await agreed(io))) return 1;
  }
  const progress = fileProgressLine(io.err);
  try {
    const files = await download(source, folder, {
      force,
      signal: io.signal,
      onProgress: progress.update,
    });
    progress.end();
    for (const { path, state } of files) io.out.write(`${state}: ${path}\n`);
    const warnings = new Set(
      files.map((file) => file.warning).filter((text) => text !== undefined),
    );
    for (const warning of warnings) io.err.write(`Warning: ${warning}\n`);
  } finally {
    progress.end();
  }
  const quoted = folder.replaceAll(/[\\']/g, '\\$&');
  const call = source.load.replaceAll('FOLDER', () => quoted);
  io.out.write(`\nLoad it with: ${call}\nLicense: ${source.licence}\nCite: ${source.citation}\n`);
  return 0;
}

/** From the catalogue, or else from the servers. */
async function sizeToDownload(
  source: DataSource,
  { signal }: DataCommandIo,
): Promise<number | undefined> {
  const known = downloadBytes(source);
  if (known !== undefined) return known;
  const ask = async ({ bytes, urls }: RemoteFile): Promise<number | undefined> =>
    bytes ?? (await remoteBytes(urls[0], { signal }));
  return sumKnown(await Promise.all(source.files.map(ask)));
}

async function agreed({ ask, err }: DataCommandIo): Promise<boolean> {
  if (ask) return ask('This is a large download. Continue? [y/N] ');
  err.write('This is a large download: add --yes to continue.\n');
  return false;
}

/** The terminal that this process runs in; Ctrl-C stops the download. */
export function terminal(): DataCommandIo {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort();
    });
  }
  exitWithReader();
  const ask = async (question: string): Promise<boolean> => {
    const input = createInterface({ input: process.stdin, output: process.stderr });
    input.on('SIGINT', () => {
      controller.abort();
    });
    try {
      const answer = await input.question(question, { signal: controller.signal });
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      input.close();
    }
  };
  return {
    out: process.stdout,
    err: process.stderr,
    folder: dataFolder(),
    sources: catalogue,
    ask: process.stdin.isTTY ? ask : undefined,
    signal: controller.signal,
  };
}

if (require.main === module) {
  exitWith(main(process.argv.slice(2), terminal()));
}
