import { dirichletSizes } from '../../data/partition/dirichlet';
import { partitionNames, partitionsWith } from '../../data/partition/namedPartition';
import type { PartitionSettings } from '../../data/partition/namedPartition';
import { datasetNames, writerNames } from '../../data/sources/namedDatasets';
import { below, between, choice, path, upTo, whole } from '../fields';
import type { Chosen, Need, OptionTable } from '../option';

/** Ways to give examples to clients: partitions, or by who wrote them. */
export const partitionChoices = [...partitionNames, 'writer'] as const;

const embedded = 'mnist-package';

const byWriter = ({ dataset }: Chosen): boolean =>
  (writerNames as readonly unknown[]).includes(dataset);

const partitionWith = (setting: keyof PartitionSettings): readonly Need[] => [
  { option: 'partition', values: partitionsWith[setting] },
];

/** Which examples there are, and which clients have them. */
export const dataOptions = {
  dataset: {
    schema: choice(datasetNames),
    help: 'the examples',
    default: embedded,
    defaultText: `${embedded}: 10,000 digits that come with the installation, 8,000 to train and 2,000 to test`,
  },
  dataDir: {
    schema: path(),
    placeholder: 'DIR',
    help: 'the folder with the data set’s files, any well-formed files of their format',
    defaultText: 'where npm run data puts them',
    needs: [{ option: 'dataset', values: datasetNames.filter((name) => name !== embedded) }],
    changeable: true,
  },
  characters: {
    schema: choice(['digits', 'all']),
    help: 'which characters',
    default: 'digits',
    needs: [{ option: 'dataset', values: writerNames }],
  },
  partition: {
    schema: choice(partitionChoices),
    help: 'how examples are given to clients',
    default: (chosen: Chosen) => (byWriter(chosen) ? 'writer' : 'iid'),
    defaultText: `iid; ${writerNames.join(' and ')}: writer`,
  },
  writersFile: {
    schema: path(),
    placeholder: 'FILE',
    help: 'QMNIST’s labels with the writer of each digit',
    needs: [
      { option: 'partition', values: ['writer'] },
      { option: 'dataset', values: ['mnist', embedded] },
    ],
    changeable: true,
  },
  clients: {
    schema: whole(1),
    placeholder: 'N',
    help: 'number of clients; with real writers so many of them, drawn by the seed',
    defaultText: '100; with real writers all of them',
  },
  alpha: {
    schema: between(1e-6, 1e6),
    placeholder: 'A',
    help: 'the concentration; near 0 a client has one label',
    default: 0.5,
    needs: partitionWith('alpha'),
  },
  dirichletSizes: {
    schema: choice(dirichletSizes),
    help: 'equally many examples a client, or sizes that are drawn, too',
    default: 'even',
    needs: partitionWith('dirichletSizes'),
  },
  minimumSize: {
    schema: whole(1),
    placeholder: 'N',
    help: 'fewest examples of a client',
    default: 1,
    needs: partitionWith('minimumSize'),
    argument: 'minimum',
  },
  shardsPerClient: {
    schema: whole(1),
    placeholder: 'N',
    help: 'shards of sorted examples a client',
    default: 2,
    needs: partitionWith('shardsPerClient'),
  },
  labelsPerClient: {
    schema: whole(1),
    placeholder: 'N',
    help: 'different labels a client',
    default: 2,
    needs: partitionWith('labelsPerClient'),
  },
  sigma: {
    schema: between(0, 10),
    placeholder: 'S',
    help: 'spread of the log-normal sizes, 0 for even ones',
    default: 1,
    needs: partitionWith('sigma'),
  },
  rotation: {
    schema: upTo(180),
    placeholder: 'DEGREES',
    help: 'feature skew: each client’s images turned by an angle of its own, up to this',
    argument: 'degrees',
  },
  noise: {
    schema: upTo(1),
    placeholder: 'SD',
    help: 'feature skew: noise of up to this standard deviation, in [0, 1], on the clients’ images',
    argument: 'deviation',
  },
  heldOut: {
    schema: below(1),
    placeholder: 'SHARE',
    help: 'share of each client’s examples that it only tests on',
    default: (chosen: Chosen) => {
      if (chosen.partition !== 'writer') return 0;
      return byWriter(chosen) ? undefined : 0.2;
    },
    defaultText: '0: it tests on central test examples; with writers 0.2',
  },
} as const satisfies OptionTable;
