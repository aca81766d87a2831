import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from './contentHash.mjs';
import { inside } from './paths.mjs';
import { runLogged } from './programs.mjs';
import { step } from './step.mjs';

const build = inside('src', 'dist');
const stamp = join(build, '.sources.json');
const bundleStamp = join(build, '.bundled');

/** Whether the build matches the sources. */
export function isLibraryBuilt() {
  return JSON.stringify(readStamp()) === JSON.stringify(sourceHashes());
}

/** Compiles the library in src/ to src/dist/ unless the build matches the sources. */
export async function ensureLibrary() {
  const sources = sourceHashes();
  const built = readStamp();
  if (JSON.stringify(built) === JSON.stringify(sources)) return;
  await step('compiling the library', async () => {
    const removed = Object.keys(built).some((file) => !(file in sources));
    if (removed) rmSync(build, { recursive: true, force: true });
    const compiler = inside('node_modules', 'typescript', 'bin', 'tsc');
    await runLogged('compile', [process.execPath, compiler, '-p', 'src']);
    writeFileSync(stamp, JSON.stringify(sources));
  });
}

/** Compiles the library, and makes its programs for pages unless they match the sources. */
export async function ensureBundles() {
  await ensureLibrary();
  const sources = contentHash([inside('src'), inside('package-lock.json')], (file) =>
    /^(?!dist\/|node_modules\/).+\.(?:ts|json|css|html|mjs)$/.test(file.replaceAll('\\', '/')),
  );
  if (existsSync(bundleStamp) && readFileSync(bundleStamp, 'utf8') === sources) return;
  await step('programs for pages', async () => {
    // It needs a package that may not have been there when this program started.
    const { buildBrowserBundles } = await import('./browserBundles.mjs');
    await buildBrowserBundles();
    writeFileSync(bundleStamp, sources);
  });
}

function readStamp() {
  return existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : {};
}

/** File -> hash of its contents, for everything the build depends on. */
function sourceHashes() {
  const files = readdirSync(inside('src'), { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(ts|json)$/.test(file) && !/^(dist|node_modules)\//.test(file))
    .sort();
  const all = ['package-lock.json', 'tsconfig.json'];
  all.push(...files.map((file) => `src/${file}`));
  const hash = (file) =>
    createHash('sha256')
      .update(readFileSync(inside(file)))
      .digest('hex');
  return Object.fromEntries(all.map((file) => [file, hash(file)]));
}
