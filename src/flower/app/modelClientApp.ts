import { ArgumentError, FederatedError } from '../../core/errors';
import { ModelArraysError } from '../../core/namedArrays';
import type { Rng } from '../../core/rng';
import type { AnyDataset } from '../../data/dataset';
import type { ClientDataset } from '../../data/federatedDataset';
import { checkFinite } from '../../strategies/clientRound';
import type { LocalResult, LocalTrainer } from '../../training/localTrainer';
import { meanLoss } from '../../training/metrics';
import { checkPlan } from '../../training/plan';
import type { TrainingPlan } from '../../training/plan';
import { checkTransforms } from '../../updates/checkTransforms';
import { transformUpdate } from '../../updates/transformUpdate';
import type { SentUpdate } from '../../updates/transformUpdate';
import type { ClientMoment, UpdateTransform } from '../../updates/updateTransform';
import { clientApp } from './clientApp';
import type { AppContext, AppReply, AppRequest, ClientApp } from './clientApp';
import { encoded, readableBy } from './encodedUpdate';
import { evaluationScores } from './evaluationScores';
import { answeredArrays, receivedParameters } from './modelArrays';
import { secureFunctions } from './secureTraining';
import type { SecureTraining } from './secureTraining';
import { planOf, roundOf } from './trainingConfig';
import type { NdArray } from '../wire/objects/ndArray';

/** Options of {@link modelClientApp}. */
export interface ModelClientAppOptions {
  readonly trainer: LocalTrainer;
  readonly client: ClientDataset<AnyDataset>;
  /** The plan, which the server's config may override. */
  readonly plan: TrainingPlan;
  /**
   * The algorithm's stream, as in `fedAvg`: client k shuffles in round t as it does there, so that
   * a simulation and a real run with the same seed agree.
   */
  readonly rng: Rng;
  /**
   * What happens to the update before it leaves, as in a simulation with the same list. None may work on
   * the server, too, because Flower's server would not run that part. An encoded update is sent as bytes if
   * the server's config says that it knows the codec (`codecs`, names with commas between them); otherwise
   * the codec is left out, and the model sent whole.
   */
  readonly transforms?: readonly UpdateTransform[];
  /** Receives a sentence, once, if the server does not know the codec. */
  readonly warn?: (text: string) => void;
  /**
   * The update leaves by secure aggregation only, under these terms, and then without the metrics of
   * training. Default: as a model, whenever the server asks for it.
   */
  readonly secureAggregation?: SecureTraining;
  /**
   * Whether to send an update whatever it holds, as a lying client does. Default false: numbers that are not
   * finite are an error of the client.
   */
  readonly unchecked?: boolean;
  /** What to add to the error about arrays that are not the model's. */
  readonly advice?: (arrays: ReadonlyMap<string, NdArray>) => string | undefined;
}

/**
 * A client app that trains a model on one client's examples.
 *
 * `train` returns the model after local training and the metrics `train_loss` and `num-examples`;
 * `evaluate` returns `eval_loss`, `eval_acc` and `num-examples` of the test examples. These are the
 * names in Flower's own examples, since all clients of a federation must use the same ones. Where numbers are to
 * be predicted, `eval_mse` and `eval_mae` take the place of `eval_acc`, with the mean of the targets and
 * of their squares, `eval_target` and `eval_target_square`, as many numbers as targets: their weighted
 * means over clients give R².
 */
export function modelClientApp(options: ModelClientAppOptions): ClientApp {
  checkPlan(options.plan);
  const { transforms = [], secureAggregation } = options;
  checkTransforms(transforms);
  const onServer = transforms.find(({ server }) => server);
  if (onServer) {
    throw new ArgumentError(
      'transforms',
      'work on clients alone in a real federation',
      onServer.name,
    );
  }
  const codec = transforms.find(({ wire }) => wire !== undefined);
  if (codec && secureAggregation) {
    const rule =
      'hold no codec with secure aggregation: masked numbers travel as whole numbers of a fixed width';
    throw new ArgumentError('transforms', rule, codec.name);
  }
  let warned = false;
  const once: ModelClientAppOptions = {
    ...options,
    warn(text) {
      if (!warned) options.warn?.(text);
      warned = true;
    },
  };
  return clientApp({
    train: (request, context) => train(once, request, context),
    evaluate: (request) => evaluate(options, request),
    ...(secureAggregation &&
      secureFunctions(secureAggregation, async (request, context) => {
        const { update, round } = await trainedUpdate(options, request, context);
        const rng = options.rng.split('round', round ?? 0).split('aggregator');
        return { update, clientId: options.client.id, rng };
      })),
  });
}

