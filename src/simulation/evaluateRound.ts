import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';
import { clientScores } from '../metrics/clientScores';
import { clientAccuracy } from '../metrics/fairness';
import type { ClientAccuracy } from '../metrics/fairness';
import type { FederatedAlgorithm, ServerState } from '../strategies/federatedAlgorithm';
import type { LocalTrainer } from '../training/localTrainer';
import { accuracy, meanLoss, regressionErrors, sumMetrics } from '../training/metrics';
import type { Metrics } from '../training/metrics';
import type { ClientErrors, NumberErrors, RoundRecord } from './roundRecord';

/** The clients and examples that a round's model is evaluated on. */
export interface RoundEvaluation {
  readonly algorithm: FederatedAlgorithm;
  readonly trainer: LocalTrainer;
  readonly federated: FederatedDataset<AnyDataset>;
  /** Clients with test examples. */
  readonly clientIds: readonly string[];
  readonly centralTest?: AnyDataset;
  /** Images with a backdoor's patch, labeled as its target. */
  readonly backdoorTest?: AnyDataset;
}

type Measured = Pick<
  RoundRecord,
  'testLoss' | 'testAccuracy' | 'clientAccuracy' | 'testErrors' | 'clientErrors' | 'backdoorSuccess'
>;

/** A round without evaluation. */
export const notMeasured: Measured = { testLoss: null, testAccuracy: null, clientAccuracy: null };

/**
 * Evaluates a state on the central test examples and on the clients' own.
 *
 * If clients have personal models, each is evaluated on its client's test examples and on the central
 * ones, and the central numbers are means over these models; so is the backdoor's success.
 */
export async function evaluateRound(
  evaluation: RoundEvaluation,
  state: ServerState,
  signal?: AbortSignal,
): Promise<Measured> {
  const { algorithm, clientIds, centralTest, backdoorTest } = evaluation;
  const backdoor = backdoorTest && (await backdoorSuccess(evaluation, backdoorTest, state, signal));
  if (!centralTest && clientIds.length === 0) return { ...notMeasured, ...backdoor };
  const { central, own } =
    algorithm.personalParameters && clientIds.length > 0
      ? await personalMetrics(
          evaluation,
          algorithm.personalParameters.bind(algorithm),
          state,
          signal,
        )
      : await globalMetrics(evaluation, state, signal);
  const testLoss = finiteOrNull(meanLoss(central));
  if (central.errors || own.some(({ errors }) => errors)) {
    return { testLoss, testAccuracy: null, clientAccuracy: null, ...errorsOf(central, own) };
  }
  return {
    testLoss,
    testAccuracy: finiteOrNull(accuracy(central)),
    clientAccuracy: own.length > 0 ? clientAccuracy(own.map(accuracy)) : null,
    ...backdoor,
  };
}

/** What is measured where numbers are predicted. */
function errorsOf(
  central: Metrics,
  own: readonly Metrics[],
): Pick<RoundRecord, 'testErrors' | 'clientErrors'> {
  return {
    ...(central.errors && { testErrors: numberErrors(central) }),
    ...(own.length > 0 && { clientErrors: clientErrors(own.map(numberErrors)) }),
  };
}

function numberErrors(metrics: Metrics): NumberErrors {
  const { mse, mae, r2 } = regressionErrors(metrics)!;
  return {
    mse: finiteOrNull(mse),
    mae: finiteOrNull(mae),
    r2: finiteOrNull(r2),
  };
}

function clientErrors(all: readonly NumberErrors[]): ClientErrors {
  const over = (
    score: keyof NumberErrors,
    worst: 'smallest' | 'largest',
  ): ClientAccuracy | null => {
    const scores = all.flatMap((errors) => errors[score] ?? []);
    if (scores.length === 0) return null;
    const { mean, worst10, std } = clientScores(scores, { worst });
    return { mean, worst10, std };
  };
  return { mse: over('mse', 'largest'), mae: over('mae', 'largest'), r2: over('r2', 'smallest') };
}

async function backdoorSuccess(
  { trainer, algorithm, clientIds }: RoundEvaluation,
  patched: AnyDataset,
  state: ServerState,
  signal?: AbortSignal,
): Promise<Pick<RoundRecord, 'backdoorSuccess'>> {
  const models =
    algorithm.personalParameters && clientIds.length > 0
      ? clientIds.map((id) => algorithm.personalParameters!(state, id))
      : [state.parameters];
  const measured: Metrics[] = [];
  for (const model of models) {
    for await (const metrics of trainer.evaluate(model, [patched], signal)) measured.push(metrics);
  }
  return { backdoorSuccess: finiteOrNull(accuracy(sumMetrics(measured))) };
}

interface Parts {
  readonly central: Metrics;
  readonly own: readonly Metrics[];
}

async function globalMetrics(
  { trainer, federated, clientIds, centralTest }: RoundEvaluation,
  { parameters }: ServerState,
  signal?: AbortSignal,
): Promise<Parts> {
  const central: Metrics[] = [];
  const own: Metrics[] = [];
  const datasets = testSets(federated, clientIds, centralTest);
  for await (const metrics of trainer.evaluate(parameters, datasets, signal)) {
    if (centralTest && central.length === 0) central.push(metrics);
    else own.push(metrics);
  }
  return { central: sumMetrics(central), own };
}

/** The central examples, then each client's, read when they are needed. */
function* testSets(
  federated: FederatedDataset<AnyDataset>,
  clientIds: readonly string[],
  centralTest: AnyDataset | undefined,
): Iterable<AnyDataset> {
  if (centralTest) yield centralTest;
  for (const id of clientIds) yield federated.client(id).test;
}

async function personalMetrics(
  { trainer, federated, clientIds, centralTest }: RoundEvaluation,
  personalParameters: (state: ServerState, clientId: string) => Float32Array,
  state: ServerState,
  signal?: AbortSignal,
): Promise<Parts> {
  const central: Metrics[] = [];
  const own: Metrics[] = [];
  for (const id of clientIds) {
    const datasets = testSets(federated, [id], centralTest);
    const measured: Metrics[] = [];
    for await (const metrics of trainer.evaluate(personalParameters(state, id), datasets, signal)) {
      measured.push(metrics);
    }
    own.push(...measured.slice(-1));
    central.push(...measured.slice(0, -1));
  }
  return { central: sumMetrics(central), own };
}

/** The clients that evaluate: all that have test examples, or `count` of them, drawn by the seed. */
export function evaluationClients(
  federated: FederatedDataset<AnyDataset>,
  count: number | undefined,
  rng: Rng,
): readonly string[] {
  const able = federated.clientIds.filter((id) => federated.clientSize(id).test > 0);
  if (count === undefined || count >= able.length) return able;
  return rng.split('evaluation clients').sample(able, count);
}

/** JSON has no NaN and no infinity. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
