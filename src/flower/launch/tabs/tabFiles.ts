import { Buffer } from '../../../platform/bytes';
import { existsSync, readdirSync, readFileSync } from '../../../platform/files';
import { join } from '../../../platform/paths';
import { renderSVG } from 'uqr';
import { builtFile, projectFolder } from '../../../core/projectFolder';
import type { PageSettings } from '../../tab/page/pageSettings';
import type { FlowerDescriptors } from '../../wire/descriptors';
import { FlowerError } from '../../wire/errors';
import type { ServedFile } from './servedFiles';

const types: Readonly<Record<string, string>> = {
  '.bin': 'application/gzip',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * All that a tab gets from the server: the page, its scripts and the embedded digits, the description of
 * Flower's messages, and what the tab has to know of the federation.
 *
 * @throws FlowerError if the scripts have not been built
 */
export function tabFiles(
  settings: PageSettings,
  { bytes, version }: FlowerDescriptors,
): Map<string, ServedFile> {
  const page = join(projectFolder(), 'src', 'flower', 'tab', 'page');
  const read = (type: string, file: string): ServedFile => ({ type, body: readFileSync(file) });
  const json = (value: unknown): ServedFile => ({
    type: types['.json'],
    body: Buffer.from(JSON.stringify(value)),
  });
  const schema = { flwr: version, descriptors: Buffer.from(bytes).toString('base64') };
  const { elsewhere } = settings;
  return new Map<string, ServedFile>([
    ...scripts(),
    ['/', read('text/html; charset=utf-8', join(page, 'page.html'))],
    ['/page.css', read('text/css; charset=utf-8', join(page, 'page.css'))],
    ['/federation.json', json(settings)],
    ['/schema.json', json(schema)],
    ...(elsewhere
      ? ([
          ['/join.svg', { type: 'image/svg+xml', body: Buffer.from(codeOf(elsewhere.url)) }],
        ] as const)
      : []),
  ]);
}

/** An address as a picture for a phone's camera: dark on light with a quiet zone, in any color scheme. */
function codeOf(url: string): string {
  return renderSVG(url, { border: 4 });
}

/** The bundles, by their paths below `src/dist/browser/`. */
function scripts(): [string, ServedFile][] {
  const folder = join(builtFile('index'), '..', 'browser');
  if (!existsSync(folder)) {
    throw new FlowerError(`${folder} is missing; npm run prepare makes it`);
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const type = types[/\.\w+$/.exec(name)?.[0] ?? ''] as string | undefined;
    if (type === undefined) return [];
    const path = `/${name.replaceAll('\\', '/')}`;
    return [[path, { type, body: readFileSync(join(folder, name)) }] as [string, ServedFile]];
  });
}