/** The received parameters. Throws a `ModelArraysError` for those of another model. */
function parametersIn(
  { trainer, advice }: ModelClientAppOptions,
  arrays: ReadonlyMap<string, NdArray>,
): Float32Array {
  try {
    return receivedParameters(trainer.spec, arrays);
  } catch (error) {
    const more = error instanceof ModelArraysError && arrays.size > 0 && advice?.(arrays);
    if (!more) throw error;
    throw new ModelArraysError(`${error.message}; ${more}`, { cause: error });
  }
}

/** An update as it leaves the client, and the model that it changes. */
interface Trained extends SentUpdate {
  readonly update: Float32Array;
  readonly parameters: Float32Array;
  readonly round: number | undefined;
  readonly result: Pick<LocalResult, 'training' | 'examples'>;
}

async function trainedUpdate(
  options: ModelClientAppOptions,
  { arrays, config, groupId, messageId, signal }: AppRequest,
  { state }: AppContext,
): Promise<Trained> {
  const { trainer, client, plan, rng, warn = () => undefined } = options;
  const transforms = readableBy(config, options.transforms ?? [], warn);
  const parameters = parametersIn(options, arrays);
  const round = roundOf(config, groupId);
  const own =
    round === undefined
      ? rng.split('message', messageId, 'client', client.id)
      : rng.split('round', round, 'client', client.id);
  const task = { clientId: client.id, examples: client.train, rng: own };
  for await (const result of trainer.train(parameters, [task], planOf(plan, config), signal)) {
    if (!options.unchecked) checkFinite(round ?? 0, result);
    const { update } = result;
    const moment = {
      clientId: client.id,
      round: round ?? 0,
      spec: trainer.spec,
      parameters,
      rng: own,
      serverSlot: () => undefined,
    };
    const sent = transformUpdate(transforms, update, { ...moment, ...slotsIn(state) });
    return { ...sent, update, parameters, round, result };
  }
  throw new FederatedError('the trainer returned nothing');
}

async function train(
  options: ModelClientAppOptions,
  request: AppRequest,
  context: AppContext,
): Promise<AppReply> {
  const { trainer } = options;
  const trained = await trainedUpdate(options, request, context);
  const { update, parameters, payload, result } = trained;
  const { training, examples } = result;
  const metrics = { train_loss: meanLoss(training), 'num-examples': BigInt(examples) };
  if (payload) {
    trainer.recycle(update);
    return { ...encoded(payload), metrics };
  }
  for (let i = 0; i < parameters.length; i++) parameters[i] += update[i];
  trainer.recycle(update);
  return { arrays: answeredArrays(trainer.spec, parameters, request.arrays), metrics };
}

async function evaluate(
  options: ModelClientAppOptions,
  { arrays, signal }: AppRequest,
): Promise<AppReply> {
  const { trainer, client } = options;
  const { test } = client;
  if (test.size === 0) throw new FederatedError('this client holds no test examples');
  const parameters = parametersIn(options, arrays);
  for await (const metrics of trainer.evaluate(parameters, [test], signal)) {
    return {
      metrics: {
        eval_loss: meanLoss(metrics),
        ...evaluationScores(metrics),
        'num-examples': BigInt(metrics.examples),
      },
    };
  }
  throw new FederatedError('the trainer returned nothing');
}

/** The slots of transforms, kept in the app's state from message to message of a run. */
function slotsIn(state: AppContext['state']): Pick<ClientMoment, 'slot' | 'keep'> {
  const key = (name: string): string => `slot ${name}`;
  return {
    slot: (name) => state.get(key(name)) as Float32Array | undefined,
    keep: (name, vector) => void state.set(key(name), vector),
  };
}
