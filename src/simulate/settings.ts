import { z } from 'zod';
import { dirichletSizes } from '../data/partition/dirichlet';
import { partitionNames } from '../data/partition/namedPartition';
import { datasetNames } from '../data/sources/namedDatasets';
import { modelNames } from '../models/makeModel';
import { strategyNames } from '../strategies/catalogue';
import { serverOptimizerNames } from '../strategies/strategySettings';
import { weightings } from '../strategies/weighting';
import { trainerNames } from '../training/makeTrainer';
import {
  belowOne,
  choice,
  nonNegativeNumber,
  path,
  positiveNumber,
  share,
  upTo,
  whole,
} from './fields';

export const partitionChoices = [...partitionNames, 'writer'] as const;

export const samplingNames = ['uniform', 'weighted', 'availability', 'once'] as const;

/**
 * Every option of a run, each of which may be left out: what `--config file.json` may hold and, in
 * kebab-case, the options of the command. Unknown keys are refused.
 */
export const settingsSchema = z.strictObject({
  dataset: choice(datasetNames).optional(),
  dataDir: path().optional(),
  characters: choice(['digits', 'all']).optional(),
  writersFile: path().optional(),
  partition: choice(partitionChoices).optional(),
  clients: whole(1).optional(),
  alpha: positiveNumber().optional(),
  dirichletSizes: choice(dirichletSizes).optional(),
  minimumSize: whole(1).optional(),
  shardsPerClient: whole(1).optional(),
  labelsPerClient: whole(1).optional(),
  sigma: nonNegativeNumber().optional(),
  rotation: upTo(180).optional(),
  noise: upTo(1).optional(),
  heldOut: belowOne().optional(),
  model: choice(modelNames).optional(),
  strategy: choice(strategyNames).optional(),
  serverOptimizer: choice(serverOptimizerNames).optional(),
  serverLearningRate: positiveNumber().optional(),
  serverMomentum: belowOne().optional(),
  beta1: belowOne().optional(),
  beta2: belowOne().optional(),
  tau: positiveNumber().optional(),
  convention: choice(['paper', 'flower']).optional(),
  proximalMu: nonNegativeNumber().optional(),
  q: nonNegativeNumber().optional(),
  weighting: choice(weightings).optional(),
  localEpochs: whole(1).optional(),
  batchSize: z
    .union([whole(1), z.literal('full')], { error: 'be a whole number of at least 1, or full' })
    .optional(),
  clientLearningRate: positiveNumber().optional(),
  clientMomentum: belowOne().optional(),
  rounds: whole(1).optional(),
  clientsPerRound: whole(1).optional(),
  sampling: choice(samplingNames).optional(),
  availability: path().optional(),
  availabilityPeriod: whole(1).optional(),
  dropouts: share().optional(),
  stragglers: share().optional(),
  deadline: positiveNumber().optional(),
  speedSpread: nonNegativeNumber().optional(),
  evaluateEvery: whole(1).optional(),
  evaluationClients: whole(0).optional(),
  targetAccuracy: share().optional(),
  seed: whole(0).optional(),
  trainer: choice(trainerNames).optional(),
  workers: whole(1).optional(),
  checkpointEvery: whole(1).optional(),
});

/** The options as they are given. */
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

export type SettingName = keyof Settings;

/** The names of all options, in the order of the help. */
export const settingNames = Object.keys(settingsSchema.shape) as readonly SettingName[];
