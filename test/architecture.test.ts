import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { root } from './support/setup';

/** Folders of src/ from the ground up; a folder imports from itself and from lower levels. */
const levels = [
  ['platform'],
  ['core'],
  ['commands'],
  ['data', 'models', 'compiler', 'metrics', 'tensorboard'],
  ['tables'],
  ['updates'],
  ['aggregation'],
  ['training', 'privacy', 'compression'],
  ['secureAggregation'],
  ['strategies', 'attacks'],
  ['simulation'],
  ['plots', 'options'],
  ['notebook', 'flower'],
  ['simulate', 'inspect'],
  ['page'],
  ['book'],
];

/** The same inside a room: its sub-rooms from the ground up. Files outside them are free. */
const innerLevels: Readonly<Record<string, readonly string[]>> = {
  attacks: ['leakage', 'poisoning'],
  book: ['live', 'playground'],
  compiler: ['graph', 'lower', 'write', 'trace'],
  compression: ['primitives'],
  data: ['pictures', 'partition', 'sources', 'files', 'download'],
  flower: ['wire', 'app', 'node', 'tap', 'client', 'tab', 'server', 'launch'],
  options: ['themes', 'clients'],
  plots: [
    'frame',
    'descriptions',
    'curves',
    'points',
    'bars',
    'matrices',
    'images',
    'partitions',
    'tables',
    'diagrams',
  ],
  secureAggregation: ['primitives', 'neighborhoods', 'protocol'],
  simulate: ['sweep'],
  tables: ['read', 'federated'],
  training: ['eager', 'worker', 'compiled'],
};

/** Lines that a folder's own files may hold; one that grows beyond them needs sub-rooms. */
const mostLines = 2500;

interface Import {
  readonly file: string;
  readonly from: string;
}

const source = join(root, 'src');
const unix = (path: string): string => path.split(sep).join('/');

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map(unix)
  .filter((file) => file.endsWith('.ts') && !/^(dist|node_modules)\//.test(file));

const nodeGlobals: ReadonlySet<string> = new Set([
  'Buffer',
  '__dirname',
  '__filename',
  'process',
  'require',
  'setImmediate',
]);

/** What follows `from`, `import(` or `require(` in quotation marks. */
const importPattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\(\s*)'([^']+)'/g;

const imports: Import[] = files.flatMap((file) =>
  Array.from(readFileSync(join(source, file), 'utf8').matchAll(importPattern), ([, from]) => ({
    file,
    from,
  })),
);

/** The file of src/ that a relative import means. */
function target({ file, from }: Import): string | undefined {
  if (!from.startsWith('.')) return undefined;
  const path = unix(relative(source, resolve(source, dirname(file), from)));
  return [`${path}.ts`, `${path}/index.ts`].find((candidate) => files.includes(candidate));
}

/** The names of Node's own globals that a file uses without importing them. */
function namesOfNode(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const declared = new Set<string>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && nodeGlobals.has(node.text)) {
      const { parent } = node;
      const names = parent as Partial<ts.NamedDeclaration>;
      const isName =
        names.name === node ||
        (ts.isBindingElement(parent) && parent.propertyName === node) ||
        (ts.isQualifiedName(parent) && parent.right === node);
      if (ts.isImportSpecifier(parent)) declared.add(node.text);
      else if (!isName) used.add(node.text);
    }
    node.forEachChild(visit);
  };
  visit(parsed);
  // A command asks whether it is the program that was started.
  if (/^if \(require\.main === module\)/m.test(text)) used.delete('require');
  return [...used].filter((name) => !declared.has(name));
}

/** What the library shows, from all rooms. */
const faces = ['index.ts', 'everyday.ts'];

const folder = (file: string): string => (file.includes('/') ? file.split('/')[0] : '');
const level = (file: string): number => levels.findIndex((names) => names.includes(folder(file)));
const line = ({ file, from }: Import): string => `${file} imports ${from}`;

test('every folder of the library has its place in the order of imports', () => {
  const unplaced = files.filter((file) => !faces.includes(file) && level(file) < 0);
  expect(unplaced).toEqual([]);
});

test('imports point one way: to the same folder or to a lower level', () => {
  const wrong = imports.filter((entry) => {
    const to = target(entry);
    if (to === undefined || faces.includes(entry.file) || folder(to) === folder(entry.file)) {
      return false;
    }
    return level(to) >= level(entry.file);
  });
  expect(wrong.map(line)).toEqual([]);
});

test('inside a room, sub-rooms import one way, too', () => {
  const inner = (file: string): number => {
    const [room, name, ...rest] = file.split('/');
    return rest.length === 0 ? -1 : (innerLevels[room] ?? []).indexOf(name);
  };
  const unplaced = files.filter((file) => folder(file) in innerLevels && inner(file) < 0);
  expect(unplaced.filter((file) => file.split('/').length > 2)).toEqual([]);
  const wrong = imports.filter((entry) => {
    const to = target(entry);
    if (to === undefined || folder(to) !== folder(entry.file)) return false;
    return inner(entry.file) >= 0 && inner(to) > inner(entry.file);
  });
  expect(wrong.map(line)).toEqual([]);
});

test('no room has grown too large to take in', () => {
  const lines = new Map<string, number>();
  for (const file of files) {
    const count = readFileSync(join(source, file), 'utf8').split('\n').length;
    lines.set(dirname(file), (lines.get(dirname(file)) ?? 0) + count);
  }
  expect([...lines].filter(([, count]) => count > mostLines)).toEqual([]);
});

test('only platform, models, eager training, tracing and attacks import tfjs', () => {
  const allowed = /^(platform\/|models\/|training\/eager\/|compiler\/trace|attacks\/)/;
  const wrong = imports.filter(
    ({ file, from }) => from.startsWith('@tensorflow/') && !allowed.test(file),
  );
  expect(wrong.map(line)).toEqual([]);
});

test('only platform/ knows what the library runs on', () => {
  const isPlatform = (file: string): boolean => folder(file) === 'platform';
  const wrong = imports.filter(({ file, from }) => from.startsWith('node:') && !isPlatform(file));
  expect(wrong.map(line)).toEqual([]);
  const builtIn = imports.filter(({ from }) => builtinModules.includes(from));
  expect(builtIn.map(line)).toEqual([]);
  const globals = files
    .filter((file) => !isPlatform(file))
    .flatMap((file) => namesOfNode(file).map((name) => `${file} uses the global ${name}`));
  expect(globals).toEqual([]);
});

test('only notebook/ imports tslab', () => {
  const wrong = imports.filter(
    ({ file, from }) => /^tslab(\/|$)/.test(from) && folder(file) !== 'notebook',
  );
  expect(wrong.map(line)).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const edges = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const entry of imports) {
    const to = target(entry);
    if (to !== undefined) edges.get(entry.file)!.push(to);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file)!) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });

(listed.status === 0 ? test : test.skip)(
  `the top level holds what the layout names${listed.status === 0 ? '' : ' [skipped: no Git here]'}`,
  () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const layout = /^## Layout\n\n```\n(.*?)^```/ms.exec(readme)![1];
    const folders = Array.from(layout.matchAll(/^(\w+)\/ /gm), ([, name]) => name);
    const files = ['LICENSE', 'README.md', 'environment.yml'];
    const settings = ['package.json', 'package-lock.json', 'tsconfig.json'];
    const found = new Set(listed.stdout.split('\0').map((file) => file.split('/')[0]));
    const visible = [...found].filter((name) => name !== '' && !name.startsWith('.'));
    expect(visible.sort()).toEqual([...folders, ...files, ...settings].sort());
  },
);
