import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import { Rng } from '../core/rng';
import type { AnyDataset, Kind } from '../data/dataset';
import { useBackend } from '../models/backend';
import type { FederatedRoundsOptions } from '../simulation/rounds';
import {
  availabilityTrace,
  poissonSampling,
  uniformSampling,
  weightedSampling,
} from '../simulation/sampling';
import type { AvailabilityTrace, CohortSampler } from '../simulation/sampling';
import { makeAggregator } from '../strategies/aggregators';
import { makeTransforms } from '../strategies/transforms';
import { makeStrategy, strategies } from '../strategies/catalogue';
import type { FederatedAlgorithm } from '../strategies/federatedAlgorithm';
import { divideData } from '../options/clients/divideData';
import type { DividedData } from '../options/clients/dividedData';
import { modelFor, modelName } from '../options/clients/modelFor';
import type { Source } from '../options/clients/sourceKinds';
import { broadcastOf, codecOf } from '../options/codec';
import { pick } from '../options/defaults';
import { planOf } from '../options/plan';
import { runTable } from '../options/table';
import { withFlags } from '../options/withFlags';
import type { LocalTrainer } from '../training/localTrainer';
import { localTrainer } from '../training/makeTrainer';
import { badClients } from './attackSettings';
import type { BadClients } from './attackSettings';
import { algorithmSettings, tooMany } from './config';
import type { Config } from './config';
import { onceSampling } from './onceSampling';
import { optionWarnings } from './optionWarnings';
import { readJsonObject } from './parseSettings';
import { runPrivacy, withDelta } from './privacy';
import type { RunPrivacy } from './privacy';
import { secureAggregator, secureWeighting } from './secureSettings';

/** The options with the numbers of clients, which depend on the data. */
export type FullConfig = Config & Required<Pick<Config, 'clients' | 'clientsPerRound'>>;

