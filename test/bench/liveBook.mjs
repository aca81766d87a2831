/*
 * How long chapters take, in their small forms, in Node and in their pages in Chromium:
 *
 *   npm run book -- --live
 *   node test/bench/liveBook.mjs [CHAPTER]...      for example 1 9 A; default: all but 4 and 10
 *
 * Writes src/book/live/times.json, chapter by chapter, from which the book makes a table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { chromium } from 'playwright-core';
import { timesFile } from '../../src/setup/bookLive.mjs';
import { serveBook } from '../../src/setup/bookServer.mjs';
import { bookFolder } from '../../src/setup/bookSite.mjs';
import { notebooks } from '../../src/setup/notebooks.mjs';
import { childEnvironment, embeddedDataOnly, inside } from '../../src/setup/paths.mjs';
import { runLogged } from '../../src/setup/programs.mjs';
import { ownPython } from '../../src/setup/environment.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const numberOf = (path) => /^0*(\w+)-/.exec(basename(path))[1];

async function inNode(path) {
  const begin = performance.now();
  const script = inside('src', 'notebook', 'execute.py');
  const out = inside('.cache', 'tmp', 'live-time.ipynb');
  const options = ['--set-any', 'small=true', inside('notebooks', path), out];
  // Without Flower, as in a page.
  const env = { ...childEnvironment(embeddedDataOnly()), FEDERATED_FLOWER_PYTHON: '/nothing' };
  await runLogged('live-time', [ownPython(), '-B', script, ...options], { env });
  return (performance.now() - begin) / 1000;
}

async function inPage(browser, address, path) {
  const page = await browser.newPage();
  await page.goto(`${address}${path.replace(/\.ipynb$/, '.html')}`);
  const begin = performance.now();
  await page.click('.live-bar > button');
  await page.waitForSelector('.live-controls');
  const small = page.locator('.live-controls input');
  if ((await small.count()) > 0) await small.check();
  await page.click('text=Run all');
  await page.waitForFunction(
    () => {
      const states = Array.from(
        globalThis.document.querySelectorAll('.live-cell'),
        (cell) => cell.dataset.state,
      );
      return states.includes('failed') || states.every((state) => state === 'done');
    },
    undefined,
    { timeout: 3_600_000 },
  );
  const seconds = (performance.now() - begin) / 1000;
  if ((await page.locator('.live-cell[data-state="failed"]').count()) > 0) {
    throw new Error(`${path}: ${await page.textContent('.live-error')}`);
  }
  await page.close();
  return seconds;
}

const wanted = process.argv.slice(2);
const chapters = notebooks([])
  .filter((path) => !path.includes('solutions') && !['4', '10'].includes(numberOf(path)))
  .filter((path) => wanted.length === 0 || wanted.includes(numberOf(path)));
const server = await serveBook(bookFolder, 0);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const address = `http://127.0.0.1:${server.address().port}/`;
for (const path of chapters) {
  const chapter = numberOf(path);
  const times = { chapter, node: await inNode(path), page: await inPage(browser, address, path) };
  console.log(JSON.stringify(times));
  const others = JSON.parse(readFileSync(timesFile, 'utf8')).filter(
    (one) => one.chapter !== chapter,
  );
  const all = [...others, times].sort((a, b) => (a.chapter < b.chapter ? -1 : 1));
  writeFileSync(timesFile, `${JSON.stringify(all, undefined, 2)}\n`);
}
await browser.close();
server.closeAllConnections();
server.close();
