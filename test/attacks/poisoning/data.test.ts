import {
  backdoor,
  backdoorTest,
  chooseAttackers,
  labelFlip,
  patchedImage,
  poisonedClients,
} from '../../../src/attacks';
import { ArgumentError } from '../../../src/core/errors';
import { Rng } from '../../../src/core/rng';
import { makeDataset } from '../../../src/data/makeDataset';
import type { Dataset } from '../../../src/data/dataset';
import { federate } from '../../../src/data/federate';
import { digitNames, stripes } from '../../support/digits';

const rng = Rng.fromSeed(1);

/** Dark images with these labels. */
function dark(labels: readonly number[], shape: readonly [number, number, number]): Dataset {
  const pixels = new Uint8Array(labels.length * shape[0] * shape[1] * shape[2]).fill(7);
  return makeDataset(pixels, Uint8Array.from(labels), shape, digitNames);
}

const federated = federate({
  name: 'stripes',
  description: 'Stripes.',
  simulated: true,
  dataset: stripes(60, 1),
  partition: Array.from({ length: 6 }, (_, k) =>
    Uint32Array.from({ length: 10 }, (_, i) => 10 * k + i),
  ),
  ids: ['a', 'b', 'c', 'd', 'e', 'f'],
  heldOut: 0.2,
  rng,
  centralTest: stripes(20, 2),
});

describe('attackers', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];

  test('are so many, in order, and fewer are a part of more', () => {
    const two = chooseAttackers(ids, { count: 2 }, rng);
    const three = chooseAttackers(ids, { share: 0.6 }, rng);
    expect(two).toHaveLength(2);
    expect(three).toHaveLength(3);
    for (const set of [two, three]) expect(set).toEqual(ids.filter((id) => set.includes(id)));
    for (const id of two) expect(three).toContain(id);
    expect(chooseAttackers(ids, { share: 1 }, rng)).toEqual(ids);
    // By position: a federation, which counts its clients, has the same attackers as a simulation.
    const numbers = chooseAttackers(['0', '1', '2', '3', '4'], { count: 2 }, rng);
    expect(numbers.map((k) => ids[Number(k)])).toEqual(two);
  });

  test('follow the seed: each client is one equally often', () => {
    const times = new Map(ids.map((id) => [id, 0]));
    const draws = 2000;
    for (let i = 0; i < draws; i++) {
      for (const id of chooseAttackers(ids, { count: 2 }, rng.split(i))) {
        times.set(id, times.get(id)! + 1);
      }
    }
    // Binomial with p = 0.4: five standard deviations are 110.
    for (const count of times.values()) expect(Math.abs(count - 0.4 * draws)).toBeLessThan(110);
  });

  test.each([
    [{ count: 0 }, 'attackers must be a whole number between 1 and 5, got 0'],
    [{ count: 6 }, 'attackers must be a whole number between 1 and 5, got 6'],
    [{ count: 1.5 }, 'attackers must be a whole number between 1 and 5, got 1.5'],
    [{ share: 0 }, 'attackers must be > 0 and at most 1, got 0'],
    [{ share: -0.2 }, 'attackers must be > 0 and at most 1, got -0.2'],
    [{ share: 1.2 }, 'attackers must be > 0 and at most 1, got 1.2'],
    [{ share: NaN }, 'attackers must be > 0 and at most 1, got NaN'],
    [
      { share: 0.05 },
      'attackers must be a share that makes at least one of 5 clients an attacker, got 0.05',
    ],
  ])('%j is refused', (size, message) => {
    expect(() => chooseAttackers(ids, size, rng)).toThrow(new Error(message));
  });
});

describe('a label flip', () => {
  const examples = dark([0, 1, 7, 9], [2, 2, 1]);

  test('mirrors the classes, or renames one', () => {
    expect([...labelFlip().poison(examples, rng).labels]).toEqual([9, 8, 2, 0]);
    expect([...labelFlip({ from: 7, to: 1 }).poison(examples, rng).labels]).toEqual([0, 1, 1, 9]);
    expect([...examples.labels]).toEqual([0, 1, 7, 9]);
  });

  test('refuses half a pair, equal classes and unknown ones', () => {
    expect(() => labelFlip({ from: 1 })).toThrow('to must be given with the other class');
    expect(() => labelFlip({ to: 1 })).toThrow('from must be given with the other class');
    expect(() => labelFlip({ from: 1, to: 1 })).toThrow('to must be another class than 1, got 1');
    expect(() => labelFlip({ from: 1, to: 10 }).poison(examples, rng)).toThrow(
      'to must be a whole number between 0 and 9, got 10',
    );
  });
});

