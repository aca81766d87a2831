import { marked } from 'marked';
import type { Figure } from '../../../plots/frame/figure';
import { tableHtml } from '../../table';
import type { Failure } from '../kernel/failure';
import type { Bundle } from '../messages';
import { chart, updateChart } from './charts';
import { element, fragment } from './html';

const plotlyMimeType = 'application/vnd.plotly.v1+json';

/** The most characters that a cell prints into the page. */
const mostCharacters = 200_000;

/** Where a cell's outputs stand. */
export interface OutputArea {
  /** A new run begins: what stands there stays until the first new output. */
  begin(): void;
  /** The run has ended: what it did not replace goes. */
  end(): void;
  print(name: 'stdout' | 'stderr', text: string): void;
  show(bundle: Bundle): { replace(next: Bundle): void };
  fail(failure: Failure): void;
}

/** @param cell the element of the cell, which may or may not have outputs yet */
export function outputArea(cell: HTMLElement): OutputArea {
  const found = cell.querySelector<HTMLElement>('.cell_output');
  const area = found ?? element('div', { class: 'cell_output docutils container' });
  if (!found) cell.append(area);
  const numbers = { figure: numbersOf(area, 'Figure'), table: numbersOf(area, 'Table') };
  let next = { figure: 0, table: 0 };
  let stale = false;
  let printed = 0;
  let last: { readonly name: string; readonly text: Text } | undefined;

  const add = <Shown extends Node>(shown: Shown): Shown => {
    if (stale) clear();
    last = undefined;
    area.append(shown);
    return shown;
  };
  const clear = (): void => {
    stale = false;
    area.classList.remove('is-stale');
    area.replaceChildren();
  };
  const text = (content: string, kind: string): HTMLElement =>
    element(
      'div',
      { class: `output ${kind}` },
      element('div', { class: 'highlight' }, element('pre', { tabindex: '0' }, content)),
    );
  const content = (bundle: Bundle): HTMLElement => {
    const words = wordsOf(bundle);
    const figure = bundle[plotlyMimeType] as Figure | undefined;
    const html = bundle['text/html'] as string | undefined;
    if (figure) {
      const shown = element('div', { class: 'output text_html' });
      shown.append(chart(figure, words, numbers.figure[next.figure++]));
      if (html !== undefined) shown.append(fragment(`<div class="live-below">${html}</div>`));
      return shown;
    }
    if (html?.startsWith('<table>')) {
      const table = tableHtml(html, numbers.table[next.table++]);
      return element('div', { class: 'output text_html' }, fragment(table));
    }
    if (html !== undefined) return element('div', { class: 'output text_html' }, fragment(html));
    const markdown = bundle['text/markdown'] as string | undefined;
    if (markdown !== undefined) {
      const parsed = marked.parse(markdown, { async: false });
      return element('div', { class: 'output markdown' }, fragment(parsed));
    }
    return text(words, 'text_plain');
  };

  return {
    begin() {
      next = { figure: 0, table: 0 };
      printed = 0;
      last = undefined;
      stale = area.childElementCount > 0;
      area.classList.toggle('is-stale', stale);
      // The page does not jump while outputs come one by one.
      area.style.minHeight = `${area.offsetHeight}px`;
    },
    end() {
      if (stale) clear();
      area.style.minHeight = '';
    },
    print(name, added) {
      if (printed > mostCharacters) return;
      printed += added.length;
      const shown = printed > mostCharacters ? `${added}\n… and more, which is left out\n` : added;
      if (last?.name === name) {
        last.text.appendData(shown);
        return;
      }
      const block = add(text(shown, `stream ${name}`));
      last = { name, text: block.querySelector('pre')!.firstChild as Text };
    },
    show(bundle) {
      let shown = add(content(bundle));
      return {
        replace(replaced) {
          const figure = shown.querySelector<HTMLElement>('figure.chart');
          const data = replaced[plotlyMimeType] as Figure | undefined;
          if (figure && data) {
            updateChart(figure, data, wordsOf(replaced));
            shown.querySelector('.live-below')?.remove();
            const html = replaced['text/html'] as string | undefined;
            if (html !== undefined) shown.append(fragment(`<div class="live-below">${html}</div>`));
            return;
          }
          const fresh = content(replaced);
          shown.replaceWith(fresh);
          shown = fresh;
        },
      };
    },
    fail({ name, message, trace }) {
      const head = element('strong', {}, name);
      const body = element('pre', { tabindex: '0' }, head, `: ${[message, ...trace].join('\n')}`);
      add(element('div', { class: 'output live-error' }, body));
    },
  };
}

/** The plainest form of an output. */
function wordsOf(bundle: Bundle): string {
  const words = bundle['text/plain'];
  return typeof words === 'string' ? words : '';
}

/** The numbers that a cell's charts or tables have in the book. */
function numbersOf(area: HTMLElement, kind: string): string[] {
  const captions = [...area.querySelectorAll('.caption-number')].map(
    (caption) => caption.textContent,
  );
  return captions
    .filter((caption) => caption.startsWith(`${kind} `))
    .map((caption) => caption.slice(kind.length + 1));
}
