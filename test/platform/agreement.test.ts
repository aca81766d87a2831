import fc from 'fast-check';
import * as archives from '../../src/platform/browser/archives';
import * as bytes from '../../src/platform/browser/bytes';
import * as deflate from '../../src/platform/browser/deflate';
import * as hashing from '../../src/platform/browser/hashing';
import * as paths from '../../src/platform/browser/paths';
import * as randomness from '../../src/platform/browser/randomness';
import * as timers from '../../src/platform/browser/timers';
import * as nodeArchives from '../../src/platform/node/archives';
import * as nodeDeflate from '../../src/platform/node/deflate';
import * as nodeHashing from '../../src/platform/node/hashing';
import * as nodePaths from '../../src/platform/node/paths';
import * as nodeRandomness from '../../src/platform/node/randomness';
import { gzipSync } from 'node:zlib';

const plain = (given: Uint8Array): Uint8Array => new Uint8Array(given);

/** Bytes that DEFLATE can shorten, and some that it cannot. */
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 2000 }))
    .map(([unit, times]) =>
      Uint8Array.from({ length: unit.length * times }, (_, i) => unit[i % unit.length]),
    ),
);

const text = fc.string({ unit: 'binary', maxLength: 40 });

test('digests are the same, however the bytes come', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('md5', 'sha1', 'sha256', 'sha512'),
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), text), { maxLength: 4 }),
      (algorithm, parts) => {
        const [here, node] = [hashing, nodeHashing].map(({ createHash }) => {
          const hash = createHash(algorithm);
          for (const part of parts) hash.update(part);
          return hash.digest('hex');
        });
        expect(here).toBe(node);
      },
    ),
    { numRuns: 100 },
  );
  expect(() => hashing.createHash('sha3')).toThrow();
  expect(() => nodeHashing.createHash('sha3')).toThrow();
});

test('bytes and texts turn into each other alike', () => {
  const encodings = ['latin1', 'hex', 'base64'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...encodings), fc.uint8Array({ maxLength: 50 }), (as, from) => {
      const encoded = Buffer.from(from).toString(as);
      expect(bytes.Buffer.from(from).toString(as)).toBe(encoded);
      expect(plain(bytes.Buffer.from(encoded, as))).toEqual(plain(Buffer.from(encoded, as)));
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('utf8', 'latin1'), text, (as, words) => {
      expect(plain(bytes.Buffer.from(words, as))).toEqual(plain(Buffer.from(words, as)));
      expect(bytes.Buffer.byteLength(words)).toBe(Buffer.byteLength(words));
    }),
  );
});

test('numbers are written and read alike', () => {
  const methods = [
    'Int8',
    'UInt8',
    'Int16LE',
    'UInt16BE',
    'Int32LE',
    'UInt32BE',
    'FloatLE',
    'DoubleBE',
  ] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...methods),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      (name, from) => {
        const [here, node] = [bytes.Buffer.from(from), Buffer.from(from)];
        const value = node[`read${name}`](0);
        fc.pre(!Number.isNaN(value));
        expect(here[`read${name}`](0)).toBe(value);
        here[`write${name}`](value, 0);
        node[`write${name}`](value, 0);
        expect(plain(here)).toEqual(plain(node));
      },
    ),
    { numRuns: 200 },
  );
});

/** Two slashes at the start mean something else on Windows, and stay in a page. */
test('paths are those of Node.js on Linux and macOS', () => {
  const part = fc.constantFrom('a', 'b.txt', '..', '.', '', 'c/d/', 'e//f');
  const check = (parts: readonly string[], path: string): void => {
    expect(paths.join(...parts)).toBe(nodePaths.join(...parts));
    expect(paths.resolve('/', ...parts)).toBe(nodePaths.resolve('/', ...parts));
    expect(paths.basename(path)).toBe(nodePaths.basename(path));
    expect(paths.dirname(path)).toBe(nodePaths.dirname(path));
    expect(paths.relative('/a/b', `/a/${path}`)).toBe(nodePaths.relative('/a/b', `/a/${path}`));
  };
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      check(parts, ['x', ...parts, 'y'].join('/'));
    }),
    { numRuns: 500, seed: 18 },
  );
});

