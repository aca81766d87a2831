import { ArgumentError, FederatedError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { normBeforeRounding } from '../../secureAggregation/normBeforeRounding';
import { noiseShare } from '../../secureAggregation/noise';
import { SecureClient } from '../../secureAggregation/protocol/client';
import type { Setup } from '../../secureAggregation/protocol/messages';
import { quantizer } from '../../secureAggregation/quantize';
import { secureTerms } from '../../secureAggregation/secureAggregation';
import type { SecureAggregationOptions } from '../../secureAggregation/secureAggregation';
import type { AppContext, AppFunctions, AppRequest } from './clientApp';
import { receivedMessage, sentMessage } from './secureMessages';

/**
 * What a client demands of secure aggregation, as in a simulation: it takes no part under other terms, and
 * its update leaves it in no other way.
 */
export type SecureTraining = Pick<
  SecureAggregationOptions,
  'range' | 'bits' | 'threshold' | 'clippingNorm' | 'noise'
>;

/** An update that a client has trained. */
export interface TrainedUpdate {
  readonly update: Float32Array;
  readonly clientId: string;
  /** As for the aggregator of a simulation, in this round. */
  readonly rng: Rng;
}

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
  const { range, bits = 16, clippingNorm, noise } = options;
  const grid = quantizer({ range, bits });
  secureTerms(2, options);
  const sessionIn = ({ state }: AppContext): Session => {
    const session = state.get(key) as Session | undefined;
    if (!session) throw new FederatedError('a message of secure aggregation before its setup');
    return session;
  };
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
    'train.directory': ({ records }, context) =>
      sentMessage(sessionIn(context).client.shareKeys(receivedMessage('directory', records))),
    'train.envelopes': async (request, context) => {
      const { client, setup } = sessionIn(context);
      const { update, clientId, rng } = await train(request, context);
      const integers = new Int32Array(update.length);
      const shrink =
        clippingNorm === undefined
          ? 1
          : normBeforeRounding(clippingNorm, grid.step, update.length) / clippingNorm;
      grid.encode(update, integers, rng.split('rounding', clientId), shrink);
      if (noise) {
        const draw = noiseShare(noise, grid.step, setup.leastSurvivors, () =>
          rng.split('noise', clientId),
        );
        for (let i = 0; i < integers.length; i++) integers[i] += draw();
      }
      return sentMessage(client.maskInput(receivedMessage('envelopes', request.records), integers));
    },
    'train.survivors': ({ records }, context) =>
      sentMessage(
        sessionIn(context).client.confirmSurvivors(receivedMessage('survivors', records)),
      ),
    'train.proofs': ({ records }, context) =>
      sentMessage(sessionIn(context).client.unmask(receivedMessage('proofs', records))),
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
