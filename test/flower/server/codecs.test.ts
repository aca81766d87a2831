import fc from 'fast-check';
import { join } from 'node:path';
import { CodecError } from '../../../src/compression';
import type { Codec } from '../../../src/compression';
import type { ParameterSpec } from '../../../src/core/parameters';
import { Rng } from '../../../src/core/rng';
import { codecMoment, codecs, updates } from '../../support/codecs';
import { mutate } from '../../support/damagedBytes';
import { pythonTest, runPython } from '../../support/python';
import { root } from '../../support/setup';

interface Case {
  readonly title: string;
  readonly codec: Codec;
  readonly spec: ParameterSpec;
  readonly bytes: Uint8Array;
}

/** Updates of random models, encoded by every codec, and the same bytes damaged. */
function cases(): Case[] {
  const rng = Rng.fromSeed(3);
  const samples = fc.sample(updates, { seed: 1, numRuns: 25 });
  return Object.entries(codecs).flatMap(([title, codec]) =>
    samples.flatMap(({ spec, update, seed }) => {
      const bytes = codec.encode(update, codecMoment(spec, seed));
      const damaged = [1, 2].map(() => mutate(bytes, rng));
      return [bytes, ...damaged].map((data) => ({ title, codec, spec, bytes: data }));
    }),
  );
}

function decoded({ codec, bytes, spec }: Case): Float32Array | undefined {
  try {
    return codec.decode(bytes, spec);
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    return undefined;
  }
}

interface Answer {
  readonly update?: string;
  readonly dtype?: string;
  readonly error?: string;
}

pythonTest('the server app decodes, or refuses, what the library does', async () => {
  const all = cases();
  const lines = all.map(({ codec, spec, bytes }) => {
    const data = Buffer.from(bytes).toString('base64');
    return JSON.stringify({ codec: codec.wire, data, shapes: spec.tensors.map((t) => t.shape) });
  });
  const folder = join(root, 'src', 'flower', 'server', 'app', 'codecs');
  const output = await runPython('decodeUpdates.py', `${lines.join('\n')}\n`, [folder]);
  const answers = output.trimEnd().split('\n');
  expect(answers).toHaveLength(all.length);
  let compared = 0;
  for (const [i, one] of all.entries()) {
    const { update, dtype, error } = JSON.parse(answers[i]) as Answer;
    const expected = decoded(one);
    if (expected === undefined || update === undefined) {
      // Both refuse it.
      expect({ ...one, expected, update }).toMatchObject({
        expected: undefined,
        update: undefined,
      });
      expect(error).not.toBe('');
      continue;
    }
    expect(dtype).toBe('float32');
    const found = new Float32Array(new Uint8Array(Buffer.from(update, 'base64')).buffer);
    expect(found).toHaveLength(one.spec.size);
    // Matrix products add in another order: the last bit may differ.
    const tolerance = one.codec.wire === 'lowrank' ? 2 ** -23 : 0;
    const far = found.findIndex(
      (value, k) => !(Math.abs(value - expected[k]) <= tolerance * Math.abs(expected[k])),
    );
    expect({ title: one.title, far }).toEqual({ title: one.title, far: -1 });
    compared++;
  }
  expect(compared).toBeGreaterThan(all.length / 3);
});
