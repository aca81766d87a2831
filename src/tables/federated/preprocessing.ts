import { ArgumentError } from '../../core/errors';
import type { ClassTargets, Kind, NumberFeatures, NumberTargets } from '../../data/dataset';
import { checkAmong, quoted } from './columnKinds';
import type { CategoryStatistics } from './categorySums';
import type { NumberStatistics } from './numberSums';
import type { TableStatistics } from './statistics';

/** What every feature has: its column, and whether a number of its own says that a value is missing. */
interface FeatureCommon {
  readonly name: string;
  /** Whether a further number follows: 1 where the value is missing, else 0. */
  readonly missingIndicator: boolean;
}

/** (value − mean) / deviation; 0 if the deviation is 0, whatever the value. */
export interface StandardizedFeature extends FeatureCommon {
  readonly kind: 'standardize';
  readonly mean: number;
  /** ≥ 0. */
  readonly deviation: number;
  /** Stands for missing values. */
  readonly fill: number;
}

/** (value − low) / (high − low), beyond [0, 1] for values beyond [low, high]; 0 if they are equal. */
export interface RangedFeature extends FeatureCommon {
  readonly kind: 'range';
  readonly low: number;
  readonly high: number;
  /** Stands for missing values. */
  readonly fill: number;
}

/** One number per category: 1 for the row's own. All are 0 for a missing value and for an unknown category. */
export interface OneHotFeature extends FeatureCommon {
  readonly kind: 'oneHot';
  readonly categories: readonly string[];
  /** Whether a further number follows: 1 for a category that is not among these, else 0. */
  readonly otherIndicator: boolean;
}

/** Rows of numbers, with a class each, or numbers to predict. */
export type TableDataset = NumberFeatures &
  (ClassTargets | NumberTargets) & { readonly size: number };

/** How one column becomes numbers. */
export type PreprocessedFeature = StandardizedFeature | RangedFeature | OneHotFeature;

/** What a model predicts: classes, by the names of their labels, or numbers as they are. */
export type PreprocessedTarget =
  | { readonly kind: 'classes'; readonly name: string; readonly classNames: readonly string[] }
  | { readonly kind: 'numbers'; readonly names: readonly string[] };

/**
 * How rows become what a model sees: a plain value that is kept with the model, so that the rows of a client
 * that was never seen become the same numbers.
 */
export interface Preprocessing {
  readonly format: 'federated preprocessing';
  readonly version: 1;
  /** In the order of the model's inputs. */
  readonly features: readonly PreprocessedFeature[];
  readonly target?: PreprocessedTarget;
}

/** What can become of numbers. */
const ways = ['standardize', 'range'] as const;

/** Options of {@link preprocessingOf}. */
export interface PreprocessingOptions {
  /** What becomes of numbers; default `standardize`. `range` needs their range in the statistics. */
  readonly numbers?: 'standardize' | 'range';
  /** The same for single features. */
  readonly each?: Readonly<Record<string, 'standardize' | 'range'>>;
  /** What stands for the missing values of single features of numbers; default the mean. */
  readonly fill?: Readonly<Record<string, number>>;
  /** Whether features with missing values in the statistics get a number that says so; default false. */
  readonly missingIndicators?: boolean;
  /** Whether categories get a number for all that are unknown; default false. */
  readonly otherIndicators?: boolean;
}

/** Deviations below this share of the mean are rounding: the feature is constant. */
const rounding = 1e-12;

/**
 * Preprocessing by federated statistics: numbers are standardized (mean 0 and variance 1 over all clients' rows
 * together) or mapped from their range to [0, 1], with the mean in place of missing values; categories become one
 * number each (one-hot). A constant feature becomes 0, and so does one without any value.
 *
 * ```ts
 * const preprocessing = fl.tables.preprocessingOf(statistics, { missingIndicators: true });
 * ```
 *
 * @throws ArgumentError for names that are no features of numbers, and if `range` is asked for without a range
 */
