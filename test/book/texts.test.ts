import { cite, worksByAddress } from '../../src/book/citations';
import { bookParts, withContents } from '../../src/book/contents';
import { inlinePictures } from '../../src/book/diagram';
import { anchorOf, parseGlossary, termLinker } from '../../src/book/glossary';
import { pageNumber } from '../../src/book/pageName';
import { changeProse } from '../../src/book/prose';

const shout = (markdown: string): string => changeProse(markdown, (text) => text.toUpperCase());

test('only running text is changed: not code, formulas, links, headings, tags and comments', () => {
  expect(shout('# head\n\nsome `code` and $x$ [link](to.md) ![p](q.png) end')).toBe(
    '# head\n\nSOME `code` AND $x$ [link](to.md) ![p](q.png) END',
  );
  expect(shout('a\n\n```sh\nls `b`\n```\n\nc <b>d</b> <!-- e\nf -->')).toBe(
    'A\n\n```sh\nls `b`\n```\n\nC <b>D</b> <!-- e\nf -->',
  );
  expect(shout('$$a\nb$$\n| c |\n| --- |\n| ``d ` e`` |')).toBe(
    '$$a\nb$$\n| C |\n| --- |\n| ``d ` e`` |',
  );
});

const glossary = `# Glossary

### Round

<!-- also: rounds -->
<!-- not: way round -->

One exchange.

### Client drift

### FedAvg

<!-- also: federated averaging -->

An algorithm.
`;

describe('terms', () => {
  const terms = parseGlossary(glossary);
  const link = (...texts: string[]): string[] => texts.map(termLinker(terms, 'g.md', texts));

  test('are read from the headings of the glossary and the comments below', () => {
    expect(terms).toEqual([
      { name: 'Round', also: ['rounds'], not: ['way round'], anchor: 'round' },
      { name: 'Client drift', also: [], not: [], anchor: 'client-drift' },
      { name: 'FedAvg', also: ['federated averaging'], not: [], anchor: 'fedavg' },
    ]);
    expect(anchorOf('q-FedAvg, für alle (2)')).toBe('q-fedavg-für-alle-2');
  });

  test('are linked at their first use in a chapter, in any form', () => {
    expect(link('Rounds and rounds. A round.', 'Another round with client\ndrifts.')).toEqual([
      '[Rounds](g.md#round){.term} and rounds. A round.',
      'Another round with [client\ndrifts](g.md#client-drift){.term}.',
    ]);
  });

  test('are linked where they stand in italics, as they are explained there', () => {
    expect(link('A round?', 'A *round* is one exchange.')).toEqual([
      'A round?',
      'A *[round](g.md#round){.term}* is one exchange.',
    ]);
  });

  test('are not found inside words, nor in another sense, nor in another case if they have capitals', () => {
    const texts = ['Surround, round-trip, the other way round. fedavg', 'FedAvg'];
    expect(link(...texts)).toEqual([texts[0], '[FedAvg](g.md#fedavg){.term}']);
    expect(link('Federated averaging')).toEqual(['[Federated averaging](g.md#fedavg){.term}']);
  });

  test('a book without a glossary has no links', () => {
    expect(termLinker([], 'g.md', ['a'])('a')).toBe('a');
  });
});

describe('citations', () => {
  const works = worksByAddress('@misc{one2020,\n  title = {One},\n  url = {https://x.org/1},\n}\n');

  test('links to works of the bibliography become citations, others stay', () => {
    expect(cite('by Li et al. ([2020](https://x.org/1), table 2)', works)).toBe(
      'by Li et al. ({cite:year}`one2020`, table 2)',
    );
    expect(cite('([Li et al. 2020](https://x.org/1))', works)).toBe(
      '(Li et al. {cite:year}`one2020`)',
    );
    const other = '[2020](https://x.org/2) and [a page](https://x.org/1)';
    expect(cite(other, works)).toBe(other);
  });

  test('a work without an address is refused', () => {
    expect(() => worksByAddress('@misc{two,\n  title = {Two},\n}\n')).toThrow(
      'references.bib: two must have a url',
    );
  });
});

describe('the table of contents', () => {
  const index = `# Book

[Out](https://x.org/a.md)

## Chapters

| [1](01-a.ipynb) | ![p](p.svg) |
| [2](02-b.ipynb) | [1](01-a.ipynb) |

## Links

[Other](https://x.org)

## Reference

[words](glossary.md#round)[words](glossary.md)
`;
  const parts = [
    { title: 'Chapters', pages: ['01-a', '02-b'] },
    { title: 'Reference', pages: ['glossary'] },
  ];

  test('is read from the start page: its headings and the links below them', () => {
    expect(bookParts(index)).toEqual(parts);
  });

  test('is added to the start page for Sphinx', () => {
    expect(withContents('# Book\n', parts)).toBe(
      '# Book\n\n```{toctree}\n:hidden:\n:caption: Chapters\n\n01-a\n02-b\n```\n\n' +
        '```{toctree}\n:hidden:\n:caption: Reference\n\nglossary\n```\n',
    );
  });

  test('refuses a page in two parts', () => {
    expect(() => bookParts('## A\n\n[x](a.md)\n\n## B\n\n[x](a.md)\n')).toThrow(
      'index.md: two parts link to a',
    );
  });
});

test('figures and tables have the number of their page', () => {
  expect(
    ['01-title.ipynb', 'solutions/12-title', 'A-title', 'glossary.md', 'solutions/A-b'].map(
      pageNumber,
    ),
  ).toEqual(['1', 'S12', 'A', '', 'SA']);
});

test('SVG pictures become part of the page, with their alternative text', () => {
  const read = (path: string): string => `<?xml?>\n<svg id="${path}">\n\n<g/>\n</svg>\n`;
  expect(inlinePictures('a\n\n![two <arrows>](i/x.svg)\n\nb ![in](y.svg)', read)).toBe(
    'a\n\n<figure class="diagram">\n<svg role="img" aria-label="two &lt;arrows&gt;" id="i/x.svg">\n' +
      '<g/>\n</svg>\n</figure>\n\nb ![in](y.svg)',
  );
});
