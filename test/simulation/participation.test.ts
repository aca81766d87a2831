import { Rng } from '../../src/core/rng';
import type { ClientDataset } from '../../src/data/federatedDataset';
import { participation } from '../../src/simulation/participation';
import type { ParticipationOptions } from '../../src/simulation/participation';
import { stripes } from '../support/digits';

const rng = Rng.fromSeed(5);
const examples = stripes(20, 1, 4);
const cohort: ClientDataset[] = Array.from({ length: 10 }, (_, i) => ({
  id: `c${i}`,
  train: { ...examples, size: 2 * (i + 1) },
  test: examples,
}));
const rounds = Array.from({ length: 400 }, (_, i) => i + 1);
const simulate = (options: ParticipationOptions, round = 1) =>
  participation(cohort, options, round, rng);

test('without options everybody takes part, as they are', () => {
  expect(simulate({})).toEqual({ participants: cohort, dropped: [] });
});

test('clients drop out independently, with the given probability', () => {
  const dropped = rounds.map((round) => simulate({ dropouts: 0.3 }, round).dropped);
  // 4000 draws with p = 0.3: standard deviation √(0.3 · 0.7 / 4000) = 0.0072; 4 of them.
  expect(Math.abs(dropped.flat().length / 4000 - 0.3)).toBeLessThan(0.029);
  // Var of the number a round: 10 · 0.21 = 2.1 if independent; its own deviation 2.1·√(2/399) = 0.15.
  const variance = dropped.reduce((sum, { length }) => sum + (length - 3) ** 2, 0) / 400;
  expect(Math.abs(variance - 2.1)).toBeLessThan(0.6);
  expect(simulate({ dropouts: 1 }).participants).toEqual([]);
});

test('everybody is either in or out, in the cohort’s order, whoever else is drawn', () => {
  const { participants, dropped } = simulate({ dropouts: 0.5 });
  const inside = participants.map(({ id }) => id);
  expect([...inside, ...dropped].sort()).toEqual(cohort.map(({ id }) => id));
  expect(inside).toEqual([...inside].sort());
  const alone = inside.map((id) => cohort.filter((client) => client.id === id));
  for (const one of alone) {
    expect(participation(one, { dropouts: 0.5 }, 1, rng).dropped).toEqual([]);
  }
});

test('a share of each cohort has time for 1 … E − 1 epochs, each number as often', () => {
  const stragglers = { kind: 'partial', share: 0.5, localEpochs: 4 } as const;
  const counts = new Map<number | undefined, number>();
  for (const round of rounds) {
    const { participants, dropped } = simulate({ stragglers }, round);
    expect(dropped).toEqual([]);
    expect(participants.filter(({ localEpochs }) => localEpochs !== undefined)).toHaveLength(5);
    for (const { localEpochs } of participants) {
      counts.set(localEpochs, (counts.get(localEpochs) ?? 0) + 1);
    }
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, undefined]);
  // 2000 of them: 666.7 each, standard deviation √(2000 · 2/9) = 21; 4 of them.
  for (const epochs of [1, 2, 3]) expect(Math.abs(counts.get(epochs)! - 2000 / 3)).toBeLessThan(85);
});

test('a deadline cuts epochs by the clients’ sizes, and clients left without one drop out', () => {
  const stragglers = { kind: 'deadline', deadline: 15, speedSpread: 0, localEpochs: 3 } as const;
  const { participants, dropped } = simulate({ stragglers });
  // 15 examples of time over 2, 4, … 20 examples: ⌊7.5⌋, ⌊3.75⌋, ⌊2.5⌋, ⌊1.9⌋, 1, 1, 1, 0, 0, 0
  expect(participants.map(({ localEpochs }) => localEpochs)).toEqual([
    undefined,
    undefined,
    2,
    1,
    1,
    1,
    1,
  ]);
  expect(dropped).toEqual(['c7', 'c8', 'c9']);
});

test('a client’s speed is its own for all rounds, and log-normal', () => {
  const stragglers = { kind: 'deadline', deadline: 1000, speedSpread: 0.5, localEpochs: 1e6 };
  const options = { stragglers: { ...stragglers, kind: 'deadline' } } as const;
  expect(simulate(options, 1)).toEqual(simulate(options, 2));
  const many = Array.from({ length: 1000 }, (_, i) => ({
    id: `m${i}`,
    train: { ...examples, size: 1 },
    test: examples,
  }));
  const { participants } = participation(many, options, 1, rng);
  const logs = participants.map(({ localEpochs = 0 }) => Math.log(localEpochs / 1000));
  const mean = logs.reduce((sum, log) => sum + log, 0) / 1000;
  const std = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 1000);
  expect(Math.abs(mean)).toBeLessThan((4 * 0.5) / Math.sqrt(1000));
  expect(Math.abs(std - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(2000));
});

test('options out of range are refused', () => {
  const make = (options: ParticipationOptions) => () => simulate(options);
  expect(make({ dropouts: 1.1 })).toThrow('dropouts must be between 0 and 1, got 1.1');
  expect(make({ stragglers: { kind: 'partial', share: -1, localEpochs: 2 } })).toThrow(
    'stragglers.share must be between 0 and 1, got -1',
  );
  expect(make({ stragglers: { kind: 'partial', share: 0.5, localEpochs: 1 } })).toThrow(
    'stragglers.localEpochs must be a whole number of at least 2, got 1',
  );
  const late = { kind: 'deadline', deadline: 0, speedSpread: 0, localEpochs: 1 } as const;
  expect(make({ stragglers: late })).toThrow('stragglers.deadline must be > 0, got 0');
  expect(make({ stragglers: { ...late, deadline: 1, speedSpread: -1 } })).toThrow(
    'stragglers.speedSpread must be >= 0, got -1',
  );
  const unknown = { kind: 'slow' } as unknown as ParticipationOptions['stragglers'];
  expect(make({ stragglers: unknown })).toThrow('stragglers.kind must be one of partial, deadline');
});
