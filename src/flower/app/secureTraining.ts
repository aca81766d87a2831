import { ArgumentError, FederatedError } from '../../core/errors';
import { SecureClient } from '../../secureAggregation/protocol/client';
import type { Setup } from '../../secureAggregation/protocol/messages';
import { quantizer } from '../../secureAggregation/quantize';
import { secureTerms } from '../../secureAggregation/secureAggregation';
import type { SecureAggregationOptions } from '../../secureAggregation/secureAggregation';
import { wholeUpdates } from '../../secureAggregation/wholeUpdates';
import type { WholeUpdate } from '../../secureAggregation/wholeUpdates';
import type { AppContext, AppFunction, AppFunctions, AppRequest } from './clientApp';
import { receivedMessage, sentMessage } from './secureMessages';

/**
 * What a client demands of secure aggregation, as in a simulation: it takes no part under other terms, and
 * its update leaves it in no other way.
 */
export type SecureTraining = Pick<
  SecureAggregationOptions,
  'range' | 'bits' | 'threshold' | 'clippingNorm' | 'noise'
>;

/** An update that a client has trained, with the stream of a simulation's aggregator in this round. */
export type TrainedUpdate = Pick<WholeUpdate, 'update' | 'clientId' | 'rng'>;

/** What a client keeps from stage to stage. */
interface Session {
  readonly client: SecureClient;
  readonly setup: Setup;
}

const key = 'secure aggregation';

/**
 * The functions of a client app that answer the stages of secure aggregation: the client trains when it gets
 * its neighbors' envelopes, and the model with them.
 *
 * @param train trains on the model in the request
 */
export function secureFunctions(
  options: SecureTraining,
  train: (request: AppRequest, context: AppContext) => Promise<TrainedUpdate>,
): AppFunctions {
  const { bits = 16 } = options;
  // Terms that are out of range are refused before any message.
  quantizer({ ...options, bits });
  secureTerms(2, options);
  const sessionIn = ({ state }: AppContext): Session => {
    const session = state.get(key) as Session | undefined;
    if (!session) throw new FederatedError('a message of secure aggregation before its setup');
    return session;
  };
  const answered =
    (stage: 'directory' | 'survivors' | 'proofs'): AppFunction =>
    ({ records }, context) =>
      sentMessage(sessionIn(context).client.answer(receivedMessage(stage, records)));
  return {
    train: () => {
      throw new FederatedError(
        'this client sends its update by secure aggregation only, and the server asked for it in the clear',
      );
    },
    'train.setup': ({ records }, { state }) => {
      const setup = receivedMessage('setup', records);
      checkTerms({ ...options, bits }, setup);
      const client = new SecureClient(setup);
      state.set(key, { client, setup } satisfies Session);
      return sentMessage(client.advertiseKeys());
    },
    'train.directory': answered('directory'),
    'train.envelopes': async (request, context) => {
      const { client, setup } = sessionIn(context);
      const trained = await train(request, context);
      const { leastSurvivors } = setup;
      const size = trained.update.length;
      const integers = new Int32Array(size);
      wholeUpdates({ ...options, bits, size, leastSurvivors })(trained, integers);
      return sentMessage(client.maskInput(receivedMessage('envelopes', request.records), integers));
    },
    'train.survivors': answered('survivors'),
    'train.proofs': answered('proofs'),
  };
}

/** Refuses a server whose grid is another one, or that goes on with fewer clients than this one demands. */
function checkTerms(
  { range, bits, threshold }: SecureTraining,
  setup: Setup & Readonly<Record<string, unknown>>,
): void {
  if (setup.range !== range) {
    throw new ArgumentError('range', `be this client's, ${range}`, setup.range);
  }
  if (setup.bits !== bits) throw new ArgumentError('bits', `be this client's, ${bits}`, setup.bits);
  const { leastSurvivors } = secureTerms(setup.clients, { threshold });
  if (setup.leastSurvivors >= leastSurvivors) return;
  const rule = `be at least ${leastSurvivors} of ${setup.clients} clients, as this client demands`;
  throw new ArgumentError('leastSurvivors', rule, setup.leastSurvivors);
}
