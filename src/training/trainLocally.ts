import { FederatedError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { ClientDataset } from '../data/federatedDataset';
import type { LocalResult, LocalTrainer } from './localTrainer';
import type { TrainingPlan } from './plan';

/** Trains one client on its own, from the given parameters. */
export async function trainLocally(
  trainer: LocalTrainer,
  parameters: Float32Array,
  client: ClientDataset<AnyDataset>,
  plan: TrainingPlan,
  rng: Rng,
  signal?: AbortSignal,
): Promise<LocalResult> {
  const task = { clientId: client.id, examples: client.train, rng };
  for await (const result of trainer.train(parameters, [task], plan, signal)) return result;
  throw new FederatedError(`the trainer returned nothing for client ${client.id}`);
}
