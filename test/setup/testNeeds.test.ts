import { withSetup } from '../support/setup';

test.each([
  ['test/core', { python: false, flower: false }],
  ['test/references/npz', { python: true, flower: false }],
  ['test/flower/node', { python: false, flower: false }],
  ['test/notebooks/chapters', { python: true, flower: true }],
])('what the tests of %s need is known before they run', (path, needs) => {
  expect(withSetup('testNeeds.mjs', `it.testNeeds(['${path}'])`)).toEqual(needs);
});
