import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import { untrainedRanges } from '../core/parameters';
import { checkPlan } from '../training/plan';
import { clientRound } from './clientRound';
import type { FederatedAlgorithm, ServerState } from './federatedAlgorithm';
import {
  checkNoProximalTerm,
  checkNotMasked,
  checkNoTransforms,
  checkPlainSgd,
  checkSums,
} from './refusals';
import { serverStep } from './serverStep';
import type { ServerStepOptions } from './serverStep';
import { clientWeight } from './weighting';
import type { Weighting } from './weighting';

/** Options of {@link scaffold}. */
export interface ScaffoldOptions extends ServerStepOptions {
  /** N: the number of all clients; a round takes some of them. */
  readonly clients: number;
  /**
   * `uniform`, the default, counts all clients equally, as the paper writes it; `examples` weights
   * updates and control variates by a client's examples, as FedAvg weights updates. For clients of
   * equal sizes both are the same.
   */
  readonly weighting?: Weighting;
}

/**
 * SCAFFOLD (Karimireddy et al. 2020, "SCAFFOLD: Stochastic controlled averaging for federated
 * learning", Algorithm 1 with option II for the control variates).
 *
 * Client i steps along g − cᵢ + c, where its control variate cᵢ stands for its own gradient and c for
 * that of all: y ← y − η(g − cᵢ + c). After K steps cᵢ⁺ = cᵢ − c + (x − y)/(K·η). The server averages
 * the updates of the clients that took part, and sets c ← c + Σ (cᵢ⁺ − cᵢ)/N.
 * In the first round all control variates are 0, and it is a round of FedAvg with equal weights.
 *
 * With `weighting: 'examples'` and weights uᵢ that add up to T over all N clients, c is Σ uᵢ·cᵢ / T;
 * clients that have not taken part count as 0. T is estimated as N times the mean weight of the clients
 * that have taken part, exact once all have; with equal weights it is N, and c is the paper's.
 *
 * If each client holds a single label, SCAFFOLD can collapse at a client learning rate that FedAvg
 * tolerates: the control variates then change so much from round to round that the corrections no
 * longer fit. This is inherent in the algorithm, with either `weighting`; a lower rate helps.
 *
 * Clients keep cᵢ between rounds (slot `control` of `state.clients`); c and the weights so far are
 * `state.server.control` and `.controlWeight`. A client receives the model and c, and sends two updates.
 * Clients without examples change nothing. Throws an `ArgumentError` for client optimizers other than
 * sgd, for a proximal term, for transforms, for an aggregator that is not a sum, and for more clients
 * than `clients`.
 */
export function scaffold(options: ScaffoldOptions): FederatedAlgorithm {
  const { trainer, clients, weighting = 'uniform', clientLearningRate } = options;
  checkPlan(options);
  wholeNumber('clients', clients, 1);
  const weightOf = clientWeight(weighting);
  checkPlainSgd('SCAFFOLD', options);
  checkNoProximalTerm('SCAFFOLD', options);
  checkSums('SCAFFOLD', options);
  checkNotMasked('SCAFFOLD', options, 'control variates');
  checkNoTransforms(
    'SCAFFOLD',
    options,
    'its clients also send control variates, which transforms would not cover',
  );
  const server = serverStep(options);
  const { size } = trainer.spec;
  const zeros = new Float32Array(size);
  const untrained = untrainedRanges(trainer.spec);
  return {
    initialize() {
      const state = server.initialize();
      const [control, controlWeight] = [new Float32Array(size), new Float32Array(1)];
      return { ...state, server: { ...state.server, control, controlWeight }, clients: new Map() };
    },

    async next(state, cohort, signal) {
      const { control, controlWeight } = controls(state, size);
      const own = new Map(state.clients);
      const known = own.size;
      const { size: everybody } = new Set([...own.keys(), ...cohort.map(({ id }) => id)]);
      if (everybody > clients) {
        throw new ArgumentError(
          'clients',
          `be at least ${everybody}, the number of clients that have taken part`,
          clients,
        );
      }
      const anyControl = control.some((value) => value !== 0);
      const round = await server.begin(state, cohort, signal);
      const change = new Float64Array(size);
      let weightSoFar = controlWeight;
      const training = clientRound({
        options,
        state,
        cohort,
        signal,
        vectorsDown: 2,
        vectorsUp: 2,
        correction(id) {
          const before = state.clients?.get(id)?.control;
          if (before) return control.map((c, i) => c - before[i]);
          return anyControl ? control : undefined;
        },
        fold({ clientId, update, examples, steps }) {
          if (steps === 0) return;
          const weight = weightOf(examples);
          round.add(update, clientId, { weight });
          const before = own.get(clientId)?.control ?? zeros;
          const after = new Float32Array(size);
          const scale = 1 / (steps * clientLearningRate);
          for (let i = 0; i < size; i++) after[i] = before[i] - control[i] - scale * update[i];
          for (const [start, end] of untrained) after.fill(0, start, end);
          for (let i = 0; i < size; i++) change[i] += weight * (after[i] - before[i]);
          if (!own.has(clientId)) weightSoFar += weight;
          own.set(clientId, { control: after });
        },
      });
      const trained = await round.during(training);
      const total = (weight: number, seen: number): number =>
        seen === 0 ? 0 : (weight / seen) * clients;
      const [totalBefore, totalAfter] = [total(controlWeight, known), total(weightSoFar, own.size)];
      const { state: next, metrics } = round.end(trained);
      if (totalAfter === 0) return { state: next, metrics };
      const moved = control.map((c, i) => (c * totalBefore + change[i]) / totalAfter);
      const kept = { control: moved, controlWeight: Float32Array.of(weightSoFar) };
      return {
        state: { ...next, server: { ...next.server, ...kept }, clients: own },
        metrics,
      };
    },
  };
}

/** The server's part of the state. Throws an `ArgumentError` for a state of another algorithm. */
function controls(
  { server = {} }: ServerState,
  size: number,
): { readonly control: Float32Array; readonly controlWeight: number } {
  const { control, controlWeight } = server as Partial<Record<string, Float32Array>>;
  if (control?.length !== size || controlWeight?.length !== 1) {
    throw new ArgumentError(
      'state',
      'be a state of SCAFFOLD',
      'a state without its control variate',
    );
  }
  return { control, controlWeight: controlWeight[0] };
}
