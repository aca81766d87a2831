import { classColors } from '../plots/partitions/classColors';
import { rgb } from '../plots/frame/rgb';
import { colors, palette } from '../plots/frame/theme';

/** The colors of charts that the book's style sheet may change, as `#rrggbb` in lower case. */
export const chartColors: readonly string[] = [
  ...new Set(
    [...palette, ...Object.values(colors), ...classColors(10)].map((color) => color.toLowerCase()),
  ),
];

/** The custom property of the style sheet that has a color's value: `--chart-0072b2`. */
export function colorProperty(color: string): string {
  return `--chart-${color.slice(1).toLowerCase()}`;
}

/**
 * Lets an SVG picture's colors follow the page: each is taken from the style sheet. White words stay
 * white, as they stand on dark cells.
 */
export function withPageColors(svg: string): string {
  return chartColors.reduce((text, color) => {
    const written = `rgb(${rgb(color).join(', ')})`;
    const property = `var(${colorProperty(color)})`;
    if (color !== '#ffffff') return text.replaceAll(written, property);
    return text.replaceAll(/<(?!text|tspan)[^>]*>/g, (tag) => tag.replaceAll(written, property));
  }, svg);
}
