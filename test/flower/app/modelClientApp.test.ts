import { namedCodec } from '../../../src/compression/catalogue';
import { attackedTrainer, notANumber } from '../../../src/attacks';
import { Rng } from '../../../src/core/rng';
import { subset } from '../../../src/data/datasetParts';
import { requestParts } from '../../../src/flower/app/clientApp';
import { fromArrays, toArrays } from '../../../src/core/namedArrays';
import { payloadIn } from '../../../src/flower/app/encodedUpdate';
import { modelClientApp } from '../../../src/flower/app/modelClientApp';
import { arrayRecord, configRecord } from '../../../src/flower/wire/objects/records';
import type { ConfigValue, FlowerRecord, Records } from '../../../src/flower/wire/objects/records';
import { useBackend } from '../../../src/models/backend';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { federatedEvaluation } from '../../../src/training/federatedEvaluation';
import { stripes } from '../../support/digits';
import { scriptedTrainer } from '../../support/scriptedTrainer';
import { endingWithTheTest, smallModels } from '../../support/trainers';

const plan = { localEpochs: 2, batchSize: 8, clientLearningRate: 0.1 };
const context = { runId: 1n, nodeId: 2n, nodeConfig: {}, runConfig: {}, state: new Map() };
const tracked = endingWithTheTest();

beforeAll(() => useBackend('cpu'));

function client(id: string, seed: number, size = 40) {
  return { id, train: stripes(size, seed), test: stripes(25, 100 + seed) };
}

function message(messageType: string, arrays: FlowerRecord, config: Record<string, ConfigValue>) {
  const records = new Map([
    ['arrays', arrays],
    ['config', configRecord(config)],
  ]);
  const { signal } = new AbortController();
  return { messageType, messageId: 'm', groupId: '', ...requestParts(records), signal };
}

function metricsOf(records: Records): Record<string, unknown> {
  const record = records.get('metrics');
  return record?.kind === 'metrics' ? Object.fromEntries(record.values) : {};
}

test('two rounds of two clients equal FedAvg’s in a simulation with the same stream', async () => {
  const trainer = tracked(eagerTrainer(smallModels['a dense network']()));
  const { spec } = trainer;
  const rng = Rng.fromSeed(5);
  const cohort = [client('client-001', 1), client('client-002', 2, 24)];
  const algorithm = fedAvg({ trainer, rng, ...plan });
  let state = algorithm.initialize();

  let model = trainer.initialParameters();
  for (const round of [1, 2]) {
    ({ state } = await algorithm.next(state, cohort));
    // The server's part by hand, in double precision: Σ nₖ wₖ / Σ nₖ.
    const sum = new Float64Array(spec.size);
    for (const one of cohort) {
      const app = modelClientApp({ trainer, client: one, plan, rng });
      const arrays = arrayRecord(toArrays(spec, model));
      const reply = await app(message('train', arrays, { 'server-round': BigInt(round) }), context);
      expect(metricsOf(reply)).toEqual({
        train_loss: expect.any(Number) as number,
        'num-examples': BigInt(one.train.size),
      });
      const answered = reply.get('arrays');
      if (answered?.kind !== 'arrays') throw new Error('no arrays');
      const local = fromArrays(spec, answered.arrays);
      local.forEach((value, i) => (sum[i] += one.train.size * value));
    }
    model = Float32Array.from(sum, (value) => value / 64);
    const difference = model.map((value, i) => Math.abs(value - state.parameters[i]));
    expect(Math.max(...difference)).toBeLessThan(1e-6);
  }
});

test('evaluation uses the test examples', async () => {
  const trainer = tracked(eagerTrainer(smallModels['softmax regression']()));
  const one = client('client-001', 3);
  const app = modelClientApp({ trainer, client: one, plan, rng: Rng.fromSeed(1) });
  const parameters = trainer.initialParameters();
  const arrays = arrayRecord(toArrays(trainer.spec, parameters));
  const { loss, accuracy } = await federatedEvaluation(trainer, parameters, [one.test]);
  expect(metricsOf(await app(message('evaluate', arrays, {}), context))).toEqual({
    eval_loss: loss,
    eval_acc: accuracy,
    'num-examples': 25n,
  });
  const none = { ...one, test: subset(one.test, []) };
  const blind = modelClientApp({ trainer, client: none, plan, rng: Rng.fromSeed(1) });
  await expect(blind(message('evaluate', arrays, {}), context)).rejects.toThrow(
    'this client holds no test examples',
  );
});

