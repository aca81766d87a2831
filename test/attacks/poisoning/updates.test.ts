import {
  aLittleIsEnough,
  attackedTrainer,
  attackName,
  catalogue,
  freeRider,
  gaussianUpdate,
  innerProduct,
  largestShift,
  makeAttack,
  notANumber,
  scaledUpdate,
  signFlip,
} from '../../../src/attacks';
import type { AttackedTrainerOptions, UpdateAttack } from '../../../src/attacks';
import { normalQuantile } from '../../../src/attacks/poisoning/normalQuantile';
import { Rng } from '../../../src/core/rng';
import type { LocalResult, LocalTrainer, TrainingTask } from '../../../src/training/localTrainer';
import { stripes } from '../../support/digits';
import { scriptedTrainer } from '../../support/scriptedTrainer';
import { collect } from '../../support/trainers';

/*
 * Attackers' updates and what two attacks make of them:
 *
 *   import numpy as np
 *   rng = np.random.default_rng(7)
 *   own = rng.normal(size=(3, 4)).round(3)
 *   mu, sigma = own.mean(axis=0), own.std(axis=0)
 *   print(own.tolist(), (mu - 0.5 * sigma).tolist(), (-2 * mu).tolist())
 */
const updates: Readonly<Record<string, readonly number[]>> = {
  b: [0.001, 0.299, -0.274, -0.891],
  d: [-0.455, -0.992, 0.06, 1.34],
  e: [-0.492, -0.62, 0.49, 0.357],
  a: [1, 2, 3, 4],
  c: [3, 2, 1, 0],
};
const shifted = [
  -0.4274287787755496, -0.7089611970616274, -0.06436069412312888, -0.187803911672057,
];
const turned = [0.6306666666666666, 0.8753333333333334, -0.18399999999999997, -0.5373333333333333];

const attackers = ['b', 'd', 'e'];
const plan = { localEpochs: 3, batchSize: 4, clientLearningRate: 0.1 };
const start = Float32Array.of(1, 2, 3, 4);

const task = (clientId: string, size = 10): TrainingTask => ({
  clientId,
  examples: stripes(size, 1),
  rng: Rng.fromSeed(1).split(clientId),
});

const scripted = () =>
  scriptedTrainer({ start: [...start], update: (id) => updates[id], losses: () => [3] });

function trained(
  options: AttackedTrainerOptions,
  tasks: Iterable<TrainingTask> = ['a', 'b', 'c', 'd', 'e'].map((id) => task(id)),
  inner: LocalTrainer = scripted(),
): Promise<LocalResult[]> {
  return collect(attackedTrainer(inner, options).train(start, tasks, plan));
}

/** What each client sends. */
async function sent(
  attack: UpdateAttack,
  more: Partial<AttackedTrainerOptions> = {},
): Promise<Record<string, number[]>> {
  const results = await trained({ attackers, attack, ...more });
  expect(results.map(({ clientId }) => clientId)).toEqual(['a', 'b', 'c', 'd', 'e']);
  const all = Object.fromEntries(results.map(({ clientId, update }) => [clientId, [...update]]));
  expect([all.a, all.c]).toEqual([updates.a, updates.c]);
  return all;
}

function expectClose(numbers: readonly number[], expected: readonly number[]): void {
  expect(numbers).toHaveLength(expected.length);
  numbers.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5);
  });
}

test('sign flip and scaling act on each attacker’s own update', async () => {
  const [flipped, scaled] = [await sent(signFlip(2)), await sent(scaledUpdate(10))];
  for (const id of attackers) {
    expectClose(
      flipped[id],
      updates[id].map((value) => -2 * value),
    );
    expectClose(
      scaled[id],
      updates[id].map((value) => 10 * value),
    );
  }
  expectClose(
    (await sent(signFlip())).b,
    updates.b.map((value) => -value),
  );
});

test('a little is enough: mean − z · deviation of the attackers, as NumPy has it', async () => {
  const all = await sent(aLittleIsEnough({ z: 0.5 }));
  for (const id of attackers) expectClose(all[id], shifted);
});

