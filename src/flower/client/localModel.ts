import type { Attack } from '../../attacks/poisoning/attack';
import { attackedTrainer } from '../../attacks/poisoning/attackedTrainer';
import { attackName } from '../../attacks/poisoning/catalogue';
import { counted } from '../../core/counted';
import { Rng } from '../../core/rng';
import type { Dataset } from '../../data/dataset';
import type { ClientDataset, FederatedDataset } from '../../data/federatedDataset';
import { useBackend } from '../../models/backend';
import { makeModel } from '../../models/makeModel';
import { localTrainer } from '../../training/makeTrainer';
import { namingAttack } from '../../options/attackErrors';
import { imageModel } from '../../options/clients/modelFor';
import { planOf } from '../../options/plan';
import { withFlags } from '../../options/withFlags';
import { clientOptions } from './clientOptions';
import type { ClientOptions } from './clientOptions';
import { localClient, localFederation } from './localData';
import { makeLoneAttack } from './loneAttack';
import { protectedUpdates } from './protectedUpdates';
import { modelAdvice } from '../app/modelAdvice';
import type { ModelClientAppOptions } from '../app/modelClientApp';
import type { NodeLog } from '../node/log';

/** A client's own images, in place of its part of a data set. */
export interface OwnImages extends Pick<Dataset, 'shape' | 'classNames'> {
  readonly client: ClientDataset;
  /** What the log calls them. */
  readonly name: string;
}

/**
 * Loads the examples and makes the model and its trainer.
 *
 * @param own default: the part of a data set that the options describe
 */
export async function localModel(
  options: ClientOptions,
  log: NodeLog,
  own?: OwnImages,
): Promise<ModelClientAppOptions> {
  const { seed, trainer: engine } = options;
  const { workers } = options;
  const announce = (text: string): void => {
    log({ level: 'info', event: 'engine', text });
  };
  await useBackend(engine === 'eager' ? 'auto' : 'cpu', announce);
  const { client: honest, ...images } = own ?? ownPart(options);
  const attack = options.attack === undefined ? {} : makeLoneAttack(options.attack);
  const client = poisoned(honest, attack, seed);
  const { shape, classNames } = images;
  const name = imageModel(options.model);
  const model = makeModel(name, { shape, classes: classNames.length, seed });
  const ownTrainer = localTrainer(model, {
    trainer: engine,
    announce,
    ...(workers && { workers }),
  });
  const trainer = attack.update
    ? attackedTrainer(ownTrainer, { attackers: [client.id], attack: attack.update })
    : ownTrainer;
  const facts = { client: client.id, train: client.train.size, test: client.test.size };
  const text =
    `${client.id} of ${images.name}: ${counted(facts.train, 'example')} to train, ${facts.test} to test; ` +
    `${name}, ${counted(trainer.spec.size, 'parameter')}`;
  log({ level: 'info', event: 'ready', text, facts });
  if (options.attack !== undefined) {
    log({ level: 'warn', event: 'attack', text: `this client lies: ${attackName(attack)}` });
  }
  return {
    trainer,
    client,
    plan: planOf(options),
    rng: Rng.fromSeed(seed).split('strategy'),
    ...protectedUpdates(options),
    warn: (text) => {
      log({ level: 'warn', event: 'codec', text });
    },
    ...(attack.update && { unchecked: true }),
    advice: (arrays) => modelAdvice(arrays, { shape, classes: classNames.length, model: name }),
  };
}

/** The client with poisoned examples, the same ones as in a simulation with this seed. */
function poisoned(client: ClientDataset, { data }: Attack, seed: number): ClientDataset {
  if (!data) return client;
  const rng = Rng.fromSeed(seed).split('poison').split('client', client.id);
  return namingAttack(() => ({ ...client, train: data.poison(client.train, rng) }));
}

/** The client's part of a data set. */
function ownPart(options: ClientOptions): OwnImages {
  const { partitionId = 0, numPartitions = 1 } = options;
  const federated = divided(options, numPartitions);
  const { name, shape, classNames } = federated;
  return { name, shape, classNames, client: localClient(federated, partitionId) };
}

/** All clients' examples. Throws an `ArgumentError` that names an option that does not fit them. */
function divided(options: ClientOptions, numPartitions: number): FederatedDataset {
  try {
    return localFederation({ ...options, numPartitions });
  } catch (error) {
    throw withFlags(clientOptions, error);
  }
}
