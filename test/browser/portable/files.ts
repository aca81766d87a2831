import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from '../../support/setup';

/** Folders of test/ whose tests need nothing of Node.js, with the folders in them. */
const folders = [
  'aggregation',
  'compiler',
  'compression',
  'core',
  'data',
  'metrics',
  'plots',
  'privacy',
  'secureAggregation',
  'strategies',
  'tables',
  'updates',
];

const slow = 'takes long, for what the others show, too';

/** Folders and files in them that do not run in a page, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  'compiler/trace/checker.test.ts': "runs ONNX's checker in Python",
  'compiler/trace/noise.test.ts': slow,
  'compiler/trace/program.test.ts': slow,
  'compiler/trace/refusing.test.ts': 'replaces a module of the library',
  'compiler/write/web.test.ts': "compares Node.js's ONNX Runtime with WebAssembly's",
  'core/fileLock.test.ts': 'runs other programs',
  'core/systemError.test.ts': 'reads the exit codes of commands',
  'data/download': 'a page downloads by itself',
  'data/folder.test.ts': 'changes the working folder',
  'data/sources/fedjaxSqlite.test.ts': 'SQLite files are not read in a page',
  'data/sources/sqliteFile.test.ts': 'SQLite files are not read in a page',
  'data/sources/tffSqlite.test.ts': 'SQLite files are not read in a page',
  'secureAggregation/protocol.test.ts': 'takes minutes: its keys are computed in plain JavaScript',
  'strategies/equalities.test.ts': slow,
  'strategies/numpy.test.ts': 'runs NumPy in Python',
  'strategies/statistics.test.ts': slow,
  'tables/read/memory.test.ts': 'runs another program',
};

const isYazl = 'makes its files with a package for Node.js';
const isStatic = 'draws a picture without a browser';
const isRounding = "ONNX Runtime's WebAssembly build rounds otherwise: 2e-6 instead of 1e-6";
const isAdam = 'Adam divides by small gradients, where that rounding shows: 8e-6 instead of 1e-6';

/** Tests of the other files that do not run in a page, by file and whole name, and why. */
export const leftOutTests: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'compiler/trace/kernels.test.ts': {
    'Conv2D (0) gives what tfjs gives': isRounding,
    'Conv2DBackpropFilter (0) gives what tfjs gives': isRounding,
    'FusedConv2D (0) gives what tfjs gives': isRounding,
  },
  'compiler/trace/terms.test.ts': {
    'adam with corrections: a full, a partial and a third step': isAdam,
    'adam with the proximal term: a full, a partial and a third step': isAdam,
    'adam with the proximal term and corrections: a full, a partial and a third step': isAdam,
  },
  'core/npz.test.ts': {
    'a file that would become too large is not inflated': isYazl,
    'a header that promises other sizes, or none, is refused before the numbers are read': isYazl,
    'a name that occurs twice is refused': isYazl,
  },
  'core/texts.test.ts': { 'a shell gives back what is quoted': 'runs a shell' },
  'data/files/imageFolder.test.ts': {
    'onBadFile: drop leaves bad files out and lists each': 'links files',
  },
  'data/sources/mnistPackage.test.ts': {
    'an absent package is refused with what to do': 'looks for a package of Node.js',
  },
  'plots/bars/trafficBars.test.ts': {
    'the legend has the order of the stack, and many rounds get fewer ticks': isStatic,
  },
  'plots/bars/valueHistograms.test.ts': {
    'levels are vertical lines through the panel, in the legend once': isStatic,
  },
  'plots/diagrams/federationDiagram.test.ts': {
    'six clients fit side by side, and it is drawn without a browser': isStatic,
  },
  'plots/diagrams/messageSequence.test.ts': { 'it is drawn without a browser': isStatic },
  'plots/matrices/scoreMatrix.test.ts': {
    'values stand in their cells, an empty cell has a dash': isStatic,
  },
  'plots/points/scatter.test.ts': {
    'labels stand beside the points instead of a legend, drawn without a browser': isStatic,
  },
  'privacy/noise.test.ts': {
    'a million numbers have the deviation and the law that they should': 'runs another program',
  },
};

const tests = join(root, 'test');

/** All test files of the folders, as paths in test/. */
const all = folders.flatMap((folder) =>
  readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .sort(),
);

const covers = (path: string, file: string): boolean =>
  file === path || file.startsWith(`${path}/`);

/** Test files that run in a page. */
export const portableFiles = all.filter(
  (file) => !Object.keys(leftOut).some((path) => covers(path, file)),
);

/** Names in the two lists that mean no file. */
export const unknownNames = [
  ...Object.keys(leftOut).filter((path) => !all.some((file) => covers(path, file))),
  ...Object.keys(leftOutTests).filter((file) => !portableFiles.includes(file)),
];
