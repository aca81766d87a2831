import { makeDataset } from '../../../src/data/makeDataset';
import type { FederatedDataset } from '../../../src/data/federatedDataset';
import { embeddedDigits } from '../../../src/data/sources/embedded';
import { confusionMatrix } from '../../../src/metrics/classification';
import { makeModel } from '../../../src/models/makeModel';
import { summary } from '../../../src/models/summary';
import type { MimeBundle } from '../../../src/notebook/display';
import { plotlyMimeType } from '../../../src/notebook/show';
import { registerValueDisplays, valueDisplays } from '../../../src/notebook/values/valueDisplay';
import { roundCurves } from '../../../src/plots/curves/curves';
import type { RoundRecord } from '../../../src/simulation/roundRecord';

/** What the kernel shows: the first bundle that a display returns. */
async function shown(value: unknown): Promise<MimeBundle | undefined> {
  for (const display of valueDisplays) {
    const bundle = await display(value);
    if (bundle) return bundle;
  }
  return undefined;
}

const digits = makeDataset(
  new Uint8Array(3 * 16).fill(200),
  Uint8Array.of(0, 1, 1),
  [4, 4, 1],
  ['zero', 'one'],
);

const record = (round: number): RoundRecord => ({
  round,
  trainLoss: 1 / round,
  trainAccuracy: 0.5,
  testLoss: null,
  testAccuracy: 0.5 + round / 100,
  clientAccuracy: null,
  bytesUp: 1_000_000,
  bytesDown: 2_000_000,
  clientSteps: 10,
  seconds: 0.5,
  clients: ['a', 'b'],
  dropped: [],
});

test('a figure is a chart', async () => {
  const bundle = await shown(roundCurves([record(1)], { title: 'A title' }));
  expect(bundle).toHaveProperty([plotlyMimeType]);
  expect(bundle!['image/svg+xml']).toContain('A title');
});

test.each([
  ['a model', () => makeModel('softmax', { seed: 1 })],
  ['a summary', () => summary(makeModel('softmax', { seed: 1 }))],
])('%s is a table of layers', async (_, make) => {
  const bundle = await shown(make());
  expect(bundle!['text/html']).toContain('7,850 parameters');
  expect(bundle!['text/html']).toContain('(batch, 10)');
  expect(bundle!['text/plain']).toContain('Total parameters: 7,850');
});

test('a dataset is a picture that says how many images there are', async () => {
  const bundle = await shown(digits);
  expect(bundle!['image/svg+xml']).toContain('3 images of 4 × 4 pixels, 2 classes');
  const client = await shown({ id: 'ann', train: digits, test: digits });
  expect(client!['image/svg+xml']).toContain(
    'ann: 3 images of 4 × 4 pixels, 2 classes, 3 held out',
  );
});

test('a federated dataset is a table of sizes and a row of examples of each of five clients', async () => {
  const federated: FederatedDataset = embeddedDigits();
  const html = String((await shown(federated))!['text/html']);
  expect(html.includes('>100</td>') && html.includes('>8,003</td>')).toBe(true);
  expect(html.match(/<img alt="[^"]*5 clients/g)).toHaveLength(1);
});

test('the records of a run are curves and a table of at most twelve rounds', async () => {
  const records = Array.from({ length: 30 }, (_, i) => record(i + 1));
  for (const value of [records, { records, state: {} }]) {
    const bundle = await shown(value);
    const html = String(bundle!['text/html']);
    expect(html).toContain('12 of 30 rounds');
    expect(html.match(/<tr>/g)).toHaveLength(13);
    expect(html).toContain('<img alt=');
    expect(bundle!['text/plain']).toContain('80.0');
  }
});

test('a confusion matrix is a chart with the share that is right', async () => {
  const bundle = await shown(confusionMatrix([0, 1, 1, 1], [0, 1, 1, 0], 2));
  expect(bundle!['image/svg+xml']).toContain(
    'Confusion matrix of 4 examples, 75.0 % of them right',
  );
});

test.each([
  [1],
  ['text'],
  [null],
  [undefined],
  [[]],
  [{}],
  [[1, 2]],
  [new Uint32Array(3)],
  [{ data: [], layout: {} }],
  [{ records: [] }],
  [() => 1],
])('%p is printed as always', async (value) => {
  expect(await shown(value)).toBeUndefined();
});

test('the kernel finds the displays, once each', () => {
  registerValueDisplays();
  registerValueDisplays();
  const key = Symbol.for('federated.displayValue');
  const found = (globalThis as unknown as Record<symbol, Set<unknown>>)[key];
  expect([...found].filter((one) => valueDisplays.includes(one as never))).toEqual(valueDisplays);
});
