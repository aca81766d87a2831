import type { Annotations, LayoutAxis, Margin } from 'plotly.js';
import type { Figure } from '../../src/plots/frame/figure';

/** A figure's layout as Plotly's types describe it, as far as every figure has it. */
export interface TypedLayout {
  readonly width: number;
  readonly height: number;
  readonly margin: Margin;
  readonly annotations: readonly Annotations[];
  readonly axes: Readonly<Record<string, LayoutAxis>>;
}

/** The figure's layout; its axes by `x`, `y`, `x2`, `y2`, … */
export function layoutOf({ layout }: Figure): TypedLayout {
  const axes = Object.entries(layout).flatMap(([key, value]) => {
    const [, letter, number] = /^([xy])axis(\d*)$/.exec(key) ?? [];
    return letter ? [[`${letter}${number}`, value as LayoutAxis] as const] : [];
  });
  return { ...(layout as unknown as TypedLayout), axes: Object.fromEntries(axes) };
}
