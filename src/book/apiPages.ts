/** The start page of the reference, which TypeDoc writes, among the book's pages. */
export const apiIndex = 'api/index.md';

/** Pages deeper than this are not in the list of contents on the right. */
const depth = 3;

/** A link to a row of a table, which is not a heading and so none of MyST's own targets. */
const propertyLink = /\[(`[^`]*`|[^\][]*)\]\(([^)#\s]*)#(property-[\w-]+)\)/g;

/**
 * A page of TypeDoc as the book has it: with a title that says what it is, and a list of contents that
 * does not name every parameter.
 *
 * @param path of the page in the book, with forward slashes
 * @param namespaces the paths of all namespaces' pages, for the start page
 */
export function apiPage(markdown: string, path: string, namespaces: readonly string[]): string {
  const room = /\/namespaces\/([^/]+)\.md$/.exec(path)?.[1];
  const title = room === undefined ? 'API reference' : `fl.${room}`;
  const body = markdown
    .replace(/^# .*\n/, `# ${title}\n`)
    // The rules between entries say no more than their headings do.
    .replaceAll(/^\*\*\*\n+/gm, '')
    .replaceAll(propertyLink, (_, text: string, page: string, anchor: string) => {
      const address = page.replace(/\.md$/, '.html');
      return `<a href="${address}#${anchor}">${text}</a>`;
    });
  const front = `---\ntocdepth: ${depth}\n---\n\n`;
  if (room !== undefined) return front + body;
  const pages = namespaces.map((page) => page.replace(/^api\/|\.md$/g, ''));
  const tree = ['```{toctree}', ':hidden:', '', ...pages, '```', ''].join('\n');
  return `${front}${body.trimEnd()}\n\n${tree}`;
}
