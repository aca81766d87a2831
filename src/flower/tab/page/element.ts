/// <reference lib="dom" />

/** The element of the page with this id, which is of the given kind. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the page's file says which kind it is
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as E;
}

/** Properties of an element, and what it contains: texts stay texts, whatever they hold. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<Omit<HTMLElementTagNameMap[Name], 'style'>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...content);
  return made;
}

/** A picture of bytes `[height, width, channels]`; one channel is ink on paper: 255 is black. */
export function pictureOf(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  label: string,
): HTMLCanvasElement {
  const canvas = element('canvas', { width, height, role: 'img', ariaLabel: label });
  const image = new ImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) {
      image.data[4 * i + c] = channels === 1 ? 255 - pixels[i] : pixels[channels * i + c];
    }
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
