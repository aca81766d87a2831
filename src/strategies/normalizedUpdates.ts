import { wholeNumber } from '../core/check';

/** Local steps that are weighted sums of gradients. */
export interface LinearSteps {
  readonly clientLearningRate: number;
  /** ρ in [0, 1); default 0. */
  readonly momentum?: number;
  /** μ ≥ 0; default 0. */
  readonly proximalMu?: number;
}

/**
 * ‖a‖₁ of FedNova (Wang et al. 2020, section 4.1): how far steps along a constant gradient of 1 get,
 * in units of the client learning rate; a holds each step's share of the update.
 *
 * It is the number of steps for sgd; for momentum ρ it is (τ − ρ(1 − ρ^τ)/(1 − ρ))/(1 − ρ), for a
 * proximal term with α = η·μ it is (1 − (1 − α)^τ)/α; both together follow from one recurrence.
 *
 * @param steps τ ≥ 0
 */
export function accumulatedSteps(
  steps: number,
  { clientLearningRate, momentum = 0, proximalMu = 0 }: LinearSteps,
): number {
  wholeNumber('steps', steps, 0);
  const alpha = clientLearningRate * proximalMu;
  if (momentum === 0 && alpha === 0) return steps;
  // How far one unit of gradient has moved the model after 1, 2, … steps: a in reverse order.
  let sum = 0;
  let [velocity, moved] = [1, 1];
  for (let step = 0; step < steps; step++) {
    sum += Math.abs(moved);
    velocity = momentum * velocity - alpha * moved;
    moved += velocity;
  }
  return sum;
}

/**
 * FedNova's factors for the clients' updates: τₑ/‖aₖ‖₁ with τₑ = Σ pₖ ‖aₖ‖₁ (Wang et al. 2020,
 * equations 6 and 8). Exactly 1 if all clients did the same; 0 for those that did nothing.
 *
 * @param accumulated ‖aₖ‖₁ of each client
 * @param weights of each client; they need not add up to 1
 */
export function normalizingFactors(
  accumulated: readonly number[],
  weights: readonly number[],
): number[] {
  const any = accumulated.find((value) => value > 0) ?? 0;
  let [sum, weight] = [0, 0];
  accumulated.forEach((value, k) => {
    if (value === 0) return;
    sum += weights[k] * (value - any);
    weight += weights[k];
  });
  const effective = weight > 0 ? any + sum / weight : any;
  return accumulated.map((value) => (value > 0 ? effective / value : 0));
}
