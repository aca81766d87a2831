import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpz } from '../../../src/core/npz';
import { fromArrays } from '../../../src/core/namedArrays';
import { writeServerApp } from '../../../src/flower/server/writeServerApp';
import { zooModel } from '../../../src/flower/server/zooModel';
import { makeModel } from '../../../src/models/makeModel';
import { getParameters } from '../../../src/models/parameters';
import { flowerRuns, smallModel } from '../../support/flower';
import { flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const model = smallModel();

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: string;
}

function initialJson(app: string): Entry[] {
  const file = join(app, 'federated_server', 'initial.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Entry[];
}

function project(app: string): string {
  return readFileSync(join(app, 'pyproject.toml'), 'utf8');
}

test('the app holds the model’s arrays under its names, in its order, bit for bit', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'deep', 'app');
    await writeServerApp(app, model);
    const entries = initialJson(app);
    expect(entries.map(({ name, shape, dtype }) => ({ name, shape, dtype }))).toEqual([
      { name: 'dense/kernel', shape: [4, 3], dtype: 'float32' },
      { name: 'dense/bias', shape: [3], dtype: 'float32' },
    ]);
    const bytes = Buffer.concat(entries.map(({ data }) => Buffer.from(data, 'base64')));
    expect(bytes.equals(Buffer.from(model.parameters.buffer))).toBe(true);
    expect(readdirSync(app).sort()).toEqual(['README.md', 'federated_server', 'pyproject.toml']);
    expect(readdirSync(join(app, 'federated_server')).sort()).toEqual([
      '__init__.py',
      'averaged.py',
      'client_app.py',
      'codecs',
      'finite.py',
      'initial.json',
      'initial.py',
      'noise.py',
      'prompt_grid.py',
      'protection.py',
      'rounds.py',
      'secure',
      'server_app.py',
      'summed.py',
      'tables',
      'untrained.json',
    ]);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['app']);
  });
});

test('every number of the settings is in pyproject.toml, with the defaults of the library', async () => {
  await withTemporaryFolder(async (folder) => {
    const plain = join(folder, 'plain');
    await writeServerApp(plain, model);
    for (const line of [
      'strategy = "FedAvg"',
      'rounds = 5',
      'lr = 0.1',
      'local-epochs = 1',
      'batch-size = 20',
      'fraction-train = 1.0',
      'min-clients = 2',
      'min-available-clients = 2',
      'start-clients = 2',
      'results = "rounds"',
      'initial = ""',
      'keep-replies = false',
    ]) {
      expect(project(plain)).toContain(`\n${line}\n`);
    }
    const adam = join(folder, 'adam');
    await writeServerApp(adam, model, {
      strategy: 'fedadam',
      rounds: 7,
      clientLearningRate: 1,
      batchSize: 'full',
      serverLearningRate: 0.01,
      beta2: 0.9,
      minClients: 3,
      minAvailableClients: 5,
      startClients: 6,
      fractionTrain: 1e-7,
      results: 'C:\\runs "here"',
    });
    for (const line of [
      'strategy = "FedAdam"',
      'rounds = 7',
      'lr = 1.0',
      'batch-size = "full"',
      'fraction-train = 1e-7',
      'min-clients = 3',
      'min-available-clients = 5',
      'start-clients = 6',
      'results = "C:\\\\runs \\"here\\""',
      'eta = 0.01',
      'beta-2 = 0.9',
    ]) {
      expect(project(adam)).toContain(`\n${line}\n`);
    }
    for (const [strategy, line] of [
      ['fedavgm', 'server-momentum = 0.9'],
      ['fedprox', 'proximal-mu = 0.01'],
      ['qfedavg', 'q = 1.0'],
    ] as const) {
      await writeServerApp(join(folder, strategy), model, { strategy });
      expect(project(join(folder, strategy))).toContain(`\n${line}\n`);
    }
    for (const [settings, lines] of [
      [{ strategy: 'krum' }, ['min-clients = 5', 'num-malicious-nodes = 1']],
      [
        { strategy: 'multikrum', maliciousNodes: 2, selectNodes: 3 },
        ['min-clients = 7', 'num-malicious-nodes = 2', 'num-nodes-to-select = 3'],
      ],
      [{ strategy: 'bulyan', minClients: 20 }, ['min-clients = 20', 'num-malicious-nodes = 1']],
    ] as const) {
      const robust = join(folder, settings.strategy);
      await writeServerApp(robust, model, settings);
      for (const line of lines) expect(project(robust)).toContain(`\n${line}\n`);
    }
    const fair = join(folder, 'fair');
    await writeServerApp(fair, model, { strategy: 'qfedavg', q: 2, clientLearningRate: 0.05 });
    expect(project(fair)).toMatch(/\nq = 2\.0\nclient-learning-rate = 0\.05\n$/);
  });
});

