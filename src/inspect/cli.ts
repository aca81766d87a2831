import { process } from '../platform/system';
import { exitCode, exitWith } from '../commands/exitCode';
import { exitWithReader } from '../commands/terminal';
import type { CommandIo } from '../commands/terminal';
import { ArgumentError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { figureHtml, htmlPage } from '../notebook/htmlPage';
import { escapeHtml, renderTable } from '../notebook/table';
import { readOptions } from '../options/commandLine';
import { helpText, wrap } from '../options/help';
import { withFlags } from '../options/withFlags';
import type { Finding } from './finding';
import { inspectFolder, inspectParquetImages, isFolder } from './inspectPictures';
import { inspectOptions } from './inspectOptions';
import type { InspectOptions } from './inspectOptions';
import { inspectRows } from './inspectRows';

const command = {
  name: 'npm run data -- inspect',
  options: inspectOptions,
  arguments: '<files...>',
  help: () =>
    helpText([
      'Usage: npm run data -- inspect <file> [<file> …] [options]',
      wrap(
        'Looks at files of your own before anything is trained on them: the columns of tables (CSV, TSV, JSON ' +
          'Lines, Parquet, also .gz), the images of a folder (client/class/file or class/file) or of ' +
          'Parquet files, problems by line, and how the clients differ. Files of any size are streamed.',
      ),
      [
        'Examples:',
        '  npm run data -- inspect patients.csv --client-column hospital --target-column outcome',
        '  npm run data -- inspect photos --output photos.html',
        '  npm run data -- inspect femnist.parquet --image-column image --label-column character \\',
        '      --client-column writer_id',
      ].join('\n'),
      { Options: inspectOptions },
      'Exit codes: 0 done, 1 a file cannot be read, 2 wrong options.',
    ]),
};

/**
 * `npm run data -- inspect …`
 *
 * @param argv the arguments after `inspect`
 * @returns the exit code: 0 done, 1 failed, 2 wrong options
 */
export async function main(
  argv: readonly string[],
  io: Pick<CommandIo, 'out' | 'err'>,
): Promise<number> {
  const write = {
    out: (text: string) => void io.out.write(text),
    err: (text: string) => void io.err.write(text),
  };
  try {
    const { options, args } = readOptions(command, argv, write);
    const finding = await inspected(args, options);
    io.out.write(textOf(finding));
    if (options.output !== undefined) {
      writeFileAtomic(options.output, await pageOf(finding));
      io.out.write(`\npage: ${options.output}\n`);
    }
    return 0;
  } catch (error) {
    return exitCode(withFlags(inspectOptions, error, { path: '<file>' }), { err: write.err });
  }
}

async function inspected(files: readonly string[], options: InspectOptions): Promise<Finding> {
  const folder = files.find(isFolder);
  if (folder === undefined) {
    return options.imageColumn === undefined
      ? inspectRows(files, options)
      : inspectParquetImages(files, options);
  }
  if (files.length > 1) throw new ArgumentError('<file>', 'be one folder, or files', folder);
  for (const [flag, value] of [
    ['--client-column', options.clientColumn],
    ['--target-column', options.targetColumn],
    ['--image-column', options.imageColumn],
  ] as const) {
    const rule = 'be left out for a folder, which has no columns';
    if (value !== undefined) throw new ArgumentError(flag, rule, value);
  }
  return inspectFolder(folder);
}

function textOf({ sections }: Finding): string {
  return sections
    .map(({ title, lines = [], rows = [] }) =>
      [title, ...lines.map((line) => `  ${line}`), ...(rows.length > 0 ? [textTable(rows)] : [])]
        .join('\n')
        .concat('\n'),
    )
    .join('\n');
}

function textTable(rows: readonly object[]): string {
  const { text } = renderTable(rows, { headings: headings(rows) });
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Names of columns and classes as they are, not as JavaScript's. */
function headings([first]: readonly object[]): Record<string, string> {
  return Object.fromEntries(Object.keys(first).map((name) => [name, name]));
}

async function pageOf({ title, sections, figures }: Finding): Promise<string> {
  const parts = sections.map(({ title: head, lines = [], rows = [] }) =>
    [
      `<h2>${escapeHtml(head)}</h2>`,
      ...(lines.length > 0 ? [`<p>${lines.map(escapeHtml).join('<br>')}</p>`] : []),
      ...(rows.length > 0
        ? [`<div class="rounds">${renderTable(rows, { headings: headings(rows) }).html}</div>`]
        : []),
    ].join('\n'),
  );
  const pictures: string[] = [];
  for (const figure of figures()) pictures.push(await figureHtml(figure));
  const body = [`<h1>${escapeHtml(title)}</h1>`, ...parts, ...pictures].join('\n');
  return htmlPage(title, body);
}

if (require.main === module) {
  exitWithReader();
  exitWith(main(process.argv.slice(2), { out: process.stdout, err: process.stderr }));
}
