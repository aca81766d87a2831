import { exampleLosses } from '../../../src/attacks/leakage/exampleLosses';
import { membershipAttack } from '../../../src/attacks/leakage/membershipAttack';
import { Rng } from '../../../src/core/rng';
import type { Dataset } from '../../../src/data/dataset';
import { useBackend } from '../../../src/models/backend';
import { denseClassifier } from '../../../src/models/zoo';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { federatedEvaluation } from '../../../src/training/federatedEvaluation';
import { trainLocally } from '../../../src/training/trainLocally';
import { stripes } from '../../support/digits';

test('curve, area and advantage are scikit-learn’s, ties included', () => {
  // scikit-learn 1.9.1, with members = [0.1, 0.2, 0.2, 0.5, 0.9], others = [0.2, 0.5, 0.7, 1.2]:
  //   y = [1] * 5 + [0] * 4; scores = [-loss for loss in members + others]
  //   roc_auc_score(y, scores)  # 0.7250000000000001
  //   fpr, tpr, _ = roc_curve(y, scores, drop_intermediate=False); (tpr - fpr).max()  # 0.35
  const attack = membershipAttack([0.5, 0.1, 0.2, 0.9, 0.2], [1.2, 0.2, 0.7, 0.5]);
  expect(attack.roc).toEqual({
    falsePositiveRate: [0, 0, 0.25, 0.5, 0.75, 0.75, 1],
    truePositiveRate: [0, 0.2, 0.6, 0.8, 0.8, 1, 1],
  });
  expect(attack.auc).toBeCloseTo(0.725, 12);
  expect(attack.advantage).toBeCloseTo(0.35, 12);
  expect(attack.threshold).toBe(0.2);
});

test('perfect, useless and reversed scores', () => {
  expect(membershipAttack([1, 2], [3, Infinity])).toMatchObject({
    auc: 1,
    advantage: 1,
    threshold: 2,
  });
  expect(membershipAttack([1, 1], [1])).toMatchObject({
    auc: 0.5,
    advantage: 0,
    threshold: -Infinity,
  });
  expect(membershipAttack([3], [1, 2])).toMatchObject({ auc: 0, advantage: 0 });
});

test('no losses and losses that are no numbers are refused', () => {
  expect(() => membershipAttack([], [1])).toThrow('members must hold at least one loss, got 0');
  expect(() => membershipAttack([1], [])).toThrow('others must hold at least one loss, got 0');
  expect(() => membershipAttack([1], [1, NaN])).toThrow('others[1] must be a number, got NaN');
});

test('a model that has learned its examples by heart gives them away; noise hides them', async () => {
  await useBackend('wasm');
  // Labels by chance: there is nothing to learn but the examples themselves.
  const random = (seed: number): Dataset => {
    const rng = Rng.fromSeed(seed).split('labels');
    return { ...stripes(40, seed), labels: Uint8Array.from({ length: 40 }, () => rng.integer(10)) };
  };
  const [own, other] = [random(1), random(2)];
  const client = { id: 'a', train: own, test: other };
  const trainer = eagerTrainer(denseClassifier({ shape: [12, 12, 1], hidden: [32], seed: 1 }));
  const start = trainer.initialParameters();
  const plan = { clientLearningRate: 0.1, localEpochs: 40, batchSize: 10 };
  const { update } = await trainLocally(trainer, start, client, plan, Rng.fromSeed(1));
  const attack = async (sigma: number) => {
    const rng = Rng.fromSeed(2);
    const model = start.map((value, i) => value + update[i] + sigma * rng.normal());
    const losses = await exampleLosses(trainer, model, client.train);
    const { loss } = await federatedEvaluation(trainer, model, [client.train]);
    expect(losses.reduce((a, b) => a + b) / 40).toBeCloseTo(loss, 4);
    return membershipAttack(losses, await exampleLosses(trainer, model, other));
  };
  expect((await attack(0)).auc).toBeGreaterThan(0.8);
  // 0.065 is the standard deviation of the area for 40 and 40 scores that mean nothing.
  expect(Math.abs((await attack(3)).auc - 0.5)).toBeLessThan(0.2);
});
