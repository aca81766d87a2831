import { textWidth } from './textMetrics';

/** An axis-parallel box in CSS pixels; y grows downward. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The box of an SVG element in its own coordinates: of text from the widths of its letters, of a
 * rectangle or image from its attributes, of a group from its parts. Paths and other shapes count
 * as empty: no layout depends on their size.
 */
export function svgBox(element: Element): Box {
  const tag = element.tagName.toLowerCase();
  if (tag === 'text' || tag === 'tspan') return textBox(element);
  if (tag === 'rect' || tag === 'image') {
    const [left, top] = [attribute(element, 'x'), attribute(element, 'y')];
    const right = left + attribute(element, 'width');
    return { left, top, right, bottom: top + attribute(element, 'height') };
  }
  const boxes = Array.from(element.children, transformedBox);
  return surround(boxes.filter(({ left, top, right, bottom }) => right > left || bottom > top));
}

/** The box of an SVG element after its own `transform`, in its parent's coordinates. */
export function transformedBox(element: Element): Box {
  let { left, top, right, bottom } = svgBox(element);
  const steps = [...(element.getAttribute('transform') ?? '').matchAll(/(\w+)\(([^)]*)\)/g)];
  for (const [, name, list] of steps.reverse()) {
    const [a = 0, b = 0, c = 0] = list.split(/[\s,]+/).map(Number);
    if (name === 'translate') {
      [left, top, right, bottom] = [left + a, top + b, right + a, bottom + b];
    } else if (name === 'rotate') {
      ({ left, top, right, bottom } = rotate({ left, top, right, bottom }, a, b, c));
    }
  }
  return { left, top, right, bottom };
}

/** Width and height of an element's text, which may have several lines. */
export function textSize(element: Element): { readonly width: number; readonly height: number } {
  const fontSize = fontSizeOf(element);
  const lines = Array.from(element.querySelectorAll('tspan.line'), textOf);
  const texts = lines.length ? lines : [textOf(element)];
  const width = Math.max(...texts.map((text) => textWidth(text, fontSize)));
  return { width, height: (1.17 + 1.3 * (texts.length - 1)) * fontSize };
}

function textBox(element: Element): Box {
  const { width, height } = textSize(element);
  const anchor = element.getAttribute('text-anchor');
  const before = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  const left = attribute(element, 'x') - before;
  const top = attribute(element, 'y') - 0.93 * fontSizeOf(element);
  return { left, top, right: left + width, bottom: top + height };
}

function rotate(box: Box, degrees: number, centerX: number, centerY: number): Box {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const corners = [box.left, box.right].flatMap((x) =>
    [box.top, box.bottom].map((y) => {
      const left = centerX + cos * (x - centerX) - sin * (y - centerY);
      const top = centerY + sin * (x - centerX) + cos * (y - centerY);
      return { left, top, right: left, bottom: top };
    }),
  );
  return surround(corners);
}

/** The smallest box around all; an empty one at the origin if there are none. */
function surround(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { left: 0, top: 0, right: 0, bottom: 0 };
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

/** The font size in pixels of the element or its nearest ancestor that has one. */
function fontSizeOf(element: Element): number {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const named = /font-size:\s*([\d.]+)/.exec(node.getAttribute('style') ?? '')?.[1];
    const size = Number(named ?? node.getAttribute('font-size'));
    if (size > 0) return size;
  }
  return 12;
}

function textOf(element: { readonly textContent: string | null }): string {
  return element.textContent ?? '';
}

function attribute(element: Element, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? '') || 0;
}
