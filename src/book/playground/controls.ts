import type { Control } from './control';

/**
 * What the reader of the playground can turn, in the order of the page. Everything else is the same in all
 * runs: the embedded digits, 100 clients, batches of 20.
 */
export const controls = {
  partition: {
    kind: 'choice',
    label: 'Partition',
    help: 'how the 8,000 training digits are divided among 100 clients',
    default: 'dirichlet',
    choices: {
      iid: { label: 'IID: dealt like cards', short: 'IID', options: { partition: 'iid' } },
      writer: {
        label: 'by writer (simulated)',
        short: 'by writer',
        options: { partition: 'writer' },
      },
      dirichlet: {
        label: 'Dirichlet: uneven labels',
        short: 'Dirichlet',
        options: { partition: 'dirichlet' },
      },
      shards: {
        label: 'two shards of sorted digits each',
        short: 'two shards',
        options: { partition: 'shards' },
      },
    },
  },
  alpha: {
    kind: 'number',
    label: 'Dirichlet α',
    help: 'the smaller, the fewer labels a client has',
    option: 'alpha',
    short: (value) => `α ${value}`,
    min: 0.01,
    max: 1000,
    whole: false,
    default: 0.1,
    when: { control: 'partition', is: ['dirichlet'] },
  },
  model: {
    kind: 'choice',
    label: 'Model',
    help: 'what is trained',
    default: 'softmax',
    choices: {
      softmax: { label: 'softmax regression', short: 'softmax', options: { model: 'softmax' } },
      mlp: {
        label: 'network with one hidden layer',
        short: 'hidden layer',
        options: { model: 'mlp' },
      },
      cnn: { label: 'convolutional network (slow)', short: 'CNN', options: { model: 'cnn' } },
    },
  },
  algorithm: {
    kind: 'choice',
    label: 'Algorithm',
    help: 'how clients train and what the server does with their updates',
    default: 'fedavg',
    choices: {
      fedavg: { label: 'FedAvg', short: 'FedAvg', options: { strategy: 'fedavg' } },
      fedprox: {
        label: 'FedProx',
        short: 'FedProx',
        options: { strategy: 'fedprox', proximalMu: 0.1 },
      },
      scaffold: { label: 'SCAFFOLD', short: 'SCAFFOLD', options: { strategy: 'scaffold' } },
      fedavgm: {
        label: 'FedAvgM',
        short: 'FedAvgM',
        options: { strategy: 'fedavgm', serverMomentum: 0.7, serverLearningRate: 0.5 },
      },
      fedadam: {
        label: 'FedAdam',
        short: 'FedAdam',
        options: { strategy: 'fedadam', serverLearningRate: 0.01 },
      },
    },
  },
  clientsPerRound: {
    kind: 'number',
    label: 'Clients per round',
    help: 'how many of the 100 are drawn; with noise, on average',
    option: 'clientsPerRound',
    short: (value) => `${value} a round`,
    min: 1,
    max: 100,
    whole: true,
    default: 10,
  },
  localEpochs: {
    kind: 'number',
    label: 'Local epochs',
    help: 'passes of a client over its examples in a round',
    option: 'localEpochs',
    short: (value) => `${value} local epoch${value === 1 ? '' : 's'}`,
    min: 1,
    max: 50,
    whole: true,
    default: 1,
  },
  clientLearningRate: {
    kind: 'number',
    label: 'Client learning rate',
    help: 'step size on the clients',
    option: 'clientLearningRate',
    short: (value) => `rate ${value}`,
    min: 0.0001,
    max: 10,
    whole: false,
    default: 0.1,
  },
  privacy: {
    kind: 'choice',
    label: 'Noise',
    help: 'hides each client from whoever gets the model',
    default: 'none',
    choices: {
      none: { label: 'none', short: 'no noise', options: {} },
      noise: {
        label: 'updates clipped to norm 0.5, noise on their sum',
        short: 'noise',
        options: { clip: 0.5, sampling: 'poisson', seededNoise: true },
      },
    },
  },
  noiseMultiplier: {
    kind: 'number',
    label: 'Noise multiplier z',
    help: 'standard deviation of the noise, in clipping norms; 0 only clips',
    option: 'noiseMultiplier',
    short: (value) => `z ${value}`,
    min: 0,
    max: 20,
    whole: false,
    default: 1,
    when: { control: 'privacy', is: ['noise'] },
  },
  codec: {
    kind: 'choice',
    label: 'Codec',
    help: 'how clients encode what they send',
    default: 'none',
    choices: {
      none: { label: 'none: 32 bits a number', short: 'no codec', options: {} },
      float16: {
        label: 'half precision: 16 bits',
        short: 'half precision',
        options: { codec: 'float16' },
      },
      quantized: {
        label: 'quantized: 8 bits',
        short: '8 bits',
        options: { codec: 'quantized', bits: 8 },
      },
      rotated: {
        label: 'rotated and quantized: 4 bits',
        short: 'rotated, 4 bits',
        options: { codec: 'rotated', bits: 4 },
      },
      terngrad: {
        label: 'TernGrad: −1, 0 or 1',
        short: 'TernGrad',
        options: { codec: 'terngrad' },
      },
      drive: { label: 'DRIVE: 1 bit', short: 'DRIVE', options: { codec: 'drive' } },
      topk: {
        label: 'the largest 1 %',
        short: 'largest 1 %',
        options: { codec: 'topk', topK: 0.01 },
      },
      topkfeedback: {
        label: 'the largest 1 %, with error feedback',
        short: '1 % with feedback',
        options: { codec: 'topk', topK: 0.01, errorFeedback: true },
      },
    },
  },
  attack: {
    kind: 'choice',
    label: 'Bad clients',
    help: 'what they do',
    default: 'none',
    choices: {
      none: { label: 'none', short: 'no bad clients', options: {} },
      signflip: {
        label: 'send −5 × their update',
        short: '−5 × updates',
        options: { attack: 'signflip:scale=5' },
      },
      labelflip: {
        label: 'train on wrong labels',
        short: 'wrong labels',
        options: { attack: 'labelflip' },
      },
    },
  },
  attackers: {
    kind: 'number',
    label: 'Share of bad clients',
    help: 'of all 100 clients; 0.1 is every tenth',
    option: 'attackers',
    short: (value) => `${Number((100 * value).toFixed(1))} % bad`,
    min: 0.01,
    max: 0.99,
    whole: false,
    default: 0.1,
    when: { control: 'attack', isNot: ['none'] },
  },
  aggregator: {
    kind: 'choice',
    label: 'Aggregator',
    help: 'how the server makes one update of many',
    default: 'mean',
    choices: {
      mean: { label: 'mean', short: 'mean', options: {} },
      median: {
        label: 'median of each coordinate',
        short: 'median',
        options: { aggregator: 'median' },
      },
      trimmedmean: {
        label: 'mean without the outer 30 % on either side',
        short: 'trimmed mean',
        options: { aggregator: 'trimmedmean:share=0.3' },
      },
      multikrum: {
        label: 'Multi-Krum against 6 bad clients a round',
        short: 'Multi-Krum',
        options: { aggregator: 'multikrum:attackers=6' },
      },
    },
  },
  rounds: {
    kind: 'number',
    label: 'Rounds',
    help: 'length of the run',
    option: 'rounds',
    short: (value) => `${value} rounds`,
    min: 1,
    max: 500,
    whole: true,
    default: 20,
    ofRun: true,
  },
  seed: {
    kind: 'number',
    label: 'Seed',
    help: 'decides everything random; the grid has seeds 1, 2 and 3',
    option: 'seed',
    short: (value) => `seed ${value}`,
    min: 0,
    max: 4294967295,
    whole: true,
    default: 1,
    ofRun: true,
  },
} as const satisfies Readonly<Record<string, Control>>;

export type ControlName = keyof typeof controls;

/** The names of all controls, in the order of the page. */
export const controlNames = Object.keys(controls) as readonly ControlName[];

/** A control by its name, with the type that all have. */
export function controlOf(name: ControlName): Control {
  return controls[name];
}
