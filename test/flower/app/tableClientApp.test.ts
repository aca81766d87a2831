import { Rng } from '../../../src/core/rng';
import { requestParts } from '../../../src/flower/app/clientApp';
import { evaluationScores } from '../../../src/flower/app/evaluationScores';
import { tableClientApp } from '../../../src/flower/app/tableClientApp';
import type { TableClientAppOptions } from '../../../src/flower/app/tableClientApp';
import { toldSchema } from '../../../src/flower/app/tableSchema';
import { arrayRecord, configRecord } from '../../../src/flower/wire/objects/records';
import type { ConfigValue, FlowerRecord, Records } from '../../../src/flower/wire/objects/records';
import { useBackend } from '../../../src/models/backend';
import { modelFor } from '../../../src/options/clients/modelFor';
import { prepareRows } from '../../../src/tables/federated/prepareRows';
import { preprocessedKind, preprocessingOf } from '../../../src/tables/federated/preprocessing';
import type { Preprocessing } from '../../../src/tables/federated/preprocessing';
import { federatedStatistics } from '../../../src/tables/federated/statistics';
import { selectColumns } from '../../../src/tables/selectColumns';
import { tableOf } from '../../../src/tables/tableOf';
import type { Table } from '../../../src/tables/table';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { hospital } from '../../support/hospitalFiles';

const context = { runId: 1n, nodeId: 2n, nodeConfig: {}, runConfig: {}, state: new Map() };
const features = ['age', 'weight', 'ward'];
const columns = { features, target: 'outcome' };
const terms = {
  features: [
    { name: 'age', kind: 'number' },
    { name: 'weight', kind: 'number' },
    { name: 'ward', kind: 'category', categories: ['west', 'north', 'east'] },
  ],
  target: { name: 'outcome', kind: 'category', categories: ['well', 'ill'] },
};

beforeAll(() => useBackend('cpu'));

function appOf(train: Table, more: Partial<TableClientAppOptions> = {}) {
  const prepare = jest.fn((preprocessing: Preprocessing) => {
    const rows = prepareRows(train, preprocessing);
    const model = modelFor('auto', preprocessedKind(preprocessing), 1);
    const plan = { localEpochs: 1, batchSize: 8, clientLearningRate: 0.1 };
    const client = { id: 'a', train: rows, test: rows };
    return { trainer: eagerTrainer(model), client, plan, rng: Rng.fromSeed(1) };
  });
  const made = tableClientApp({ train, columns, model: 'auto', prepare, ...more });
  const ask = (
    messageType: string,
    config: Record<string, ConfigValue> = {},
    arrays?: Record<string, Float64Array> | FlowerRecord,
  ): Promise<Records> => {
    const records = new Map<string, FlowerRecord>([['table', configRecord(config)]]);
    if (arrays && 'kind' in arrays) records.set('arrays', arrays as FlowerRecord);
    else if (arrays) {
      const named = Object.entries(arrays).map(([name, data]) => {
        return [name, { dtype: 'float64', shape: [data.length], data }] as const;
      });
      records.set('sums', arrayRecord(new Map(named)));
    }
    const { signal } = new AbortController();
    const parts = requestParts(records);
    return made.app({ messageType, messageId: 'm', groupId: '1', ...parts, signal }, context);
  };
  return { ask, prepare, dispose: made.dispose };
}

function textOf(records: Records, name: string): string {
  const record = records.get('table');
  return record?.kind === 'configs' ? (record.values.get(name) as string) : '';
}

function vectorOf(records: Records): Float64Array {
  const record = records.get('arrays');
  const array = record?.kind === 'arrays' ? record.arrays.get('sums') : undefined;
  return array?.data as Float64Array;
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]);

test('a schema has names, kinds and categories of the named columns, and nothing of others', () => {
  const table = tableOf({
    patient: ['Ada', 'Bo', 'Cy'],
    age: [54, 61, NaN],
    ward: ['west', 'east', 'west'],
    dose: [NaN, NaN, NaN],
    code: [1, 2, 1],
    outcome: [0, 1, 0],
  });
  const told = toldSchema(table, {
    features: ['age', 'ward', 'dose', 'code', 'weight'],
    target: 'outcome',
    categorical: ['code'],
  });
  expect(told).toEqual({
    features: [
      { name: 'age', kind: 'number' },
      { name: 'ward', kind: 'category', categories: ['west', 'east'] },
      { name: 'dose', kind: 'empty' },
      { name: 'code', kind: 'category', categories: ['1', '2'] },
      { name: 'weight', kind: 'missing' },
    ],
    target: { name: 'outcome', kind: 'number' },
  });
  const classes = toldSchema(table, {
    features: ['age'],
    target: 'outcome',
    task: 'classification',
  });
  expect(classes.target).toEqual({ name: 'outcome', kind: 'category', categories: ['0', '1'] });
});

