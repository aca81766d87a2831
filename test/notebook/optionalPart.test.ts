import { optionalPart } from '../../src/notebook/optionalPart';
import type { Display, MimeBundle } from '../../src/notebook/display';

/** A display that keeps the last bundle of each output, and its metadata. */
function lastShown() {
  const outputs: { bundle: MimeBundle; metadata: object }[] = [];
  const display: Display = (bundle, metadata = {}) => {
    const output = { bundle, metadata };
    outputs.push(output);
    return { replace: (next) => void (output.bundle = next) };
  };
  return { display, outputs, texts: () => outputs.map(({ bundle }) => bundle['text/plain']) };
}

test('a part that is there does the work of cells, and shows one line', async () => {
  const { display, texts } = lastShown();
  const flower = await optionalPart(
    'Flower',
    (say) => {
      say('installing');
      say('installed');
      return Promise.resolve(42);
    },
    display,
  );
  expect(flower.part).toBe(42);
  expect(await flower.use((part) => part + 1)).toBe(43);
  expect(texts()).toEqual(['Flower is there.']);
});

test('a part that is not there: the reason, and a mark on each cell that is skipped', async () => {
  const { display, outputs, texts } = lastShown();
  const flower = await optionalPart('Flower', () => Promise.reject(new Error('no index')), display);
  const cell = jest.fn();
  expect(await flower.use(cell)).toBeUndefined();
  expect(cell).not.toHaveBeenCalled();
  expect(flower.part).toBeUndefined();
  expect(texts()).toEqual([
    'Flower is not there; cells that need it are skipped.',
    'no index',
    'Skipped: this cell needs Flower.',
  ]);
  expect(outputs.map(({ metadata }) => metadata)).toEqual([
    {},
    {},
    { federated: { skipped: 'Flower' } },
  ]);
});

test('what a cell’s work throws is the cell’s', async () => {
  const { display } = lastShown();
  const part = await optionalPart('a part', () => Promise.resolve(1), display);
  await expect(part.use(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
});
