import type { WrittenFile } from '../messages';
import { element } from './html';

/** The controls of a chapter that runs. */
export interface Bar {
  /** What happens, for eyes and for screen readers, which hear each new sentence once. */
  say(sentence: string): void;
  /** What changes all the time, such as seconds; not read aloud. */
  tick(text: string): void;
  /** Whether a cell runs, so that it can be interrupted, and by force. */
  setRunning(running: boolean, forced: boolean): void;
  setFiles(files: readonly WrittenFile[]): void;
}

/** What a reader asks of the chapter. */
export interface BarActions {
  readonly runAll: () => void;
  readonly interrupt: () => void;
  readonly restart: () => void;
  /** Undefined for a chapter that has one size only. */
  setSmall: ((small: boolean) => void) | undefined;
  readonly download: (path: string) => void;
}

/** @param host the element in the book with the button that started it all */
export function createBar(host: HTMLElement, actions: BarActions): Bar {
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', act);
    return made;
  };
  const interrupt = button('Interrupt', actions.interrupt);
  interrupt.disabled = true;
  const status = element('span', { role: 'status', 'aria-live': 'polite' });
  const ticker = element('span', { class: 'live-ticker', 'aria-hidden': 'true' });
  const files = element('ul');
  const summary = element('summary', {}, 'Files');
  const drawer = element('details', { class: 'live-files' }, summary, files);
  drawer.hidden = true;
  const controls = element(
    'div',
    { class: 'live-controls', role: 'toolbar', 'aria-label': 'Run this chapter' },
    button('Run all', actions.runAll),
    interrupt,
    button('Restart', actions.restart),
    ...(actions.setSmall ? [sizeBox(actions.setSmall)] : []),
    drawer,
  );
  // What follows stays where it is.
  host.style.minHeight = `${host.offsetHeight}px`;
  host.replaceChildren(controls, element('p', { class: 'live-status' }, status, ' ', ticker));
  host.classList.add('is-started');
  return {
    say(sentence) {
      status.textContent = sentence;
      ticker.textContent = '';
    },
    tick(text) {
      ticker.textContent = text;
    },
    setRunning(running, forced) {
      interrupt.disabled = !running;
      interrupt.textContent = forced ? 'End it by force' : 'Interrupt';
    },
    setFiles(written) {
      drawer.hidden = written.length === 0;
      summary.textContent = `Files (${written.length})`;
      const entries = written.map(({ path, bytes }) => {
        const save = button(path, () => {
          actions.download(path);
        });
        return element('li', {}, save, ` ${(bytes / 1000).toFixed(1)} kB`);
      });
      files.replaceChildren(...entries);
    },
  };
}

function sizeBox(setSmall: (small: boolean) => void): HTMLElement {
  const box = element('input', { type: 'checkbox' });
  box.addEventListener('change', () => {
    setSmall(box.checked);
  });
  return element('label', {}, box, ' smaller, and faster');
}

/** Hands a file to the reader. */
export function saveFile(path: string, content: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>]));
  const link = element('a', { href: address, download: path.split('/').at(-1) ?? path });
  link.click();
  URL.revokeObjectURL(address);
}