test('a model too large for Flower’s apps is stored next to the code, where the config says', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    await writeServerApp(app, model, {}, { embedded: false });
    expect(existsSync(join(app, 'federated_server', 'initial.json'))).toBe(false);
    const file = join(app, 'initial.npz');
    expect(project(app)).toContain(`\ninitial = ${JSON.stringify(file)}\n`);
    expect([...fromArrays(model.spec, await readNpz(file))]).toEqual([...model.parameters]);
  });
});

test('the zoo’s models start as a simulation of that seed does', async () => {
  const options = { shape: [28, 28, 1], classes: 10, seed: 3 } as const;
  const { title, spec, parameters } = await zooModel({ model: 'cnn', ...options });
  const same = makeModel('cnn', options);
  expect([...parameters]).toEqual([...getParameters(same)]);
  same.dispose();
  expect(title).toBe('cnn for images 28 × 28 × 1, 10 classes');
  expect(spec.tensors.map(({ name }) => name)).toEqual([
    'conv1/kernel',
    'conv1/bias',
    'dense1/kernel',
    'dense1/bias',
    'logits/kernel',
    'logits/bias',
  ]);
});

test('nothing is overwritten, and a refusal leaves nothing behind', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    mkdirSync(app);
    writeFileSync(join(app, 'mine.txt'), 'mine');
    await expect(writeServerApp(app, model)).rejects.toThrow(
      `folder must not exist yet, or be empty, got "${app.slice(0, 80)}"`,
    );
    expect(readdirSync(app)).toEqual(['mine.txt']);

    const other = join(folder, 'other');
    const refused = [
      [{ rounds: 0 }, 'rounds must be a whole number of at least 1, got 0'],
      [{ clientLearningRate: -1 }, 'clientLearningRate must be > 0, got -1'],
      [{ batchSize: 1.5 }, 'batchSize must be a whole number of at least 1, or full, got 1.5'],
      [{ fractionTrain: 0 }, 'fractionTrain must be > 0 and at most 1, got 0'],
      [{ fractionTrain: 2 }, 'fractionTrain must be > 0 and at most 1, got 2'],
      [{ minClients: 3, minAvailableClients: 2 }, 'minAvailableClients must be a whole number of'],
      [{ minAvailableClients: 3, startClients: 2 }, 'startClients must be a whole number of'],
      [{ results: '' }, 'results must be a path, got ""'],
      [{ q: 1 }, 'q must be left out with FedAvg, which does not take it, got 1'],
      [
        { strategy: 'fedavgm', serverMomentum: 1 },
        'serverMomentum must be at least 0 and below 1, got 1',
      ],
      [{ strategy: 'fedtrimmedavg', trim: 0.5 }, 'trim must be at least 0 and below 0.5, got 0.5'],
      [
        { strategy: 'krum', maliciousNodes: 2, minClients: 6 },
        'minClients must be a whole number of at least 7, got 6',
      ],
      [
        { strategy: 'bulyan', minClients: 6 },
        'minClients must be a whole number of at least 7, got 6',
      ],
      [{ maliciousNodes: 1 }, 'maliciousNodes must be left out with FedAvg'],
      [{ strategy: 'krum', selectNodes: 2 }, 'selectNodes must be left out with Krum'],
      [{ strategy: 'fedprox', proximalMu: -1 }, 'proximalMu must be >= 0, got -1'],
      [{ strategy: 'toString' as 'fedavg' }, 'strategy must be one of fedavg, fedavgm'],
    ] as const;
    for (const [settings, message] of refused) {
      await expect(writeServerApp(other, model, settings)).rejects.toThrow(message);
    }
    await expect(
      writeServerApp(other, { ...model, parameters: new Float32Array(2) }),
    ).rejects.toThrow('parameters must hold 15 numbers, got 2');
    expect(readdirSync(folder)).toEqual(['app']);
  });
});

