import { dirichletSizes } from '../../data/partition/dirichlet';
import { partitionNames, partitionsWith } from '../../data/partition/namedPartition';
import type { PartitionSettings } from '../../data/partition/namedPartition';
import { datasetNames, writerNames } from '../../data/sources/namedDatasets';
import type { DatasetName } from '../../data/sources/namedDatasets';
import { below, between, choice, path, upTo, whole } from '../fields';
import type { Chosen, Need, OptionTable } from '../option';
import { ownDatasetNames } from './ownData';
import type { OwnDatasetName } from './ownData';

/** Ways to divide examples among clients: partitions, by writer, or as your own files say. */
export const partitionChoices = [...partitionNames, 'writer', 'natural'] as const;

const embedded = 'mnist-package';

/** The kind of your own files that is named, if any. */
export function ownDatasetOf(chosen: Chosen): OwnDatasetName | undefined {
  if (chosen.table !== undefined) return 'table';
  if (chosen.parquet !== undefined) return 'parquet';
  return chosen.imageFolder === undefined ? undefined : 'image-folder';
}

/** Whether your own files say which client has what, unless there is a partition. */
const natural = ({ clientColumn, imageFolder }: Chosen): boolean =>
  clientColumn !== undefined || imageFolder !== undefined;

const byWriter = ({ dataset }: Chosen): boolean =>
  (writerNames as readonly unknown[]).includes(dataset);

const partitionWith = (setting: keyof PartitionSettings): readonly Need[] => [
  { option: 'partition', values: partitionsWith[setting] },
];

/** Which examples there are, and which clients have them. */
export const dataOptions = {
  dataset: {
    schema: choice([...datasetNames, ...ownDatasetNames]),
    placeholder: 'NAME',
    help: `the examples: ${datasetNames.join(', ')}; with --table, --parquet and --image-folder those of your own files`,
    default: (chosen: Chosen): DatasetName | OwnDatasetName => ownDatasetOf(chosen) ?? embedded,
    defaultText: `${embedded}: 10,000 digits that come with the installation, 8,000 to train and 2,000 to test`,
  },
  dataDir: {
    schema: path(),
    placeholder: 'DIR',
    help: 'the folder with the data set’s files, or with your own in the same format',
    defaultText: 'where npm run data puts them',
    needs: [{ option: 'dataset', values: datasetNames.filter((name) => name !== embedded) }],
    changeable: true,
  },
  characters: {
    schema: choice(['digits', 'all']),
    help: 'digits only, or letters too',
    default: 'digits',
    needs: [{ option: 'dataset', values: writerNames }],
  },
  partition: {
    schema: choice(partitionChoices),
    help: 'how examples are divided among clients; natural: by --client-column, or the folders of clients',
    default: (chosen: Chosen) => {
      if (natural(chosen)) return 'natural';
      return byWriter(chosen) ? 'writer' : 'iid';
    },
    defaultText: `iid; ${writerNames.join(' and ')}: writer; --client-column and --image-folder: natural`,
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
    help: 'number of clients; with real writers and natural clients, how many to draw by the seed',
    defaultText: '100, of your own files 10; with real writers and natural clients, all of them',
  },
  alpha: {
    schema: between(1e-6, 1e6),
    placeholder: 'A',
    help: 'the concentration; near 0, each client has one label',
    default: 0.5,
    needs: partitionWith('alpha'),
  },
  dirichletSizes: {
    schema: choice(dirichletSizes),
    help: 'sizes of clients: all equal, drawn as well, or drawn but with no more labels after an even share',
    default: 'even',
    needs: partitionWith('dirichletSizes'),
  },
  minimumSize: {
    schema: whole(1),
    placeholder: 'N',
    help: 'minimum number of examples per client',
    default: 1,
    needs: partitionWith('minimumSize'),
    argument: 'minimum',
  },
  shardsPerClient: {
    schema: whole(1),
    placeholder: 'N',
    help: 'shards of sorted examples per client',
    default: 2,
    needs: partitionWith('shardsPerClient'),
  },
  labelsPerClient: {
    schema: whole(1),
    placeholder: 'N',
    help: 'different labels per client',
    default: 2,
    needs: partitionWith('labelsPerClient'),
  },
  targetBins: {
    schema: whole(2, 256),
    placeholder: 'N',
    help: 'bins of equal size that a number to predict is divided into, in place of labels',
    defaultText: '10',
    needs: partitionWith('targetBins'),
    argument: 'bins',
  },
  sigma: {
    schema: between(0, 10),
    placeholder: 'S',
    help: 'spread of the log-normal sizes; 0 makes all equal',
    default: 1,
    needs: partitionWith('sigma'),
  },
  rotation: {
    schema: upTo(180),
    placeholder: 'DEGREES',
    help: 'feature skew: rotates each client’s images by its own angle, up to this',
    argument: 'degrees',
  },
  noise: {
    schema: upTo(1),
    placeholder: 'SD',
    help: 'feature skew: adds noise to each client’s images, of up to this standard deviation in [0, 1]',
    argument: 'deviation',
  },
  heldOut: {
    schema: below(1),
    placeholder: 'SHARE',
    help: 'share of each client’s examples that it keeps for testing',
    default: (chosen: Chosen) => {
      if (ownDatasetOf(chosen) !== undefined) return 0.2;
      if (chosen.partition !== 'writer') return 0;
      return byWriter(chosen) ? undefined : 0.2;
    },
    defaultText: '0: clients test on central test examples; with writers and your own files, 0.2',
  },
} as const satisfies OptionTable;
