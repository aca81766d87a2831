import { describeFigure } from '../../../plots/descriptions/describe';
import type { Figure } from '../../../plots/frame/figure';
import { figureTitle } from '../../../plots/frame/figureTitle';
import { untitled } from '../../untitled';
import { element } from './elements';

interface Plotly {
  readonly react: (host: HTMLElement, data: unknown, layout: unknown, config: unknown) => unknown;
}

/** What `charts.js` offers to pages with charts of their own. */
declare const bookCharts: {
  readonly loadPlotly: () => Promise<Plotly>;
  readonly themed: (value: unknown, style: CSSStyleDeclaration) => unknown;
};

/** A place for a chart that changes. */
export interface ChartPlace {
  readonly root: HTMLElement;
  /** Draws the figure that `make` makes for a width in CSS pixels; `undefined` takes the chart away. */
  readonly draw: (make: ((width: number) => Figure) | undefined) => void;
  /** Draws again: the colors or the width have changed. */
  readonly again: () => void;
}

/** Makes a place for a chart, with a caption and a description in words. */
export function chartPlace(): ChartPlace {
  const host = element('div', { class: 'playground-plot', role: 'group' });
  const caption = element('figcaption');
  const root = element('figure', { class: 'playground-chart', hidden: true }, host, caption);
  let make: ((width: number) => Figure) | undefined;
  let latest = 0;

  const again = (): void => {
    root.hidden = make === undefined;
    const width = host.clientWidth;
    if (make === undefined || width === 0) return;
    const figure = make(Math.max(280, width));
    host.setAttribute('aria-label', describeFigure(figure));
    caption.textContent = figureTitle(figure);
    host.style.height = `${untitled(figure).layout.height}px`;
    const turn = ++latest;
    bookCharts
      .loadPlotly()
      .then(({ react }) => (turn === latest ? react(host, ...themedParts(untitled(figure))) : turn))
      .catch((error: unknown) => {
        host.textContent = `The chart cannot be drawn: ${String(error)}. The table below has its last values.`;
      });
  };

  return {
    root,
    again,
    draw(next) {
      make = next;
      again();
    },
  };
}

function themedParts({ data, layout, config }: Figure): [unknown, unknown, unknown] {
  const themed = bookCharts.themed({ data, layout }, getComputedStyle(document.body)) as {
    readonly data: unknown;
    readonly layout: object;
  };
  // A finger on a chart scrolls the page.
  const touch = matchMedia('(pointer: coarse)').matches ? { dragmode: false } : {};
  return [
    themed.data,
    { ...themed.layout, ...touch },
    { ...config, displayModeBar: false, responsive: false },
  ];
}

/** Calls `again` whenever the page's colors or its width change. */
export function whenPageChanges(watched: HTMLElement, again: () => void): void {
  let width = watched.clientWidth;
  new MutationObserver(again).observe(document.body, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  new ResizeObserver(() => {
    if (watched.clientWidth === width) return;
    width = watched.clientWidth;
    again();
  }).observe(watched);
}
