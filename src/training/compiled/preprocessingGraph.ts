import type { Graph } from '../../compiler/graph/graph';
import type { Value } from '../../compiler/graph/types';
import type { PreprocessedFeature, Preprocessing } from '../../tables/federated/preprocessing';

/** One number of a preprocessed row, as a function of its feature's raw number x. */
interface OutputColumn {
  /** Adds (x − center) · scale, with `fill` for a missing x; 0: adds nothing. */
  readonly center: number;
  readonly scale: number;
  /** Adds 1 where x is this; NaN: nowhere. */
  readonly equals: number;
  /** Adds 1 where x is missing. */
  readonly indicatesMissing: boolean;
}

const nothing: OutputColumn = { center: 0, scale: 0, equals: NaN, indicatesMissing: false };

/**
 * Adds preprocessing to a graph: `raw` is `[batch, features]` as `rawNumbers` makes it, the result
 * `[batch, width]` as `applyPreprocessing` does, but in single precision.
 */
export function preprocessedRows(graph: Graph, { features }: Preprocessing, raw: Value): Value {
  const columns = features.map(columnsOf);
  const all = columns.flat();
  const [inputs, width] = [features.length, all.length];
  const row = (numbers: readonly number[]): Value =>
    graph.constant(Float32Array.from(numbers), [1, numbers.length], 'float32');

  // Each output reads one input: a product with a matrix of zeros and ones, which is exact.
  const reads = new Float32Array(inputs * width);
  const indicates = new Float32Array(inputs * width);
  let at = 0;
  columns.forEach((own, input) => {
    for (const { indicatesMissing } of own) {
      reads[input * width + at] = 1;
      indicates[input * width + at++] = indicatesMissing ? 1 : 0;
    }
  });
  const spread = (x: Value, matrix: Float32Array): Value =>
    graph.matMul(x, graph.constant(matrix, [inputs, width], 'float32'), false, false);

  const missing = graph.unary('IsNaN', raw);
  const fills = row(features.map((one) => (one.kind === 'oneHot' ? -1 : one.fill)));
  const known = spread(graph.select(missing, fills, raw), reads);
  const centered = graph.binary('Sub', known, row(all.map(({ center }) => center)));
  const scaled = graph.binary('Mul', centered, row(all.map(({ scale }) => scale)));
  const equal = graph.binary('Equal', known, row(all.map(({ equals }) => equals)));
  const numbers = graph.binary('Add', scaled, graph.cast(equal, 'float32'));
  return all.some(({ indicatesMissing }) => indicatesMissing)
    ? graph.binary('Add', numbers, spread(graph.cast(missing, 'float32'), indicates))
    : numbers;
}

function columnsOf(one: PreprocessedFeature): OutputColumn[] {
  if (one.kind === 'oneHot') {
    const codes = one.categories.map((_, code) => code);
    if (one.otherIndicator) codes.push(one.categories.length);
    if (one.missingIndicator) codes.push(-1);
    return codes.map((equals) => ({ ...nothing, equals }));
  }
  const [center, size] =
    one.kind === 'standardize' ? [one.mean, one.deviation] : [one.low, one.high - one.low];
  const number = { ...nothing, center, scale: size > 0 ? 1 / size : 0 };
  return [number, ...(one.missingIndicator ? [{ ...nothing, indicatesMissing: true }] : [])];
}
