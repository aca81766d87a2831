import { withSetup } from '../support/setup';

const missing = (wanted: object, found: object): unknown =>
  withSetup(
    'packages.mjs',
    `it.missingPackage({ packages: ${JSON.stringify(wanted)} }, { packages: ${JSON.stringify(found)} })`,
  );

const a = { 'node_modules/a': { version: '1.0.0' } };

test('npm packages are complete when all are there in the locked version', () => {
  expect(missing({ '': {}, src: {}, ...a }, a)).toBeNull();
  expect(missing(a, {})).toBe('node_modules/a');
  expect(missing(a, { 'node_modules/a': { version: '1.0.1' } })).toBe('node_modules/a');
});

test('optional packages may be absent', () => {
  expect(missing({ ...a, 'node_modules/b': { version: '2.0.0', optional: true } }, a)).toBeNull();
});
