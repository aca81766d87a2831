import { z } from 'zod';
import { dirichletSizes } from '../../data/partition/dirichlet';
import { partitionNames } from '../../data/partition/namedPartition';
import { datasetNames } from '../../data/sources/namedDatasets';
import { defaultModel, modelNames } from '../../models/makeModel';
import { trainerNames } from '../../training/makeTrainer';

/*
 * Every issue's message is the rule alone, `be a whole number of at least 1`, so that it can become
 * an `ArgumentError`.
 */

function whole(low: number, high = Number.MAX_SAFE_INTEGER) {
  const range =
    high < Number.MAX_SAFE_INTEGER ? `between ${low} and ${high}` : `of at least ${low}`;
  const error = `be a whole number ${range}`;
  return z.coerce.number({ error }).int({ error }).min(low, { error }).max(high, { error });
}

function above(low: number, high: number) {
  const error = `be > ${low} and at most ${high}`;
  return z.coerce.number({ error }).gt(low, { error }).max(high, { error });
}

function choice<Name extends string>(names: readonly Name[]) {
  return z.enum(names, { error: `be one of ${names.join(', ')}` });
}

const path = z.string().min(1, { error: 'be a path' }).optional();

export const optionsSchema = z.strictObject({
  superlink: z.string().min(1, { error: 'be HOST:PORT' }).optional(),
  ca: path,
  insecure: z.boolean().optional(),
  key: path,
  publicKey: z.boolean().optional(),
  python: path,
  schema: path,
  writeSchema: path,
  dataset: choice(datasetNames).default('mnist-package'),
  dataDir: path,
  partition: choice(partitionNames).default('iid'),
  alpha: above(0, 1e6).optional(),
  dirichletSizes: choice(dirichletSizes).optional(),
  minimumSize: whole(1).optional(),
  shardsPerClient: whole(1).optional(),
  labelsPerClient: whole(1).optional(),
  sigma: z.coerce
    .number({ error: 'be between 0 and 10' })
    .min(0, { error: 'be between 0 and 10' })
    .max(10, { error: 'be between 0 and 10' })
    .optional(),
  partitionId: whole(0).optional(),
  numPartitions: whole(1).optional(),
  seed: whole(0).default(1),
  model: choice(modelNames).default(defaultModel),
  lr: above(0, 1e6).default(0.1),
  localEpochs: whole(1).default(1),
  batchSize: z
    .union([z.literal('full'), whole(1)], { error: 'be a whole number of at least 1, or full' })
    .default(20),
  trainer: choice(trainerNames).default('auto'),
  workers: whole(1, 64).default(1),
  heartbeat: whole(10, 1800).default(30),
  poll: above(0, 60).default(1),
  timeLimit: above(0, 1e6).default(3600),
  startLimit: above(0, 1e6).default(60),
  maxMessage: whole(1, 2047).default(32),
  json: z.boolean().optional(),
});

/** The options of `npm run flower-client`, checked, with their defaults. */
export type ClientOptions = z.infer<typeof optionsSchema>;