test('inner product: −ε · mean', async () => {
  const all = await sent(innerProduct({ epsilon: 2 }));
  for (const id of attackers) expectClose(all[id], turned);
});

test('attackers who see everything take the honest clients’ updates', async () => {
  const means = await sent(innerProduct({ epsilon: 0.5, omniscient: true }));
  const shifts = await sent(aLittleIsEnough({ z: 2, omniscient: true }));
  for (const id of attackers) {
    expectClose(means[id], [-1, -1, -1, -1]); // of 1, 3; 2, 2; 3, 1; 4, 0
    expectClose(shifts[id], [0, 2, 0, -2]);
  }
  const alone = await trained(
    { attackers, attack: innerProduct({ epsilon: 1, omniscient: true }) },
    [task('b')],
  );
  expectClose(
    [...alone[0].update],
    updates.b.map((value) => -value),
  );
});

test('by default, z is what five clients with three attackers allow', async () => {
  const all = await sent(aLittleIsEnough());
  expect(largestShift(5, 3)).toBeCloseTo(0, 15); // 2 honest clients, 1 must be further out: the median
  expectClose(
    all.b,
    turned.map((value) => value / -2),
  );
});

/*
 * from scipy.stats import norm; import math  # SciPy 1.17.1
 * s = math.floor(n / 2 + 1) - m
 * norm.ppf((n - m - s) / (n - m))
 */
test.each([
  [50, 24, 1.4260768722728474],
  [50, 10, 0.2533471031357997],
  [20, 4, 0.1573106846101707],
  [10, 2, 0],
  [10, 1, -0.13971029888186212],
  [20, 9, 0.9084578685373853],
  [25, 5, 0.2533471031357997],
  [100, 40, 0.9027347916438648],
])('z of %d clients with %d attackers is SciPy’s', (clients, attacking, z) => {
  expect(largestShift(clients, attacking)).toBeCloseTo(z, 11);
});

test('z is finite for any cohort', () => {
  for (let n = 1; n <= 12; n++) {
    for (let m = 1; m <= n; m++) expect(Number.isFinite(largestShift(n, m))).toBe(true);
  }
});

test.each([
  [1e-300, -37.0470962993612],
  [1e-10, -6.361340902404056],
  [0.001, -3.090232306167813],
  [0.0013, -3.0114537584997843],
  [0.00136, -2.9977283532625965],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.999, 3.090232306167813],
])('the normal quantile of %d is SciPy’s', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 11);
});

test('Gaussian noise has its deviation, and each attacker its own', async () => {
  const size = 20_000;
  const inner = scriptedTrainer({
    start: Array<number>(size).fill(0),
    update: () => Array<number>(size).fill(5),
  });
  const lying = attackedTrainer(inner, { attackers, attack: gaussianUpdate(3) });
  const results = await collect(
    lying.train(inner.initialParameters(), [task('b'), task('d')], plan),
  );
  for (const { update } of results) {
    const mean = update.reduce((sum, value) => sum + value, 0) / size;
    const variance = update.reduce((sum, value) => sum + value ** 2, 0) / size;
    // Five standard errors: 3 / √20,000, and 3 / √40,000 of the deviation.
    expect(Math.abs(mean)).toBeLessThan(0.107);
    expect(Math.abs(Math.sqrt(variance) - 3)).toBeLessThan(0.075);
  }
  expect(results[0].update).not.toEqual(results[1].update);
});

test('noise is the same again, whoever else trains, and the same for all parts of a client', async () => {
  const options = { attackers, attack: gaussianUpdate(1) };
  const both = await trained(options, [task('b'), task('d')]);
  const [alone] = await trained(options, [task('d')]);
  expect(alone.update).toEqual(both[1].update);
  const parts = [0, 1].map((part) => ({ ...task('d'), rng: task('d').rng.split('part', part) }));
  const [first, second] = await trained(options, parts);
  expect(first.update).toEqual(second.update);
});

test('colluders send one vector: what the attack makes of their mean', async () => {
  const flipped = await sent(signFlip(2), { colluding: true });
  const noise = await sent(gaussianUpdate(1), { colluding: true });
  for (const id of attackers) {
    expectClose(flipped[id], turned);
    expect(noise[id]).toEqual(noise.b);
  }
});

