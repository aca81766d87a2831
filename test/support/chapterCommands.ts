import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup';

/** The blocks of one language below a heading of a chapter's text, in their order. */
export function chapterBlocks(chapter: string, heading: string, language: string): string[] {
  const notebook = JSON.parse(readFileSync(join(root, 'notebooks', chapter), 'utf8')) as {
    readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
  };
  const text = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map(({ source }) => source.join(''))
    .join('\n\n');
  const sections = text.split(/^(?=#+ )/m);
  const section = sections.find((part) => new RegExp(`^#+ ${heading}\n`).test(part));
  if (section === undefined) throw new Error(`${chapter} has no heading "${heading}"`);
  const blocks = section.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].filter(([, name]) => name === language).map(([, , body]) => body);
}

/** The commands of a block; one that ends in a backslash goes on in the next line. */
export function commandsOf(block: string): string[] {
  return block.trim().split(/(?<!\\)\n/);
}
