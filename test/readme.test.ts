import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oldestVersion, testedVersions } from '../src/flower/wire/versions';
import { loadOnnxClassifier } from '../src/training/compiled/onnxClassifier';
import { testWithRealData } from './support/realData';
import { root } from './support/setup';
import { withTemporaryFolder } from './support/temporaryFolder';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  Array.from(
    readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms')),
    ([, text]) => text,
  );

/** Runs a program in the project's folder, as a reader would; what it prints. */
function run(program: string, name: string): string {
  const folder = join(root, '.cache', 'readme');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, program);
  return execFileSync(process.execPath, [file], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

test('the first program prints the output shown below it', () => {
  expect(run(blocks('js')[0], 'first.mjs')).toBe(blocks('text')[0]);
});

testWithRealData('the program for data without clients runs', ['fashion'], (folder) => {
  const program = blocks('js')[1].replace("'data/fashion-mnist'", JSON.stringify(folder));
  expect(program).toContain(folder);
  const print = 'console.log(fashion.clientIds.length, fashion.centralTest.size);';
  expect(run(program + print, 'partition.mjs')).toBe('100 10000\n');
});

test('the program for a table of one’s own writes a model that takes rows as they are', async () => {
  await withTemporaryFolder(async (folder) => {
    const [table, model] = [join(folder, 'patients.csv'), join(folder, 'patients.onnx')];
    const rows = Array.from({ length: 60 }, (_, i) => {
      const age = 30 + ((7 * i) % 50);
      return `${['North', 'South'][i % 2]},${age},${i % 3 ? 'no' : 'yes'},${age > 52 ? 'ill' : 'well'}`;
    });
    writeFileSync(table, ['hospital,age,smoker,outcome', ...rows].join('\n'));
    const program = blocks('js')[2]
      .replace("'patients.csv'", JSON.stringify(table))
      .replace("'patients.onnx'", JSON.stringify(model));
    run(program, 'table.mjs');
    const loaded = await loadOnnxClassifier(model);
    const [ill, well] = await loaded.predict(Float32Array.of(75, 0));
    expect(ill).toBeGreaterThan(well);
    await loaded.dispose();
  });
});

test('its table of Flower’s versions is the client’s', () => {
  const rows = Array.from(readme.matchAll(/^\| (\d+\.\d+)\.\d+ \|/gm), ([, version]) => version);
  expect(rows).toEqual([...testedVersions].reverse());
  expect(readme).toContain(`| ${oldestVersion} | everything; the oldest`);
});

test('every script that it names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const named = Array.from(
    readme.matchAll(
      /npm (?:run )?(tutorial|lab|doctor|book|chapters|notebooks|bench|tensorboard|data|simulate|federation|flower-[\w-]+|test|setup[\w:-]*|lint|typecheck)\b/g,
    ),
  );
  expect(named.length).toBeGreaterThan(5);
  for (const [, script] of named) expect(Object.keys(scripts)).toContain(script);
});
