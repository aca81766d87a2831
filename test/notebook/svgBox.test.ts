import { JSDOM } from 'jsdom';
import { svgBox, transformedBox } from '../../src/notebook/svgBox';
import { textWidth } from '../../src/notebook/textMetrics';

function element(markup: string): Element {
  const xml = `<svg xmlns="http://www.w3.org/2000/svg">${markup}</svg>`;
  return new JSDOM(xml, { contentType: 'image/svg+xml' }).window.document.documentElement
    .firstElementChild!;
}

test('widths are Helvetica’s', () => {
  // Adobe's Helvetica.afm: space 278, A 667, i 222, m 833, ~ 584.
  expect(textWidth(' Aim~', 1000)).toBe(278 + 667 + 222 + 833 + 584);
  expect(textWidth('数', 1000)).toBe(556);
});

test('text is placed by its anchor', () => {
  const left = (anchor: string): number =>
    svgBox(element(`<text x="100" text-anchor="${anchor}" font-size="10">00</text>`)).left;
  expect([left('start'), left('middle'), left('end')]).toEqual([100, 100 - 5.56, 100 - 11.12]);
});

test('a group is as large as its parts, which may be moved and turned', () => {
  const group = element(
    '<g><rect x="0" y="0" width="10" height="20"/><path d="M0,0H999"/>' +
      '<g transform="translate(5,5) rotate(-90)"><rect x="0" y="0" width="30" height="2"/></g></g>',
  );
  const { left, top, right, bottom } = svgBox(group);
  expect(left).toBe(0);
  expect(top).toBeCloseTo(-25, 10);
  expect([right, bottom]).toEqual([10, 20]);
});

test('turning goes around the named point', () => {
  const box = transformedBox(
    element('<rect x="0" y="0" width="4" height="2" transform="rotate(90, 4, 0)"/>'),
  );
  expect(box.left).toBeCloseTo(2, 10);
  expect(box.top).toBeCloseTo(-4, 10);
  expect(box.right).toBeCloseTo(4, 10);
  expect(box.bottom).toBeCloseTo(0, 10);
});