export function preprocessingOf(
  statistics: TableStatistics,
  options: PreprocessingOptions = {},
): Preprocessing {
  const { each = {}, fill = {} } = options;
  const numbers = statistics.features.filter(({ kind }) => kind === 'number');
  const names = numbers.map(({ name }) => name);
  checkAmong('each', Object.keys(each), names, 'features of numbers');
  checkAmong('fill', Object.keys(fill), names, 'features of numbers');
  for (const [name, value] of Object.entries(fill)) {
    if (!Number.isFinite(value)) throw new ArgumentError(`fill.${name}`, 'be finite', value);
  }
  return {
    format: 'federated preprocessing',
    version: 1,
    features: statistics.features.map((one) =>
      one.kind === 'number' ? ofNumbers(one, options) : ofCategories(one, options),
    ),
  };
}

/**
 * The names of a row's numbers after preprocessing: `age`, `sex=f`, `sex=other`, `age missing`.
 *
 * ```ts
 * fl.tables.preprocessedNames(preprocessing); // ['age', 'sex=f', 'sex=m']
 * ```
 */
export function preprocessedNames({ features }: Preprocessing): string[] {
  return features.flatMap((one) => [
    ...(one.kind === 'oneHot'
      ? one.categories.map((category) => `${one.name}=${category}`)
      : [one.name]),
    ...(one.kind === 'oneHot' && one.otherIndicator ? [`${one.name}=other`] : []),
    ...(one.missingIndicator ? [`${one.name} missing`] : []),
  ]);
}

/**
 * What preprocessed rows are: their shape, and classes or numbers to predict.
 *
 * @throws ArgumentError without a target
 */
export function preprocessedKind(preprocessing: Preprocessing): Kind<TableDataset> {
  const { target } = preprocessing;
  if (!target) throw new ArgumentError('preprocessing', 'have a target', undefined);
  const featureNames = preprocessedNames(preprocessing);
  return {
    ...{ shape: [featureNames.length], featureNames },
    ...(target.kind === 'classes'
      ? { classNames: target.classNames }
      : { targetNames: target.names }),
  };
}

/** The features that are the same in every row, or have no value at all. */
export function constantFeatures(statistics: TableStatistics): string[] {
  return statistics.features
    .filter((one) => (one.kind === 'number' ? deviationOf(one) === 0 : one.categories.length < 2))
    .map(({ name }) => name);
}

function ofNumbers(one: NumberStatistics, options: PreprocessingOptions): PreprocessedFeature {
  const { numbers = 'standardize', each = {}, fill = {}, missingIndicators = false } = options;
  const { name, missing } = one;
  const mean = one.known > 0 ? one.mean : 0;
  const common = {
    name,
    missingIndicator: missingIndicators && missing > 0,
    fill: Object.hasOwn(fill, name) ? fill[name] : mean,
  };
  const kind = Object.hasOwn(each, name) ? each[name] : numbers;
  if (!ways.includes(kind)) throw new ArgumentError('numbers', 'be standardize or range', kind);
  if (kind === 'standardize') {
    return { kind, mean, deviation: deviationOf(one), ...common };
  }
  if (!one.range) {
    const rule = `be standardize for ${quoted([name])}, whose range is unknown (see bounds and revealRanges)`;
    throw new ArgumentError('numbers', rule, kind);
  }
  return { kind, low: one.range[0], high: one.range[1], ...common };
}

function deviationOf({ known, mean, variance }: NumberStatistics): number {
  const deviation = known > 0 ? Math.sqrt(variance) : 0;
  return deviation > rounding * Math.abs(mean) ? deviation : 0;
}

function ofCategories(one: CategoryStatistics, options: PreprocessingOptions): OneHotFeature {
  const { missingIndicators = false, otherIndicators = false } = options;
  return {
    kind: 'oneHot',
    name: one.name,
    categories: one.categories.map(({ name }) => name),
    otherIndicator: otherIndicators,
    missingIndicator: missingIndicators && one.missing > 0,
  };
}
