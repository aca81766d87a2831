import { encodePng, pngDataUri } from '../data/png';

/** The part of a page's `<canvas>` that is used here. */
export interface CanvasElement {
  readonly width: number;
  readonly height: number;
}

type Color = readonly [red: number, green: number, blue: number];

/**
 * The part of a 2-d canvas that Plotly uses to draw heatmaps: opaque single-color rectangles on
 * white. jsdom has no canvas of its own.
 */
export class RectangleCanvas {
  /** A CSS color in one of the forms `#rrggbb`, `rgb(r, g, b)` and `rgba(r, g, b, a)`. */
  fillStyle = '#000000';
  readonly #element: CanvasElement;
  readonly #pixels: Uint8Array;

  constructor(element: CanvasElement) {
    this.#element = element;
    this.#pixels = new Uint8Array(element.width * element.height * 3).fill(255);
  }

  /**
   * Fills a rectangle that starts at (x, y); fractions are rounded. Transparent colors draw
   * nothing.
   */
  fillRect(x: number, y: number, width: number, height: number): void {
    const color = parseColor(this.fillStyle);
    if (!color) return;
    const left = Math.max(0, Math.round(x));
    const right = Math.min(this.#element.width, Math.round(x + width));
    const bottom = Math.min(this.#element.height, Math.round(y + height));
    const top = Math.max(0, Math.round(y));
    const at = (row: number, column: number): number => (row * this.#element.width + column) * 3;
    if (right <= left || bottom <= top) return;
    for (let column = left; column < right; column++) this.#pixels.set(color, at(top, column));
    for (let row = top + 1; row < bottom; row++) {
      this.#pixels.copyWithin(at(row, left), at(top, left), at(top, right));
    }
  }

  /** The picture as a `data:` URL of a PNG. */
  toDataUri(): string {
    const { width, height } = this.#element;
    return pngDataUri(
      encodePng({ bytes: this.#pixels, shape: [height, width, 3] }, { flat: true }),
    );
  }
}

/** The color without its opacity, or undefined for a transparent one. */
function parseColor(text: string): Color | undefined {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex) return [parseInt(hex[1], 16), parseInt(hex[2], 16), parseInt(hex[3], 16)];
  const [red, green, blue, opacity = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return opacity === 0 ? undefined : [red, green, blue];
}
