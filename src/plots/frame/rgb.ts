/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The parts of a color like `#0072B2`. */
export function rgb(hex: string): Rgb {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** The color at a fraction, 0 to 1, of the way from one color to another. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const channel = (i: number): number => Math.round(from[i] + share * (to[i] - from[i]));
  return [channel(0), channel(1), channel(2)];
}
