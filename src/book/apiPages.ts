/** The start page of the reference, which TypeDoc writes, among the book's pages. */
export const apiIndex = 'api/index.md';

/** Pages deeper than this are not in the list of contents on the right. */
const depth = 3;

/** A link to a row of a table, which is not a heading and so none of MyST's own targets. */
const propertyLink = /\[(`[^`]*`|[^\][]*)\]\(([^)#\s]*)#(property-[\w-]+)\)/g;

/** What a room of the library is for: the comment at the top of its index file. */
export function roomPurpose(index: string): string {
  const comment = /^\/\*\*(.*?)\*\//s.exec(index)?.[1] ?? '';
  return comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
}

/**
 * A page of TypeDoc as the book has it: with a title and a sentence that say what it is, and a list of
 * contents that does not name every parameter. The start page says what each namespace is for.
 *
 * @param path of the page in the book, with forward slashes
 * @param purposes each namespace's page, as `path`, and what it is for
 */
export function apiPage(
  markdown: string,
  path: string,
  purposes: ReadonlyMap<string, string>,
): string {
  const room = roomOf(path);
  const body = markdown
    .replace(/^# .*\n+/, '')
    // The rules between entries say no more than their headings do.
    .replaceAll(/^\*\*\*\n+/gm, '')
    // What a function takes apart has no name of its own.
    .replaceAll('__namedParameters', 'options')
    .replaceAll(propertyLink, (_, text: string, page: string, anchor: string) => {
      const address = page.replace(/\.md$/, '.html');
      return `<a href="${address}#${anchor}">${text}</a>`;
    });
  const front = `---\ntocdepth: ${depth}\n---\n\n`;
  if (room !== undefined) {
    return `${front}# fl.${room}\n\n${purposes.get(path) ?? ''}\n\n${body}`;
  }
  const pages = [...purposes.keys()].map((page) => page.replace(/^api\/|\.md$/g, ''));
  const tree = ['```{toctree}', ':hidden:', '', ...pages, '```'].join('\n');
  return `${front}# API reference\n\n${tree}\n\n${introduction}\n\n${namespaceList(body, purposes)}`;
}

const introduction = `\`import * as fl from 'federated'\` gives the names of everyday use, which are on this page, and a namespace for
each room of the library.`;

function roomOf(path: string): string | undefined {
  return /\/namespaces\/([^/]+)\.md$/.exec(path)?.[1];
}

function namespaceList(body: string, purposes: ReadonlyMap<string, string>): string {
  return body.replaceAll(
    /^- \[(\w+)\]\(([^)]*\/namespaces\/[^)]*)\)$/gm,
    (_, room: string, page: string) => {
      return `- [fl.${room}](${page}): ${purposes.get(`api/${page}`) ?? ''}`;
    },
  );
}