/** A run that is ready to start: all options have been checked, and nothing has been written. */
export interface PreparedRun extends DividedData<AnyDataset> {
  readonly config: FullConfig;
  readonly model: ReturnType<typeof modelFor>;
  readonly trainer: LocalTrainer;
  readonly algorithm: FederatedAlgorithm;
  /** Options of `federatedRounds`, except where to start. */
  readonly options: FederatedRoundsOptions;
  /** Present if some clients attack. */
  readonly bad?: BadClients;
  /** Present if updates are clipped. */
  readonly privacy?: RunPrivacy;
  /** What readers of the results should know about the options: a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Builds clients, model, trainer and algorithm.
 *
 * @param announce receives one line if the model cannot be compiled
 * @throws ArgumentError that names the option that does not fit, as on the command line
 */
export async function prepareRun(
  source: Source,
  config: Config,
  announce: (line: string) => void,
): Promise<PreparedRun> {
  await useBackend(config.trainer === 'eager' ? 'auto' : 'cpu', announce);
  try {
    return prepare(source, config, announce);
  } catch (error) {
    throw withFlags(runTable, error, nameOfTransforms(config));
  }
}

/** What errors about transforms are about, if it is not --transforms. */
function nameOfTransforms({ transforms, codec, clip }: Config): Readonly<Record<string, string>> {
  if (clip !== undefined) return { transforms: '--clip' };
  return codec !== undefined && transforms === undefined ? { transforms: '--codec' } : {};
}

function prepare(source: Source, config: Config, announce: (line: string) => void): PreparedRun {
  const rng = Rng.fromSeed(config.seed);
  const clients = divideData(source, config, rng.split('clients'));
  const { federated } = clients;
  checkTask(config, federated);
  const named = { ...config, model: modelName(config.model, federated) };
  const full = withDelta(withClients(named, federated.clientIds.length));
  const { seed, trainer: engine, workers } = full;
  const bad = badClients(full, federated, rng);
  const model = modelFor(full.model, federated, seed);
  const honest = localTrainer(model, { trainer: engine, announce, ...(workers && { workers }) });
  const trainer = bad?.trainer(honest) ?? honest;
  try {
    const privacy = runPrivacy(full, trainer.spec.size);
    const algorithm = makeAlgorithm(full, trainer, rng.split('strategy'), privacy, clients.root);
    const options = {
      ...roundsOptions(full, trainer, rng.split('rounds')),
      ...(bad?.backdoorTest && { backdoorTest: bad.backdoorTest }),
    };
    options.sampler.check(federated);
    const warnings = [
      ...(clients.notes ?? []).map((note) => note.replace(/\.$/, '')),
      ...optionWarnings(full),
      ...(privacy?.warnings ?? []),
    ];
    const built = { config: full, model, trainer, algorithm, options, warnings };
    return {
      ...clients,
      ...(bad && { federated: bad.federated, bad }),
      ...built,
      ...(privacy && { privacy }),
    };
  } catch (error) {
    trainer.dispose();
    throw error;
  }
}

/** Refuses options that are about classes where numbers are predicted. */
function checkTask({ targetAccuracy }: Config, kind: Kind): void {
  if (targetAccuracy === undefined || 'classNames' in kind) return;
  const rule = 'be left out where numbers are predicted, which have no accuracy';
  throw new ArgumentError('--target-accuracy', rule, targetAccuracy);
}

function withClients(config: Config, clients: number): FullConfig {
  const all = config.strategy === 'centralized' || config.strategy === 'local';
  const { clientsPerRound = all ? clients : Math.min(10, clients) } = config;
  if (clientsPerRound > clients) tooMany(clients, clientsPerRound);
  return pick(runTable, { ...config, clients, clientsPerRound });
}

function makeAlgorithm(
  config: FullConfig,
  trainer: LocalTrainer,
  rng: Rng,
  privacy: RunPrivacy | undefined,
  root: AnyDataset | undefined,
): FederatedAlgorithm {
  const { strategy, clients } = config;
  const { takes } = strategies[strategy];
  const { aggregator: chosen, ...settings } = algorithmSettings(config);
  const summed = privacy?.parts.aggregator ?? secureAggregator(config);
  const aggregator = chosen === undefined ? summed : makeAggregator(chosen, root);
  checkEnoughClients(config, aggregator);
  const codec = config.secureAggregation ? undefined : codecOf(config);
  const broadcast = broadcastOf(config);
  const transforms = [
    ...(config.transforms === undefined ? [] : makeTransforms(config.transforms)),
    ...(codec ? [codec] : []),
    ...(privacy?.parts.transforms ?? []),
  ];
  return makeStrategy(strategy, {
    trainer,
    rng,
    ...planOf(config),
    ...settings,
    ...secureWeighting(config),
    ...(privacy && takes.includes('weighting') && { weighting: privacy.parts.weighting }),
    ...(aggregator && takes.includes('aggregator') && { aggregator }),
    ...(transforms.length > 0 && { transforms }),
    ...(broadcast && { broadcast }),
    ...(takes.includes('clients') && { clients }),
  });
}

/** Refuses rounds of fewer clients than the aggregator needs. */
function checkEnoughClients(
  { aggregator, clientsPerRound }: FullConfig,
  chosen: Aggregator | undefined,
): void {
  const { minimumClients = 1 } = chosen ?? {};
  if (clientsPerRound >= minimumClients) return;
  const rule = `be at least ${minimumClients} with --aggregator ${aggregator}`;
  throw new ArgumentError('--clients-per-round', rule, clientsPerRound);
}

function roundsOptions(
  config: FullConfig,
  trainer: LocalTrainer,
  rng: Rng,
): FederatedRoundsOptions {
  const { rounds, evaluateEvery, evaluationClients, targetAccuracy, dropouts } = config;
  const { stragglers, deadline, speedSpread, localEpochs } = config;
  return {
    rounds,
    rng,
    trainer,
    sampler: sampler(config, rng),
    evaluateEvery,
    ...(evaluationClients !== undefined && { evaluationClients }),
    ...(targetAccuracy !== undefined && { targetAccuracy }),
    dropouts,
    ...(stragglers !== undefined && {
      stragglers: { kind: 'partial', share: stragglers, localEpochs },
    }),
    ...(deadline !== undefined && {
      stragglers: { kind: 'deadline', deadline, speedSpread: speedSpread!, localEpochs },
    }),
  };
}

function sampler(config: FullConfig, rng: Rng): CohortSampler {
  const { sampling, clientsPerRound: count, rounds, availability, availabilityPeriod } = config;
  switch (sampling) {
    case 'uniform':
      return uniformSampling(count);
    case 'weighted':
      return weightedSampling(count);
    case 'poisson':
      return poissonSampling(count / config.clients);
    case 'once':
      return onceSampling(count, rounds, rng);
    case 'availability':
      return availabilityTrace(count, readTrace(availability!), { period: availabilityPeriod });
  }
}

/** The file's spans are checked by the sampler. */
function readTrace(file: string): AvailabilityTrace {
  const trace = readJsonObject(file);
  for (const [id, spans] of Object.entries(trace)) {
    if (Array.isArray(spans)) continue;
    throw new ArgumentError(`${file}: ${id}`, 'be an array of rounds and [first, last]', spans);
  }
  return trace as AvailabilityTrace;
}
