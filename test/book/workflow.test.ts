import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../support/setup';

test('the published book is the one that npm run book makes, by actions of a known version', () => {
  const text = readFileSync(join(root, '.github', 'workflows', 'book.yml'), 'utf8');
  const { jobs } = parse(text) as {
    jobs: { publish: { steps: { uses?: string; run?: string; with?: { path?: string } }[] } };
  };
  const { steps } = jobs.publish;
  expect(steps.map(({ run }) => run).filter(Boolean)).toEqual(['npm run book']);
  for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  expect(steps.map((step) => step.with?.path).filter(Boolean)).toEqual(['notebooks/_build/book']);
});
