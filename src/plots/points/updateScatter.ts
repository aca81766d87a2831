import { ArgumentError } from '../../core/errors';
import type { UpdateAlignment } from '../../metrics/updateAlignment';
import type { Figure } from '../frame/figure';
import { arrange, panelWidth } from '../frame/panels';
import { palette } from '../frame/theme';
import { type PointGroup, pointPanel } from './pointPanel';

/** One client's update as a defense sees it. */
export interface SeenUpdate extends UpdateAlignment {
  /** The client's id. */
  readonly name?: string;
  /** Whether the client attacks, which a server does not know. */
  readonly attacker: boolean;
}

/** The updates of one round, with their name in a figure. */
export interface NamedUpdates {
  readonly name: string;
  readonly updates: readonly SeenUpdate[];
}

/** Options of {@link updateScatter}. */
export interface UpdateScatterOptions {
  readonly title: string;
  /** What the cosine is taken to; default `mean`. */
  readonly center?: 'mean' | 'median';
}

const columnGap = 28;
const height = 240;

/**
 * What a defense sees of a round: each client's update as a point, its length against the cosine of
 * its angle to the mean or median update, with attackers marked. Several rounds stand side by side
 * on one scale.
 *
 * ```ts
 * const seen = fl.metrics.updateAlignment(updates, { center: 'median' });
 * const marked = seen.map((update, k) => ({ ...update, name: ids[k], attacker: k < 2 }));
 * await fl.show(fl.plots.updateScatter([{ name: 'α = 0.1', updates: marked }], {
 *   title: 'What the server sees', center: 'median',
 * }));
 * ```
 *
 * @param rounds at least one, each with at least one update
 */
export function updateScatter(
  rounds: readonly NamedUpdates[],
  { title, center = 'mean' }: UpdateScatterOptions,
): Figure {
  if (rounds.length === 0) throw new ArgumentError('rounds', 'hold at least one', rounds);
  for (const { name, updates } of rounds) {
    if (updates.length === 0) throw new ArgumentError(name, 'hold at least one update', updates);
  }
  const longest = rounds
    .flatMap(({ updates }) => updates.map(({ norm }) => norm))
    .filter(Number.isFinite)
    .reduce((a, b) => Math.max(a, b), 0);
  const xRange = [0, 1.08 * longest || 1] as const;
  const columns = Math.min(3, rounds.length);
  const width = panelWidth(columns, columnGap);
  const panels = rounds.map(({ name, updates }, index) => {
    const atLeft = index % columns === 0;
    const atBottom = index + columns >= rounds.length;
    const panel = pointPanel(
      [group('honest', updates), group('attacker', updates)],
      {
        xTitle: atBottom ? 'length of the update (L2 norm)' : '',
        yTitle: atLeft ? `cosine to the ${center} update` : '',
        xRange,
        yRange: [-1.08, 1.08],
      },
      { width, height, legend: index === 0 },
    );
    return {
      ...panel,
      ...(rounds.length > 1 && { title: name }),
      y: { ...panel.y, tickvals: [-1, -0.5, 0, 0.5, 1], showticklabels: atLeft },
    };
  });
  return arrange(panels, { title, columns, columnGap, panelHeight: height, legend: true });
}

function group(name: 'honest' | 'attacker', updates: readonly SeenUpdate[]): PointGroup {
  const attacks = name === 'attacker';
  return {
    name,
    color: attacks ? palette[1] : palette[0],
    symbol: attacks ? 'x' : 'circle-open',
    points: updates
      .filter(({ attacker }) => attacker === attacks)
      .map(({ norm, cosine, name: id }) => ({
        x: norm,
        y: cosine,
        ...(id !== undefined && { name: id }),
      })),
  };
}
