import fc from 'fast-check';
import { controlNames, controlOf } from '../../../src/book/playground/controls';
import type { ControlName } from '../../../src/book/playground/controls';
import { mostKept, readLink, triedText, writeLink } from '../../../src/book/playground/link';
import { applies, defaultSettings } from '../../../src/book/playground/settings';
import type { PlaygroundSettings } from '../../../src/book/playground/settings';

const anyValue = (name: ControlName): fc.Arbitrary<string | number> => {
  const control = controlOf(name);
  if (control.kind === 'choice') return fc.constantFrom(...Object.keys(control.choices));
  const { min, max, whole } = control;
  return whole
    ? fc.integer({ min, max })
    : fc.double({ min, max, noNaN: true }).map((value) => value + 0); // no −0
};

const anySettings = fc.record(
  Object.fromEntries(controlNames.map((name) => [name, anyValue(name)])),
) as unknown as fc.Arbitrary<PlaygroundSettings>;

/** What has an effect of settings. */
const effective = (settings: PlaygroundSettings): object =>
  Object.fromEntries(
    controlNames.filter((name) => applies(name, settings)).map((name) => [name, settings[name]]),
  );

test('a link brings all settings, the mode and the kept curves back', () => {
  fc.assert(
    fc.property(
      anySettings,
      fc.array(anySettings, { maxLength: mostKept }),
      fc.constantFrom('grid' as const, 'tab' as const),
      (settings, kept, mode) => {
        const read = readLink(`#${writeLink({ mode, settings, kept })}`);
        expect(read.problems).toEqual([]);
        expect(read.mode).toBe(mode);
        expect(effective(read.settings)).toEqual(effective(settings));
        expect(read.kept.map(triedText)).toEqual(kept.map(triedText));
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

test('an empty link is the usual settings', () => {
  const read = { mode: 'grid', settings: defaultSettings, kept: [], problems: [] };
  expect(readLink('')).toEqual(read);
  expect(readLink('#')).toEqual(read);
});

test.each([
  ['alpha=0', 'Dirichlet α must be a number from 0.01 to 1000; the link has “0”. It is 0.1 now.'],
  [
    'alpha=1e999',
    'Dirichlet α must be a number from 0.01 to 1000; the link has “1e999”. It is 0.1 now.',
  ],
  [
    'localEpochs=2.5',
    'Local epochs must be a whole number from 1 to 50; the link has “2.5”. It is 1 now.',
  ],
  [
    'clientsPerRound=',
    'Clients per round must be a whole number from 1 to 100; the link has “”. It is 10 now.',
  ],
  ['codec=zip', /^Codec must be one of none, float16, .*; the link has “zip”. It is none now\.$/],
  ['codec=toString', /^Codec must be one of none, /],
  ['partition=__proto__', /^Partition must be one of iid, /],
  ['mode=fast', 'The mode must be one of grid, tab; the link has “fast”.'],
  ['colour=red', 'The link has “colour”, which is no setting of this page.'],
  ['keep=model%3Dx', /^A kept curve is left out\. Model must be one of /],
  [`alpha=${'9'.repeat(5000)}`, 'The link is too long to be one of this page.'],
])('a bad value gets a sentence, and the usual value: %.40s', (fragment, sentence) => {
  const { settings, kept, mode, problems } = readLink(fragment);
  expect({ settings, kept, mode }).toEqual({ settings: defaultSettings, kept: [], mode: 'grid' });
  expect(problems).toEqual([
    typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
  ]);
});

test('any fragment is read without an error', () => {
  fc.assert(
    fc.property(fc.string(), (fragment) => {
      const { settings } = readLink(fragment);
      expect(Object.keys(settings)).toEqual(controlNames);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('more kept curves than can be told apart are left out', () => {
  const kept = [1, 2, 3, 4, 5, 6].map((localEpochs) => ({ ...defaultSettings, localEpochs }));
  const read = readLink(writeLink({ mode: 'grid', settings: defaultSettings, kept }));
  expect(read.kept).toHaveLength(mostKept);
  expect(read.problems).toEqual(['At most 5 curves are kept; the others are left out.']);
});
