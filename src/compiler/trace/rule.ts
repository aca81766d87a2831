import type { Graph } from '../graph/graph';
import { range } from '../graph/shape';
import type { Value } from '../graph/types';

/** A kernel's inputs by name; a variable number of inputs are called `0`, `1`, …. */
export type Inputs = Readonly<Record<string, Value>>;

/** What a kernel computes, as graph values. */
export type Rule<Attrs = never> = (
  graph: Graph,
  inputs: Inputs,
  attrs: Attrs,
) => Value | readonly Value[];

/** Rules by the names of tfjs's kernels. */
export type Rules = Readonly<Record<string, Rule>>;

/** A rule that reads the kernel's attributes. */
export function rule<Attrs>(apply: Rule<Attrs>): Rule<Attrs> {
  return apply;
}

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Axes counted from the front; all of them if none is given. */
export function axesOf(
  axes: number | readonly number[] | null | undefined,
  rank: number,
): number[] {
  if (axes === null || axes === undefined) return range(rank);
  return (typeof axes === 'number' ? [axes] : axes).map((axis) => axisOf(axis, rank));
}
