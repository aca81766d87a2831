import { Buffer } from '../platform/bytes';
import type { MimeBundle } from './display';
import { escapeHtml } from './table';

/** A picture and its words, from a bundle that holds both, as an image in HTML. */
export function pictureHtml(bundle: MimeBundle): string {
  const [svg, words] = [bundle['image/svg+xml'], bundle['text/plain']].map(String);
  const data = Buffer.from(svg).toString('base64');
  return `<img alt="${escapeHtml(words)}" src="data:image/svg+xml;base64,${data}">`;
}
