import { counted } from '../../core/counted';
import { Rng } from '../../core/rng';
import { useBackend } from '../../models/backend';
import { makeModel } from '../../models/makeModel';
import { localTrainer } from '../../training/makeTrainer';
import type { ClientOptions } from './optionsSchema';
import { localClient, localFederation } from './localData';
import { modelAdvice } from '../app/modelAdvice';
import type { ModelClientAppOptions } from '../app/modelClientApp';
import type { NodeLog } from '../node/log';

/** Loads the examples and makes the model and its trainer. */
export async function localModel(
  options: ClientOptions,
  log: NodeLog,
): Promise<ModelClientAppOptions> {
  const { partitionId = 0, numPartitions = 1, seed, trainer: engine, workers } = options;
  const announce = (text: string): void => {
    log({ level: 'info', event: 'engine', text });
  };
  await useBackend(engine === 'eager' ? 'auto' : 'cpu', announce);
  const federated = localFederation({ ...options, numPartitions });
  const client = localClient(federated, partitionId);
  const { shape, classNames } = federated;
  const model = makeModel(options.model, { shape, classes: classNames.length, seed });
  const trainer = localTrainer(model, { trainer: engine, workers, announce });
  const facts = { client: client.id, train: client.train.size, test: client.test.size };
  const text =
    `${client.id} of ${federated.name}: ${counted(facts.train, 'example')} to train, ${facts.test} to test; ` +
    `${options.model}, ${counted(trainer.spec.size, 'parameter')}`;
  log({ level: 'info', event: 'ready', text, facts });
  return {
    trainer,
    client,
    plan: {
      localEpochs: options.localEpochs,
      batchSize: options.batchSize,
      clientLearningRate: options.lr,
    },
    rng: Rng.fromSeed(seed).split('strategy'),
    advice: (arrays) =>
      modelAdvice(arrays, { shape, classes: classNames.length, model: options.model }),
  };
}
