import { mix, rgb } from '../frame/rgb';
import { palette } from '../frame/theme';

/**
 * For up to ten classes: Paul Tol's "muted" (2021, "Colour schemes"), safe for color-blind readers.
 */
const muted = [
  '#332288',
  '#88CCEE',
  '#44AA99',
  '#117733',
  '#999933',
  '#DDCC77',
  '#CC6677',
  '#882255',
  '#AA4499',
  '#BBBBBB',
] as const;

/**
 * From dark blue through green to yellow, equally spaced: viridis (Smith and van der Walt 2015).
 */
const viridis = ['#440154', '#3B528B', '#21918C', '#5EC962', '#FDE725'] as const;

/** A color for each of `count` classes: distinct ones up to ten, beyond that shades in order. */
export function classColors(count: number): string[] {
  if (count <= palette.length) return palette.slice(0, count);
  if (count <= muted.length) return muted.slice(0, count);
  return Array.from({ length: count }, (_, i) => shade((i / (count - 1)) * (viridis.length - 1)));
}

/** The color at a place between two of the scale's colors. */
function shade(place: number): string {
  const before = Math.min(viridis.length - 2, Math.floor(place));
  const channels = mix(rgb(viridis[before]), rgb(viridis[before + 1]), place - before);
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
