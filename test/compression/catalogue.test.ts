import { codecNames, codecs, decodeUpdate, namedCodec } from '../../src/compression/catalogue';
import { parameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';
import { clientMoment } from '../support/clientMoment';

const spec = parameterSpec([{ name: 'w', shape: [20, 30] }]);
const update = Float32Array.from({ length: 600 }, (_, i) => Math.sin(i) / (1 + i));

test.each(codecNames.flatMap((name) => [[name, false] as const, [name, true] as const]))(
  'what %s sends, deflated: %s, is decoded by the name that comes with it',
  (name, deflate) => {
    const sent = update.slice();
    const moment = { ...clientMoment(600), spec, rng: Rng.fromSeed(2) };
    const { payload, bytes } = namedCodec(name, { deflate }).client(sent, moment);
    expect(payload!.codec).toBe(deflate ? `${name}+deflate` : name);
    expect(payload!.bytes).toHaveLength(bytes);
    expect([...decodeUpdate(payload!, spec)]).toEqual([...sent]);
  },
);

test('error feedback keeps the name on the wire, and is refused where errors could grow', () => {
  for (const name of codecNames) {
    const make = () => namedCodec(name, { errorFeedback: true, deflate: true });
    if (codecs[name].leastError) {
      expect(make()).toMatchObject({ wire: `${name}+deflate`, remembers: 'errors' });
      expect(make().unbiased).toBe(false);
    } else {
      expect(namedCodec(name).unbiased).toBe(true);
      expect(make).toThrow(`errorFeedback must be left out for ${name}: it is unbiased`);
    }
  }
});

test('unknown names and settings are refused', () => {
  expect(() => namedCodec('zip' as 'topk')).toThrow(
    'codec must be one of float16, quantized, rotated, drive, qsgd, terngrad, topk, randomk, lowrank',
  );
  expect(() => namedCodec('topk', { bits: 4 })).toThrow(
    'bits must be left out for topk, which does not take it, got 4',
  );
  expect(() => namedCodec('quantized', { bits: 17 })).toThrow(
    'bits must be a whole number between',
  );
  const bytes = Uint8Array.of(1);
  expect(() => decodeUpdate({ codec: 'zip', bytes }, spec)).toThrow(
    /encoded as zip must name a codec among float16, .*, with or without \+deflate, got "?zip/,
  );
  expect(() => decodeUpdate({ codec: 'topk+zip', bytes }, spec)).toThrow('must name a codec among');
});