describe('a backdoor', () => {
  test.each([1, 3])('fills the lower right corner in %d channels', (channels) => {
    const examples = dark([1, 2], [3, 4, channels]);
    const { images, labels } = backdoor({ target: 5, share: 1, size: 2 }).poison(examples, rng);
    const row = (...pixels: readonly number[]) =>
      pixels.flatMap((byte) => Array<number>(channels).fill(byte));
    const image = [...row(7, 7, 7, 7), ...row(7, 7, 255, 255), ...row(7, 7, 255, 255)];
    expect([...images]).toEqual([...image, ...image]);
    expect([...labels]).toEqual([5, 5]);
    expect([...patchedImage(examples, 1, { size: 2 })]).toEqual(image);
    expect(new Set(examples.images)).toEqual(new Set([7]));
  });

  test('stamps the share, rounded up, and leaves the rest alone', () => {
    const examples = dark([1, 2, 3, 4, 6, 7, 8], [4, 4, 1]);
    const poisoned = backdoor({ target: 0, share: 0.5, value: 200 }).poison(examples, rng);
    const stamped = [...poisoned.labels.keys()].filter((i) => poisoned.labels[i] === 0);
    expect(stamped).toHaveLength(4);
    for (let i = 0; i < 7; i++) {
      const image = poisoned.images.subarray(16 * i, 16 * (i + 1));
      const bright = image.filter((byte) => byte === 200).length;
      expect(bright).toBe(stamped.includes(i) ? 9 : 0);
      if (!stamped.includes(i)) expect(poisoned.labels[i]).toBe(examples.labels[i]);
    }
  });

  test('is measured on patched examples of the other classes', () => {
    const patched = backdoorTest(dark([0, 3, 0, 4], [3, 3, 1]), { target: 0, size: 1 });
    expect(patched.size).toBe(2);
    expect([...patched.labels]).toEqual([0, 0]);
    expect([...patched.images.subarray(0, 9)]).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 255]);
    const attack = backdoor({ target: 0, size: 1 });
    expect(attack.test!(dark([0, 3, 0, 4], [3, 3, 1]))).toEqual(patched);
  });

  test('refuses what does not fit', () => {
    const examples = dark([1], [3, 3, 1]);
    const target = 0;
    for (const wrong of [
      () => backdoor({ target: -1 }),
      () => backdoor({ target, share: 0 }),
      () => backdoor({ target, share: 1.1 }),
      () => backdoor({ target, size: 0 }),
      () => backdoor({ target, value: 256 }),
      () => backdoor({ target: 10 }).poison(examples, rng),
      () => backdoor({ target, size: 4 }).poison(examples, rng),
      () => backdoorTest(examples, { target: 1 }),
      () => patchedImage(examples, 0, { size: 4 }),
    ]) {
      expect(wrong).toThrow(ArgumentError);
    }
  });
});

describe('poisoned clients', () => {
  const poisoned = poisonedClients(federated, { attackers: ['b', 'e'], attack: labelFlip(), rng });

  test('are the attackers’ training examples alone', () => {
    for (const id of federated.clientIds) {
      const [honest, now] = [federated.client(id), poisoned.client(id)];
      const bad = id === 'b' || id === 'e';
      const labels = bad ? honest.train.labels.map((label) => 9 - label) : honest.train.labels;
      expect(now.train.labels).toEqual(labels);
      expect(now.train.images).toEqual(honest.train.images);
      expect(now.test).toEqual(honest.test);
      expect(poisoned.clientSize(id)).toEqual(federated.clientSize(id));
    }
    expect(poisoned.centralTest).toBe(federated.centralTest);
    expect(poisoned.clientIds).toBe(federated.clientIds);
    expect(poisoned.name).toBe('stripes (label flip)');
  });

  test('stay the same datasets, in any order of reading', () => {
    expect(poisoned.client('b').train).toBe(poisoned.client('b').train);
    const attack = backdoor({ target: 0 });
    const options = { attackers: ['b', 'e'], attack, rng };
    const [one, other] = [poisonedClients(federated, options), poisonedClients(federated, options)];
    const first = one.client('b').train;
    other.client('e');
    expect(other.client('b').train).toEqual(first);
    expect(one.client('e').train.labels).not.toEqual(first.labels);
  });

  test('must be known and different', () => {
    const attack = labelFlip();
    for (const attackers of [[], ['a', 'a'], ['x']]) {
      expect(() => poisonedClients(federated, { attackers, attack, rng })).toThrow(ArgumentError);
    }
  });
});
