/**
 * A table in a box of its own, which scrolls if the table is wider than the page, with a number before
 * its caption.
 *
 * @param number such as `1.2`
 */
export function tableHtml(html: string, number: string): string {
  const caption = /<caption>(.*?)<\/caption>/s.exec(html)?.[1];
  const heading = `<span class="caption-number">Table ${number}</span>`;
  const table = html
    .replace(/\s*<caption>.*?<\/caption>/s, '')
    .replace(
      '<table>',
      `<table>\n<caption>${[heading, caption].filter(Boolean).join(' ')}</caption>`,
    )
    .replaceAll('<th ', '<th scope="col" ');
  const id = `table-${number.replace('.', '-').toLowerCase()}`;
  return `<div class="table-box" id="${id}" role="region" aria-label="Table ${number}" tabindex="0">\n${table}\n</div>`;
}
