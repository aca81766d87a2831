import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { root } from './support/setup';

const source = join(root, 'src');

/** A public name: where it is declared, and whether it is a value or a type alone. */
interface PublicName {
  readonly name: string;
  readonly file: string;
  readonly value: boolean;
}

/** The names that an index file re-exports from other files. */
function namesIn(index: string): PublicName[] {
  const text = readFileSync(index, 'utf8');
  const exported = text.matchAll(/^export (type |)\{([^}]*)\} from '([^']+)';/gm);
  return [...exported].flatMap(([, type, names, from]) =>
    names
      .split(',')
      .map((name) => name.trim().split(' as ')[0])
      .filter((name) => name !== '')
      .map((name) => ({
        name,
        file: `${resolve(dirname(index), from)}.ts`,
        value: !type,
      })),
  );
}

const rooms = Array.from(
  readFileSync(join(source, 'index.ts'), 'utf8').matchAll(/^export \* as (\w+) from/gm),
  ([, room]) => room,
);
const top = ['everyday.ts', 'index.ts'].flatMap((file) => namesIn(join(source, file)));
const all = new Map(
  [...top, ...rooms.flatMap((room) => namesIn(join(source, room, 'index.ts')))].map((entry) => [
    `${entry.file} ${entry.name}`,
    entry,
  ]),
);

/** The doc comment of a name's declaration. */
function docOf({ name, file }: PublicName): string | undefined {
  const parsed = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ES2022,
    true,
  );
  let doc: string | undefined;
  parsed.forEachChild((node) => {
    const declared = ts.isVariableStatement(node)
      ? node.declarationList.declarations.map((one) => one.name.getText())
      : [(node as ts.DeclarationStatement).name?.getText()];
    if (!declared.includes(name)) return;
    const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    doc ??= comments.at(-1)?.getText();
  });
  return doc;
}

/** The code of all chapters and solutions, and the README. */
const shown = [
  readFileSync(join(root, 'README.md'), 'utf8'),
  ...['', 'solutions']
    .flatMap((folder) =>
      readdirSync(join(root, 'notebooks', folder))
        .filter((file) => file.endsWith('.ipynb'))
        .map((file) => join(root, 'notebooks', folder, file)),
    )
    .flatMap((file) => {
      const { cells } = JSON.parse(readFileSync(file, 'utf8')) as { cells: { source: string[] }[] };
      return cells.map((cell) => cell.source.join(''));
    }),
].join('\n');

test('about 120 names stand at the top; every room that is a namespace is an import, too', () => {
  expect(top.length).toBeLessThanOrEqual(130);
  const { exports, typesVersions } = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8'),
  ) as { exports: object; typesVersions: { '*': object } };
  const own = ['.', './browser', './browser/whole', './browser/worker', './package.json'];
  expect(Object.keys(exports).filter((key) => !own.includes(key))).toEqual(
    rooms.map((room) => `./${room}`),
  );
  expect(Object.keys(typesVersions['*'])).toEqual(rooms);
});

test('every name at the top is in its room, too', () => {
  const inRooms = new Set(
    rooms.flatMap((room) => namesIn(join(source, room, 'index.ts'))).map(({ name }) => name),
  );
  // The compiler knows nothing of federated learning and has no namespace.
  expect(top.map(({ name }) => name).filter((name) => !inRooms.has(name))).toEqual(['TraceError']);
});

test('every public name has a doc comment', () => {
  const bare = [...all.values()].filter((entry) => docOf(entry) === undefined);
  expect(bare.map(({ name }) => name)).toEqual([]);
});

test('every public value but errors has an example, or is used in a chapter or the README', () => {
  const unseen = [...all.values()].filter(
    (entry) =>
      entry.value &&
      !new RegExp(`\\b${entry.name}\\b`).test(shown) &&
      !entry.name.endsWith('Error') &&
      !docOf(entry)?.includes('```ts'),
  );
  expect(unseen.map(({ name }) => name)).toEqual([]);
});
