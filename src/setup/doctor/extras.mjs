import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inside } from '../paths.mjs';
import { good, note, problem } from './finding.mjs';

const browsers = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'firefox', 'firefox-esr'],
  ...['xdg-open', 'open', 'explorer.exe'],
];

/** Is there a browser, or a program that opens one? */
export function browser(path = process.env.PATH ?? '') {
  const folders = path.split(delimiter);
  const found = browsers.find((name) => folders.some((folder) => existsSync(join(folder, name))));
  if (found) return good(found);
  return note('none found', 'open the address that npm run lab prints in a browser elsewhere');
}

/** Which downloaded data sets are there? */
export function data(named = process.env.FEDERATED_DATA_DIR, folder = named || inside('data')) {
  const embedded = '10,000 digits come with the installation';
  if (existsSync(folder)) {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
    return good(
      [embedded, ...(names.length > 0 ? [`in ${folder}: ${names.join(', ')}`] : [])].join('; '),
    );
  }
  if (named) {
    return problem(
      `FEDERATED_DATA_DIR names ${named}, which is not there`,
      'create it, or unset the variable',
    );
  }
  return note(
    `${embedded}; nothing else was downloaded`,
    'npm run data -- list shows what there is',
  );
}
