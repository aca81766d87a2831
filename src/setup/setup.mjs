import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run setup';

/** Installs everything that the tests and the notebooks need. */
export async function run() {
  await readyForNotebooks();
  console.log('Everything is installed.');
  return 0;
}