describe('DEFLATE', () => {
  test.each([{}, { level: 1 }, { level: 9 }, { strategy: deflate.constants.Z_RLE }])(
    '%p: the same bytes',
    (options) => {
      fc.assert(
        fc.property(someBytes, (from) => {
          const packed = nodeDeflate.deflateRawSync(from, options);
          expect(plain(deflate.deflateRawSync(from, options))).toEqual(plain(packed));
          expect(plain(deflate.inflateRawSync(packed))).toEqual(from);
        }),
        { numRuns: 60 },
      );
    },
  );

  test('the names of constants mean the same', () => {
    for (const [name, value] of Object.entries(deflate.constants)) {
      expect(nodeDeflate.constants[name as 'Z_RLE']).toBe(value);
    }
  });

  test('too long, damaged and incomplete files give the same codes', () => {
    const outcome = (unpack: () => Uint8Array): Uint8Array | string => {
      try {
        return plain(unpack());
      } catch (error) {
        return (error as NodeJS.ErrnoException).code!;
      }
    };
    const whole = gzipSync(Buffer.from('federated '.repeat(20)));
    const limit = { maxOutputLength: 50 };
    const tooLong = outcome(() => nodeDeflate.gunzipSync(whole, limit));
    expect(outcome(() => deflate.gunzipSync(whole, limit))).toBe(tooLong);
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.option(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { nil: undefined }),
        fc.constantFrom({}, { finishFlush: deflate.constants.Z_SYNC_FLUSH }),
        (length, damage, options) => {
          const file = plain(whole);
          if (damage) file[damage[0]] = damage[1];
          const cut = file.subarray(0, length);
          expect(outcome(() => deflate.gunzipSync(cut, options))).toEqual(
            outcome(() => nodeDeflate.gunzipSync(cut, options)),
          );
        },
      ),
      { numRuns: 300, seed: 18 },
    );
  });
});

test('a zip archive that one side wrote is read by the other', async () => {
  const files = new Map([
    ['a.txt', Uint8Array.of(1, 2, 3)],
    ['folder/b', new Uint8Array(1000)],
  ]);
  for (const [from, to] of [
    [archives, nodeArchives],
    [nodeArchives, archives],
  ] as const) {
    const found = new Map<string, Uint8Array>();
    const written = Buffer.from(await from.writeArchive(files));
    for await (const entry of to.readArchive(written) as AsyncIterable<nodeArchives.ArchiveEntry>) {
      const pieces: Uint8Array[] = [];
      for await (const piece of await entry.pieces()) pieces.push(piece);
      found.set(entry.fileName, plain(Buffer.concat(pieces)));
    }
    expect(found).toEqual(files);
  }
});

test('random bytes, numbers and identifiers have the same form', () => {
  for (const side of [randomness, nodeRandomness]) {
    const { randomBytes, randomInt, randomUUID } = side;
    const randomFillSync: (array: Uint32Array) => Uint32Array = side.randomFillSync;
    // A page's generator fills at most 65,536 bytes at once; ten equal bytes in a row are 2^-80.
    const many = randomBytes(200_000);
    expect(many).toHaveLength(200_000);
    expect(many.subarray(-10).every((byte) => byte === many.at(-1))).toBe(false);
    const filled = randomFillSync(new Uint32Array(50_000));
    expect(filled.subarray(-10).every((value) => value === 0)).toBe(false);
    const draws = Array.from({ length: 1000 }, () => randomInt(3));
    expect(new Set(draws)).toEqual(new Set([0, 1, 2]));
    expect(randomUUID()).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  }
});

test('a pause ends by itself, or at once when it is aborted', async () => {
  await timers.pause(1);
  await timers.nextTurn();
  const stop = new AbortController();
  const paused = timers.pause(60_000, undefined, { signal: stop.signal });
  stop.abort();
  await expect(paused).rejects.toThrow(/abort/i);
});