test('vectors that are added up become the preprocessing of federated statistics, and a model', async () => {
  const tables = [hospital(1), hospital(2, 30)];
  const [a, b] = tables.map((table) => appOf(table));
  const config = { terms: JSON.stringify(terms) };
  const first = sum(
    vectorOf(await a.ask('query.sums', config)),
    vectorOf(await b.ask('query.sums', config)),
  );
  const ask = ({ ask }: typeof a) => ask('query.deviations', config, { first });
  const second = sum(vectorOf(await ask(a)), vectorOf(await ask(b)));
  const told = { ...config, clients: 2n, model: 'softmax', seed: 1n };
  const made = await b.ask('query.preprocessing', told, { first, second });
  const preprocessing = textOf(made, 'preprocessing');

  const statistics = await federatedStatistics(tables, { features });
  expect(first[0]).toBe(70);
  expect(JSON.parse(preprocessing)).toEqual({
    ...preprocessingOf(statistics),
    target: { kind: 'classes', name: 'outcome', classNames: ['ill', 'well'] },
  });
  const arrays = made.get('arrays')!;
  expect(arrays.kind === 'arrays' && [...arrays.arrays.values()].map(({ shape }) => shape)).toEqual(
    [[5, 2], [2]],
  );

  await a.ask('query.prepare', { preprocessing, model: 'auto', seed: 1n });
  const reply = await a.ask('train', { preprocessing, lr: 0.1 }, arrays);
  const metrics = reply.get('metrics');
  expect(metrics?.kind === 'metrics' && metrics.values.get('num-examples')).toBe(40n);
  expect(a.prepare).toHaveBeenCalledTimes(1);
  // A client that came later gets the preprocessing with its first message.
  const evaluated = await b.ask('evaluate', { preprocessing }, arrays);
  const scores = evaluated.get('metrics');
  expect(scores?.kind === 'metrics' && [...scores.values.keys()]).toEqual([
    'eval_loss',
    'eval_acc',
    'num-examples',
  ]);
  a.dispose();
  b.dispose();
});

test('what does not fit is an error that names it', async () => {
  const preprocessing = JSON.stringify({
    ...preprocessingOf(await federatedStatistics([hospital(1)], { features })),
    target: { kind: 'classes', name: 'outcome', classNames: ['ill', 'well'] },
  });
  const lacking = appOf(selectColumns(hospital(3), ['age', 'ward', 'outcome']));
  await expect(lacking.ask('evaluate', { preprocessing })).rejects.toThrow(
    'this client: column "weight" (numbers) is missing',
  );
  const whole = appOf(hospital(1));
  await expect(whole.ask('train')).rejects.toThrow('no preprocessing for its table');
  await expect(whole.ask('train', { preprocessing: '{}' })).rejects.toThrow(
    'preprocessing: format',
  );
  await expect(whole.ask('train', { preprocessing: '{' })).rejects.toThrow('not JSON');
  await expect(
    whole.ask('query.prepare', { preprocessing, model: 'mlp', seed: 1n }),
  ).rejects.toThrow("the server's model is mlp: start this client with --model mlp");
  await expect(whole.ask('query.sums', { terms: '{"features":[]}' })).rejects.toThrow(
    'terms.features',
  );
  await expect(
    whole.ask(
      'query.deviations',
      { terms: JSON.stringify(terms) },
      { first: Float64Array.of(NaN) },
    ),
  ).rejects.toThrow('no finite sum first');
  expect(whole.prepare).not.toHaveBeenCalled();
});

test('sums stay with a client of secure aggregation; one that is left out learns why', async () => {
  const reasons: string[] = [];
  const { ask } = appOf(hospital(1), {
    tellsSums: false,
    leftOut: (reason) => void reasons.push(reason),
  });
  await expect(ask('query.sums', { terms: JSON.stringify(terms) })).rejects.toThrow(
    'this client needs preprocessing that is given',
  );
  await ask('query.left_out', { reason: 'column "weight" (numbers) is missing' });
  expect(reasons).toEqual(['column "weight" (numbers) is missing']);
});

test('means of numbers to predict, by hand', () => {
  const errors = { squared: [8, 2], absolute: [4, 2], targets: [6, 2], targetSquares: [20, 4] };
  expect(evaluationScores({ examples: 2, lossSum: 5, correct: 0, errors })).toEqual({
    eval_mse: [4, 1],
    eval_mae: [2, 1],
    eval_target: [3, 1],
    eval_target_square: [10, 2],
  });
  expect(evaluationScores({ examples: 4, lossSum: 5, correct: 3 })).toEqual({ eval_acc: 0.75 });
});
