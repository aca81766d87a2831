import { escapeHtml } from '../notebook/table';

/**
 * Puts the SVG pictures of Markdown into the page itself, so that their colors follow the page's. The
 * alternative text stays.
 *
 * @param read the text of a picture by its path
 */
export function inlinePictures(markdown: string, read: (path: string) => string): string {
  return markdown.replaceAll(
    /^!\[([^\]]*)\]\(([^)\s]+\.svg)\)$/gm,
    (_, alt: string, path: string) => {
      const svg = read(path)
        .replace(/^[^]*?<svg /, `<svg role="img" aria-label="${escapeHtml(alt)}" `)
        // Markdown ends a block of HTML at an empty line.
        .replaceAll(/\n\s*\n/g, '\n');
      return `<figure class="diagram">\n${svg.trim()}\n</figure>`;
    },
  );
}
