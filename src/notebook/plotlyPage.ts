import { type DOMWindow, openDocument } from '../platform/documents';
import { readFileSync } from '../platform/files';
import { packageFile } from '../platform/packages';
import { type CanvasElement, RectangleCanvas } from './canvas';
import { type Box, svgBox, textSize, transformedBox } from './svgBox';

/** The part of Plotly that draws a figure as a picture. */
export interface Plotly {
  toImage(
    figure: { readonly data: unknown; readonly layout: unknown; readonly config: object },
    options: object,
  ): Promise<string>;
  purge(element: Element): void;
}

export type PlotlyWindow = DOMWindow & { readonly Plotly: Plotly };

/**
 * A page in memory with Plotly: Plotly's own code in jsdom, plus what jsdom lacks and Plotly needs
 * – the sizes of text and groups, and a canvas for heatmaps. Takes about a second.
 */
export async function openPlotlyPage(): Promise<PlotlyWindow> {
  const window = await openDocument();
  measureElements(window);
  drawOnCanvas(window);
  Object.assign(window, { TextDecoder, TextEncoder });
  window.URL.createObjectURL = () => 'blob:none';
  window.URL.revokeObjectURL = () => undefined;
  window.eval(readFileSync(packageFile('plotly.js-dist/plotly.js'), 'utf8'));
  return window as PlotlyWindow;
}

/** Gives SVG elements sizes, based on the widths of letters. */
function measureElements(window: DOMWindow): void {
  const define = (prototype: object, name: string, value: unknown): void => {
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  };
  const svg = window.SVGElement.prototype;
  define(svg, 'getBBox', function (this: Element) {
    return rectangle(svgBox(this));
  });
  define(svg, 'getBoundingClientRect', function (this: Element) {
    return rectangle(transformedBox(this));
  });
  define(svg, 'getComputedTextLength', function (this: Element) {
    return textSize(this).width;
  });
}

function drawOnCanvas(window: DOMWindow): void {
  const contexts = new WeakMap<CanvasElement, RectangleCanvas>();
  const contextOf = (canvas: CanvasElement): RectangleCanvas => {
    const context = contexts.get(canvas) ?? new RectangleCanvas(canvas);
    contexts.set(canvas, context);
    return context;
  };
  const prototype = window.HTMLCanvasElement.prototype as object;
  Object.assign(prototype, {
    getContext(this: CanvasElement, kind: string) {
      return kind === '2d' ? contextOf(this) : null;
    },
    toDataURL(this: CanvasElement) {
      return contextOf(this).toDataUri();
    },
  });
}

function rectangle({ left, top, right, bottom }: Box): Box & Record<string, number> {
  return { left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top };
}
