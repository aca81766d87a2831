import { describeFigure } from '../../../src/plots/descriptions/describe';
import { featureHistograms } from '../../../src/plots/tables/featureHistograms';
import { missingValues } from '../../../src/plots/tables/missingValues';
import type { NamedTable } from '../../../src/plots/tables/namedTable';
import type { Column } from '../../../src/tables/table';
import { layoutOf } from '../../support/layout';

type Cells = Readonly<Record<string, readonly (number | string | null)[]>>;

/** A client's table; null is a missing value. */
function client(name: string, cells: Cells): NamedTable {
  const columns = Object.entries(cells).map(([column, values]): Column => {
    const words = values.filter((value) => typeof value === 'string');
    if (words.length === 0) {
      const numbers = Float64Array.from(values, (value) => Number(value ?? NaN));
      return { kind: 'number', name: column, values: numbers };
    }
    const categories = [...new Set(words)];
    const codes = Int32Array.from(values, (value) => categories.indexOf(`${value}`));
    return { kind: 'category', name: column, codes, categories };
  });
  const rows = Object.values(cells)[0]?.length ?? 0;
  return { name, table: { source: `${name}.csv`, rows, columns } };
}

const ages = Array.from({ length: 40 }, (_, i) => i);
const title = 'Two hospitals';
const hospitals = [
  client('A <1>', {
    age: ages,
    ward: ages.map((age) => (age < 10 ? null : age < 20 ? 'eyes' : 'heart')),
    smokes: ages.map((age) => +(age % 4 === 0)),
  }),
  client('B', { age: [39, null], ward: ['heart', 'feet'], smokes: [null, null] }),
];

test('a panel for each feature, a color for each client, heights are shares of known values', () => {
  const figure = featureHistograms(hospitals, { title, bars: 4 });
  const drawn = figure.data.map(({ name, type, x, y, showlegend }) => ({
    name,
    type,
    x,
    y,
    showlegend,
  }));
  // 40 ages from 0 to 39 in four ranges, with an empty one at each end of the outline.
  const x = [-1, 0, 1, 2, 3, 4].map((bin) => (bin + 0.5) * 9.75);
  const words = [0, 1, 2];
  expect(drawn).toEqual([
    {
      name: 'A &lt;1&gt;',
      type: 'scatter',
      x,
      y: [0, 0.25, 0.25, 0.25, 0.25, 0],
      showlegend: true,
    },
    { name: 'B', type: 'scatter', x, y: [0, 0, 0, 0, 1, 0], showlegend: true },
    { name: 'A &lt;1&gt;', type: 'bar', x: words, y: [1 / 3, 2 / 3, 0], showlegend: false },
    { name: 'B', type: 'bar', x: words, y: [0, 0.5, 0.5], showlegend: false },
    { name: 'A &lt;1&gt;', type: 'bar', x: [0, 1], y: [0.75, 0.25], showlegend: false },
    { name: 'B', type: 'bar', x: [], y: [], showlegend: false },
  ]);
  const colors = figure.data.map(
    ({ line, marker }) => ((line ?? marker) as { color: string }).color,
  );
  expect(new Set(colors).size).toBe(2);
  expect([colors[0], colors[1]]).toEqual([colors[2], colors[3]]);
  expect(figure.layout.showlegend).toBe(true);
});

test('words are named below the bars, ranges when pointed at, and all in the description', () => {
  const figure = featureHistograms(hospitals, { title, bars: 4 });
  expect(layoutOf(figure).axes.x2.ticktext).toEqual(['eyes', 'heart', 'feet']);
  expect(figure.data[0].customdata).toContain('9.75 to 19.5');
  expect(describeFigure(figure)).toBe(
    [
      'Two hospitals. Three bar charts.',
      'age – share of the rows: A <1>: 6 bars, the largest 25.0 % at 0 to 9.75; B: 6 bars, the largest 100.0 % at 29.3 to 39.',
      'ward – share of the rows: A <1>: 3 bars, the largest 66.7 % at heart; B: 3 bars, the largest 50.0 % at heart.',
      'smokes – share of the rows: A <1>: 2 bars, the largest 75.0 % at 0; B: no bar.',
    ].join(' '),
  );
});

test('rare words share a bar, long ones are shortened', () => {
  const words = Array.from({ length: 60 }, (_, i) => (i < 40 ? 'an unusually long word' : `w${i}`));
  const figure = featureHistograms([client('A', { word: words })], { title });
  const { ticktext } = layoutOf(figure).axes.x as { ticktext: string[] };
  expect([ticktext.length, ticktext[0], ticktext.at(-1)]).toEqual([
    15,
    'an unusually lo…',
    '7 others',
  ]);
  const [{ y, customdata }] = figure.data as unknown as { y: number[]; customdata: string[] }[];
  expect([y[0], y[14], customdata[0]]).toEqual([40 / 60, 7 / 60, 'an unusually long word']);
});

test('what is not drawn is in the title; a feature without a value says so', () => {
  const many = Array.from({ length: 9 }, (_, k) => client(`h${k}`, { x: [k], y: [null] }));
  const figure = featureHistograms(many, { title, clients: 3, most: 1 });
  expect((figure.layout.title as { text: string }).text).toBe(
    'Two hospitals (the first 3 of 9 clients, 1 of 2 features)',
  );
  expect(figure.data).toHaveLength(3);
  const empty = featureHistograms(many, { title, features: ['y'] });
  expect(JSON.stringify(empty.layout)).toContain('y: no value');
});

test('missing values: the share of a client’s rows, all of a column that it does not have', () => {
  const clients = [...hospitals, client('C', { age: [1] }), client('D', { age: [] })];
  const figure = missingValues(clients, { title });
  expect(figure.data[0].z).toEqual([
    [0, 0.25, 0],
    [0.5, 0, 1],
    [0, 1, 1],
    [null, null, null],
  ]);
  expect(layoutOf(figure).axes.y.ticktext).toEqual([
    'A &lt;1&gt;, 40 rows',
    'B, 2 rows',
    'C, 1 row',
    'D, 0 rows',
  ]);
});

test('of many columns, the least complete are shown, in the table’s order', () => {
  const cells: Cells = { a: [1, null], b: [1, 2], c: [null, null], d: [1, 2] };
  const figure = missingValues([client('A', cells)], { title, most: 2 });
  expect(figure.data[0].z).toEqual([[0.5, 1]]);
  expect(layoutOf(figure).axes.x.title).toMatchObject({
    text: 'column (the least complete 2 of 4)',
  });
});

test('no client, no such column, and numbers beside words are refused', () => {
  const draw = featureHistograms;
  expect(() => draw([], { title })).toThrow('clients must hold at least one table');
  expect(() => draw(hospitals, { title, features: ['weight'] })).toThrow(
    'features must be columns of the tables, got "weight"',
  );
  expect(() => draw([hospitals[0], client('C', { age: ['old'] })], { title })).toThrow(
    'age of C must hold numbers like the other clients’, got "category"',
  );
  expect(() => missingValues(hospitals, { title, features: [] })).toThrow('features must hold');
});