test('the server’s config reaches the trainer, and divergence is an error', async () => {
  const update = (_: string, call: number) => (call === 0 ? [0.5] : [Number.NaN]);
  const trainer = scriptedTrainer({ start: [1], update });
  const one = client('client-001', 3);
  const app = modelClientApp({ trainer, client: one, plan, rng: Rng.fromSeed(1) });
  const arrays = arrayRecord(toArrays(trainer.spec, Float32Array.of(2)));
  const asked = message('train', arrays, { lr: 0.25, 'local-epochs': 3n, 'server-round': 4n });
  const reply = await app(asked, context);
  expect(reply.get('arrays')).toEqual(arrayRecord(toArrays(trainer.spec, Float32Array.of(2.5))));
  expect(metricsOf(reply)).toEqual({ train_loss: 2, 'num-examples': 40n });
  const [{ plan: used, tasks }] = trainer.calls;
  expect(used).toEqual({ localEpochs: 3, batchSize: 8, clientLearningRate: 0.25 });
  const expected = Rng.fromSeed(1).split('round', 4, 'client', 'client-001');
  expect(tasks[0].rng.uint32()).toBe(expected.uint32());
  await expect(app(asked, context)).rejects.toThrow(/round 4, client client-001: the update/);
  const wrong = message('train', arrays, { lr: 0 });
  await expect(app(wrong, context)).rejects.toThrow('lr must be > 0, got 0');
});

test('a codec that the server does not know is left out, and said so once', async () => {
  const update = [0.1, -2, 3, 0.4];
  const trainer = scriptedTrainer({ start: [1, 1, 1, 1], update: () => update });
  const said: string[] = [];
  const codec = namedCodec('topk', { share: 0.25, errorFeedback: true });
  const app = modelClientApp({
    ...{ trainer, client: client('ann', 1), plan, rng: Rng.fromSeed(1), transforms: [codec] },
    warn: (text) => said.push(text),
  });
  const own = { ...context, state: new Map() };
  const train = (config: Record<string, ConfigValue>) =>
    app(
      message('train', arrayRecord(toArrays(trainer.spec, Float32Array.of(1, 1, 1, 1))), config),
      own,
    );
  for (const codecs of [undefined, 'float16,topk+deflate']) {
    const reply = await train(codecs === undefined ? {} : { codecs });
    const { arrays } = requestParts(reply);
    const expected = update.map((value) => Math.fround(1 + Math.fround(value)));
    expect([...fromArrays(trainer.spec, arrays)]).toEqual(expected);
    expect(payloadIn(reply)).toBeUndefined();
  }
  expect(said).toEqual([
    'the server does not know the codec topk, nor any other: the model is sent whole',
  ]);
  // What the first encoding leaves out is kept for the next one, from message to message.
  for (const expected of [
    [0, 0, 3, 0],
    [0, -4, 0, 0],
  ]) {
    const payload = payloadIn(await train({ codecs: 'float16,topk' }))!;
    expect([...codec.decode(payload.bytes, trainer.spec)]).toEqual(expected);
  }
  expect(said).toHaveLength(1);
});

test('a codec and secure aggregation exclude each other', () => {
  const trainer = scriptedTrainer({ start: [1], update: () => [1] });
  const options = { trainer, client: client('ann', 1), plan, rng: Rng.fromSeed(1) };
  const transforms = [namedCodec('drive')];
  expect(() => modelClientApp({ ...options, transforms, secureAggregation: { range: 1 } })).toThrow(
    'transforms must hold no codec with secure aggregation: masked numbers travel as',
  );
});

test('a client that lies may send what is not a number; an honest one reports an error', async () => {
  const honest = tracked(eagerTrainer(smallModels['softmax regression']()));
  const one = client('client-001', 1);
  const trainer = attackedTrainer(honest, { attackers: [one.id], attack: notANumber() });
  const options = { trainer, client: one, plan, rng: Rng.fromSeed(1) };
  const arrays = arrayRecord(toArrays(trainer.spec, trainer.initialParameters()));
  const request = message('train', arrays, {});
  const reply = await modelClientApp({ ...options, unchecked: true })(request, context);
  const answered = reply.get('arrays');
  if (answered?.kind !== 'arrays') throw new Error('no arrays');
  expect(fromArrays(trainer.spec, answered.arrays).every(Number.isNaN)).toBe(true);
  await expect(modelClientApp(options)(request, context)).rejects.toThrow('not finite');
});
