import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectFolder } from '../../src/core/projectFolder';
import { dataFolder } from '../../src/data/folder';

const variable = 'FEDERATED_DATA_DIR';
const before = process.env[variable];
const place = process.cwd();
afterEach(() => {
  process.chdir(place);
  if (before === undefined) Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = before;
});

test('data is in the project’s folder, from any working folder', () => {
  Reflect.deleteProperty(process.env, variable);
  const root = resolve(__dirname, '..', '..');
  expect(dataFolder()).toBe(join(root, 'data'));
  process.chdir(tmpdir());
  expect(dataFolder()).toBe(join(root, 'data'));
  const manifest = readFileSync(join(projectFolder(), 'src', 'package.json'), 'utf8');
  expect(manifest).toContain('"federated"');
});

test('FEDERATED_DATA_DIR names another folder, also relative to the working folder', () => {
  process.env[variable] = join(tmpdir(), 'elsewhere');
  expect(dataFolder()).toBe(join(tmpdir(), 'elsewhere'));
  process.env[variable] = 'here';
  expect(dataFolder()).toBe(join(process.cwd(), 'here'));
});