test('a client with parts counts once, by its examples; one without examples does not count', async () => {
  const script = scriptedTrainer({
    start: [0],
    update: (id, call) => [{ b: 4, d: 10, e: 99 }[id]! + call],
  });
  const parts = [
    task('b', 30),
    task('b', 10),
    task('d', 10),
    { ...task('e'), examples: { ...stripes(1, 1), size: 0 } },
  ];
  const calls = ['b', 'b', 'd', 'e'];
  const values = [4, 8, 10, 99]; // b: (30 · 4 + 10 · 8) / 40 = 5; with d: 7.5
  const inner: LocalTrainer = {
    ...script,
    async *train(_, given) {
      let k = 0;
      for (const { clientId, examples } of given) {
        await Promise.resolve();
        expect(clientId).toBe(calls[k]);
        yield {
          clientId,
          update: Float32Array.of(values[k++]),
          examples: examples.size,
          steps: 1,
          training: { examples: 1, lossSum: 1, correct: 1 },
        };
      }
    },
  };
  const attack = innerProduct({ epsilon: 1 });
  const results = await trained({ attackers, attack }, parts, inner);
  expect(results.map(({ update }) => update[0])).toEqual([-7.5, -7.5, -7.5, -7.5]);
});

test('an update without a number is NaN throughout', async () => {
  expect((await sent(notANumber())).d).toEqual([NaN, NaN, NaN, NaN]);
});

describe('free riders', () => {
  test('do not train; they claim the steps and report the metrics of the model they got', async () => {
    const inner = scripted();
    const results = await trained({ attackers, attack: freeRider() }, undefined, inner);
    expect(inner.calls[0].tasks.map(({ clientId }) => clientId)).toEqual(['a', 'c']);
    expect(results.map(({ clientId }) => clientId)).toEqual(['a', 'b', 'c', 'd', 'e']);
    const [honest, rider] = results;
    expect([...honest.update]).toEqual(updates.a);
    expect(rider).toEqual({
      clientId: 'b',
      update: new Float32Array(4),
      examples: 10,
      steps: 9, // 3 epochs of 4 + 4 + 2 examples
      training: { examples: 10, lossSum: 30, correct: 0 },
    });
  });

  test('disguise themselves with noise', async () => {
    const all = await sent(freeRider({ deviation: 0.1 }));
    expect(all.b.every((value) => value !== 0 && Math.abs(value) < 1)).toBe(true);
    expect(all.b).not.toEqual(all.d);
  });

  test('repeat what the model did since their last round', async () => {
    const lying = attackedTrainer(scripted(), { attackers, attack: freeRider({ echo: true }) });
    const send = async (parameters: Float32Array, id: string) => [
      ...(await collect(lying.train(parameters, [task(id)], plan)))[0].update,
    ];
    const later = Float32Array.of(2, 2, 2, 2);
    expect(await send(start, 'b')).toEqual([0, 0, 0, 0]);
    expect(await send(later, 'b')).toEqual([1, 0, -1, -2]);
    expect(await send(later, 'b')).toEqual([1, 0, -1, -2]); // the same round again: its gradients
    expect(await send(later, 'd')).toEqual([0, 0, 0, 0]);
    expect(await send(start, 'b')).toEqual([-1, 0, 1, 2]);
  });
});

test('honest results come at once, unless attackers need to know more', async () => {
  const order: string[] = [];
  function* tasks(): Generator<TrainingTask> {
    for (const id of ['a', 'b', 'c']) yield task(id);
  }
  const inner: LocalTrainer = {
    ...scripted(),
    async *train(_, given) {
      for (const { clientId, examples } of given) {
        await Promise.resolve();
        order.push(`trained ${clientId}`);
        yield {
          clientId,
          update: Float32Array.from(updates[clientId]),
          examples: examples.size,
          steps: 1,
          training: { examples: 1, lossSum: 1, correct: 1 },
        };
      }
    },
  };
  const follow = async (attack: UpdateAttack): Promise<string[]> => {
    order.length = 0;
    for await (const { clientId } of attackedTrainer(inner, { attackers, attack }).train(
      start,
      tasks(),
      plan,
    ))
      order.push(clientId);
    return [...order];
  };
  const each = ['a', 'b', 'c'];
  expect(await follow(signFlip())).toEqual(each.flatMap((id) => [`trained ${id}`, id]));
  const first = ['trained a', 'a', 'trained b', 'trained c', 'b', 'c'];
  expect(await follow(aLittleIsEnough())).toEqual(first);
  const all = [...each.map((id) => `trained ${id}`), ...each];
  expect(await follow(aLittleIsEnough({ omniscient: true }))).toEqual(all);
});

