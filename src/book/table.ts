/**
 * A table in a box of its own, which scrolls if the table is wider than the page, with a number before
 * its caption.
 *
 * @param number such as `1.2`; a table that the book does not have has none
 */
export function tableHtml(html: string, number: string | undefined): string {
  const caption = /<caption>(.*?)<\/caption>/s.exec(html)?.[1];
  const heading = number && `<span class="caption-number">Table ${number}</span>`;
  const words = [heading, caption].filter(Boolean).join(' ');
  const table = html
    .replace(/\s*<caption>.*?<\/caption>/s, '')
    .replace('<table>', words === '' ? '<table>' : `<table>\n<caption>${words}</caption>`)
    .replaceAll('<th ', '<th scope="col" ');
  const id = number && ` id="table-${number.replace('.', '-').toLowerCase()}"`;
  const label = number === undefined ? 'Table' : `Table ${number}`;
  return `<div class="table-box"${id ?? ''} role="region" aria-label="${label}" tabindex="0">\n${table}\n</div>`;
}