flowerTest('Flower reads the app: its settings, its arrays, each of the strategies', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    await writeServerApp(app, model, { results: 'C:\\runs "here"', clientLearningRate: 1 });
    const beside = join(folder, 'beside');
    await writeServerApp(beside, model, {}, { embedded: false });
    const program = `
import json, sys
from pathlib import Path
from flwr.cli.build import build_fab_from_disk
from flwr.cli.config_utils import load_and_validate
from flwr.serverapp import strategy as strategies
config, warnings = load_and_validate(Path(sys.argv[1]) / "pyproject.toml")
fab = build_fab_from_disk(Path(sys.argv[1]))
sys.path.insert(0, sys.argv[1])
from federated_server.initial import initial_arrays
from federated_server.rounds import recorded
def plain(arrays):
    return {key: [array.dtype, array.numpy().tolist()] for key, array in arrays.items()}
made = []
for name, options in json.loads(sys.argv[3]).items():
    kind = recorded(name, Path(sys.argv[1]).parent / name, False)
    made.append(isinstance(kind(**options), getattr(strategies, name)))
print(json.dumps({
    "config": config["tool"]["flwr"]["app"]["config"],
    "warnings": warnings,
    "fab": len(fab),
    "embedded": plain(initial_arrays("")),
    "named": plain(initial_arrays(sys.argv[2])),
    "made": made,
}))`;
    const strategies = {
      FedAvg: {},
      FedAvgM: { server_learning_rate: 1, server_momentum: 0.9 },
      FedAdagrad: { eta: 0.1, tau: 0.01 },
      FedAdam: { eta: 0.1, tau: 0.01, beta_1: 0.9, beta_2: 0.99 },
      FedYogi: { eta: 0.1, tau: 0.01, beta_1: 0.9, beta_2: 0.99 },
      FedProx: { proximal_mu: 0.1 },
      QFedAvg: { q: 1, client_learning_rate: 0.1 },
      FedMedian: {},
      FedTrimmedAvg: { beta: 0.1 },
      Krum: { num_malicious_nodes: 1 },
      MultiKrum: { num_malicious_nodes: 1, num_nodes_to_select: 2 },
      Bulyan: { num_malicious_nodes: 1 },
    };
    const answer = await flowerRuns(program, [
      app,
      join(beside, 'initial.npz'),
      JSON.stringify(strategies),
    ]);
    const kernel = Array.from({ length: 4 }, (_, i) => [
      ...model.parameters.subarray(3 * i, 3 * i + 3),
    ]);
    const arrays = {
      'dense/kernel': ['float32', kernel],
      'dense/bias': ['float32', [...model.parameters.subarray(12)]],
    };
    expect(answer).toMatchObject({
      config: { lr: 1, results: 'C:\\runs "here"', 'keep-replies': false },
      warnings: [],
      embedded: arrays,
      named: arrays,
      made: Object.keys(strategies).map(() => true),
    });
  });
});