test('the trainer passes on everything else', async () => {
  const asked: unknown[] = [];
  const signal = new AbortController().signal;
  const inner: LocalTrainer = {
    ...scripted(),
    async *train(_parameters, _tasks, _plan, given) {
      await Promise.resolve();
      asked.push(given);
      yield* [];
    },
    recycle: (update) => void asked.push(update),
    dispose: () => void asked.push('disposed'),
  };
  const lying = attackedTrainer(inner, { attackers, attack: signFlip() });
  await collect(lying.train(start, [], plan, signal));
  lying.recycle(start);
  lying.dispose();
  expect(asked).toEqual([signal, start, 'disposed']);
  expect(lying.spec).toBe(inner.spec);
  expect(lying.initialParameters()).toEqual(start);
});

test('settings out of range are refused, and attackers must be different', () => {
  for (const wrong of [
    () => signFlip(0),
    () => scaledUpdate(-1),
    () => gaussianUpdate(0),
    () => innerProduct({ epsilon: 0 }),
    () => aLittleIsEnough({ z: Infinity }),
    () => freeRider({ deviation: -1 }),
    () => attackedTrainer(scripted(), { attackers: [], attack: signFlip() }),
    () => attackedTrainer(scripted(), { attackers: ['a', 'a'], attack: signFlip() }),
  ]) {
    expect(wrong).toThrow(/must/);
  }
});

describe('the catalogue', () => {
  test.each([
    ['labelflip', 'label flip'],
    ['labelflip:from=7:to=1', 'label flip of 7 to 1'],
    ['backdoor:target=2:share=0.2:size=4:value=0', 'backdoor to 2'],
    ['signflip', 'sign flip × 1'],
    ['signflip:scale=10', 'sign flip × 10'],
    ['scaled:factor=5', 'update × 5'],
    ['gaussian:deviation=2', 'Gaussian noise of 2'],
    ['alie', 'a little is enough'],
    ['alie:z=1.5:omniscient=1', 'a little is enough'],
    ['innerproduct:epsilon=0.5', 'inner product, ε 0.5'],
    ['notanumber', 'not a number'],
    ['freerider', 'free rider'],
    ['freerider:deviation=0.1', 'free rider with noise of 0.1'],
    ['echo', 'free rider that repeats the last change'],
    ['backdoor:target=2,scaled:factor=10', 'backdoor to 2, update × 10'],
    ['signflip, labelflip', 'label flip, sign flip × 1'],
  ])('%s', (text, name) => {
    expect(attackName(makeAttack(text))).toBe(name);
  });

  test('every attack has a form that works, and a summary', () => {
    for (const [name, { settings, summary }] of Object.entries(catalogue)) {
      const text = [name, ...Object.keys(settings).map((key) => `${key}=1`)].join(':');
      expect(Object.keys(makeAttack(text))).toHaveLength(1);
      expect(summary.length).toBeGreaterThan(10);
    }
  });

  test.each([
    ['flip', /attack must name labelflip or backdoor or/],
    ['scaled', /attack must give scaled its factor, > 0/],
    ['signflip:factor=2', /attack must give signflip only what it takes \(scale\)/],
    ['backdoor', /give backdoor its target/],
    ['alie:omniscient=2', /omniscient must be 0 or 1, got 2/],
    ['signflip,scaled:factor=2', /attack must poison updates in one way only/],
    ['labelflip,backdoor:target=1', /attack must poison examples in one way only/],
  ])('%s is refused', (text, message) => {
    expect(() => makeAttack(text)).toThrow(message);
  });
});
