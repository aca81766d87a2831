import { positive, within } from '../core/check';
import { ArgumentError } from '../core/errors';

/** Vectors that a server optimizer keeps between rounds, by name. */
export type Slots = Readonly<Record<string, Float32Array>>;

/**
 * How the server applies the clients' mean update Δ, taken as a negative gradient (Reddi et al. 2021,
 * "Adaptive federated optimization", Algorithm 1). Stateless: slots are passed in and returned.
 */
export interface ServerOptimizer {
  /** The slots before the first round. @param size numbers in the model */
  initialize(size: number): Slots;
  /**
   * Takes one step. The given parameters and slots are not changed.
   *
   * @param update is consumed: its buffer may be reused for a result
   * @param round 1 for the first
   */
  step(
    parameters: Float32Array,
    update: Float32Array,
    slots: Slots,
    round: number,
  ): { readonly parameters: Float32Array; readonly slots: Slots };
}

/**
 * w ← w + η·Δ.
 *
 * ```ts
 * const algorithm = fl.fedProx({ trainer, rng, ...plan, proximalMu: 0.1, serverOptimizer: fl.aggregation.serverSgd(0.5) });
 * ```
 *
 * @param learningRate η > 0; 1, the default, gives the clients' mean model
 */
export function serverSgd(learningRate = 1): ServerOptimizer {
  positive('serverLearningRate', learningRate);
  return {
    initialize: () => ({}),
    step: (parameters, update, slots) => ({
      parameters: moved(parameters, update, learningRate, update),
      slots,
    }),
  };
}

/**
 * `parameters + rate · direction`, written to `result`: allocation takes time, and so does a loop over
 * one number at a time.
 */
function moved(
  parameters: Float32Array,
  direction: Float32Array,
  rate: number,
  result: Float32Array,
): Float32Array {
  let i = 0;
  for (; i + 3 < result.length; i += 4) {
    result[i] = parameters[i] + rate * direction[i];
    result[i + 1] = parameters[i + 1] + rate * direction[i + 1];
    result[i + 2] = parameters[i + 2] + rate * direction[i + 2];
    result[i + 3] = parameters[i + 3] + rate * direction[i + 3];
  }
  for (; i < result.length; i++) result[i] = parameters[i] + rate * direction[i];
  return result;
}

const filled = (size: number, value = 0): Float32Array => new Float32Array(size).fill(value);

/**
 * v ← β·v + Δ, w ← w + η·v: FedAvgM (Hsu et al. 2019, "Measuring the effects of non-identical data
 * distribution for federated visual classification", section 4.3). Flower's FedAvgM does the same.
 *
 * @param momentum β in [0, 1); with 0 it is {@link serverSgd}
 * @param learningRate η > 0
 */
export function serverMomentum(momentum = 0.9, learningRate = 1): ServerOptimizer {
  decay('serverMomentum', momentum);
  positive('serverLearningRate', learningRate);
  return {
    initialize: (size) => ({ velocity: filled(size) }),
    step(parameters, update, slots) {
      const velocity = slots.velocity.map((v, i) => momentum * v + update[i]);
      return {
        parameters: moved(parameters, velocity, learningRate, update),
        slots: { velocity },
      };
    },
  };
}

/** A server optimizer of Reddi et al. 2021, Algorithm 2. */
export type AdaptiveKind = 'adagrad' | 'adam' | 'yogi';

/** Options of {@link serverAdaptive}. */
export interface AdaptiveOptions {
  /** η > 0. Default 0.1; 0.01 for yogi. */
  readonly learningRate?: number;
  /** β₁ in [0, 1): decay of the first moment; default 0.9, 0 for adagrad. */
  readonly beta1?: number;
  /** β₂ in [0, 1): decay of the second moment, unused by adagrad; default 0.99. */
  readonly beta2?: number;
  /** τ > 0, the degree of adaptivity. Default 1e-3. */
  readonly tau?: number;
  /**
   * `paper`, the default: the second moment starts at τ² and nothing is corrected for bias. `flower`:
   * it starts at 0, and Adam's step is η·√(1 − β₂ᵗ⁺¹)/(1 − β₁ᵗ⁺¹) in round t, as in flwr 1.41.
   */
  readonly convention?: 'paper' | 'flower';
}

/**
 * FedAdagrad, FedAdam and FedYogi (Reddi et al. 2021, Algorithm 2):
 * m ← β₁m + (1 − β₁)Δ, v by kind, w ← w + η·m/(√v + τ).
 *
 * ```ts
 * const serverOptimizer = fl.aggregation.serverAdaptive('adam', { learningRate: 0.01 });
 * ```
 */
export function serverAdaptive(kind: AdaptiveKind, options: AdaptiveOptions = {}): ServerOptimizer {
  const { beta1 = kind === 'adagrad' ? 0 : 0.9, beta2 = 0.99, tau = 1e-3 } = options;
  const { learningRate = kind === 'yogi' ? 0.01 : 0.1, convention = 'paper' } = options;
  if (!Object.hasOwn(secondMoments, kind)) {
    throw new ArgumentError('kind', 'be one of adagrad, adam, yogi', kind);
  }
  positive('serverLearningRate', learningRate);
  decay('beta1', beta1);
  decay('beta2', beta2);
  positive('tau', tau);
  if (!['paper', 'flower'].includes(convention)) {
    throw new ArgumentError('convention', 'be paper or flower', convention);
  }
  const second = secondMoments[kind];
  const corrected = convention === 'flower' && kind === 'adam';
  return {
    initialize: (size) => ({
      first: filled(size),
      second: filled(size, convention === 'paper' ? tau ** 2 : 0),
    }),
    step(parameters, update, slots, round) {
      const rate = corrected
        ? (learningRate * Math.sqrt(1 - beta2 ** (round + 1))) / (1 - beta1 ** (round + 1))
        : learningRate;
      const m = slots.first.map((value, i) => beta1 * value + (1 - beta1) * update[i]);
      const v = slots.second.map((value, i) => second(value, update[i] ** 2, beta2));
      return {
        parameters: parameters.map((w, i) => w + (rate * m[i]) / (Math.sqrt(v[i]) + tau)),
        slots: { first: m, second: v },
      };
    },
  };
}

const secondMoments: Readonly<
  Record<AdaptiveKind, (v: number, squared: number, beta2: number) => number>
> = {
  adagrad: (v, squared) => v + squared,
  adam: (v, squared, beta2) => beta2 * v + (1 - beta2) * squared,
  yogi: (v, squared, beta2) => v - (1 - beta2) * squared * Math.sign(v - squared),
};

function decay(argument: string, value: number): void {
  within(argument, value, 0, 1);
  if (value === 1) throw new ArgumentError(argument, 'be below 1', value);
}
