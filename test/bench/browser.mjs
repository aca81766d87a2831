import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { digits, table } from './table.mjs';
import { plan, stepsPerClient, workloads } from './workloads.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const chromiums = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = chromiums.find((path) => path && existsSync(path));

const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** One model in a page of Chromium, on both engines in turn; `absent` says why there is none. */
export async function browser(workload, rounds, passes) {
  if (!executablePath) return { absent: 'no Chromium; CHROMIUM names one' };
  if (!existsSync(here('../../src/dist/browser/index.js'))) {
    return { absent: 'no bundles in src/dist/browser; npm run prepare makes them' };
  }
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const running = await chromium.launch({ executablePath, args: ['--disable-gpu', ...args] });
  try {
    const page = await running.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => 'measure' in globalThis);
    const wanted = { workload, plan, stepsPerClient, rounds: +rounds, passes: +passes };
    const times = await page.evaluate((given) => globalThis.measure(given), wanted);
    return { ...times, version: running.version() };
  } finally {
    await running.close();
    server.close();
  }
}

/** The page, its program, and the library's files. */
function answer({ url }, response) {
  const name = url.slice(1);
  const file = name.startsWith('library/')
    ? here(`../../src/dist/browser/${name.slice('library/'.length)}`)
    : here('browserPage.mjs');
  const html = '<!doctype html><title>bench</title><script type="module" src="/page.mjs"></script>';
  const found = name === '' || existsSync(file);
  const type = name === '' ? 'text/html' : types[extname(file)];
  response.writeHead(found ? 200 : 404, { ...isolation, 'Content-Type': type ?? 'text/plain' });
  response.end(name === '' ? html : found ? readFileSync(file) : undefined);
}

/**
 * The models in a tab, compiled and eager, as a table.
 *
 * @param measure measures one workload
 */
export function measureBrowser(measure) {
  const results = {};
  const rows = Object.entries(workloads).map(([name, { title }]) => {
    const found = (results[name] = measure(name));
    if (found.absent) return [`${title}: skipped`, '-', '-', '-'];
    const [compiled, eager] = [found.compiled, found.eager].map(spread);
    const ratio = `${digits(eager.median / compiled.median)}x`;
    return [title, compiled.text, eager.text, ratio];
  });
  const head = ['ms a step: min / median / max', 'onnxruntime-web', 'eager tfjs, wasm', 'ratio'];
  console.log('\nIn a tab of Chromium, one thread, both engines in turn\n');
  console.log(table([head, ...rows]));
  const [first] = Object.values(results);
  console.log(first.absent ? `Skipped: ${first.absent}` : `Chromium ${first.version}`);
  return results;
}

function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  return { median, text: [sorted[0], median, sorted.at(-1)].map(digits).join(' / ') };
}
