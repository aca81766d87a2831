import type { CodeEditor } from './editor';
import { element } from './html';
import { type OutputArea, outputArea } from './outputs';

/** How a cell stands. */
export type CellState = 'idle' | 'waiting' | 'running' | 'done' | 'failed';

/** A cell of the chapter that can be edited and run. */
export interface LiveCell {
  readonly output: OutputArea;
  readonly source: () => string;
  /** Puts other code into the cell. */
  readonly setSource: (source: string) => void;
  /** @param note such as `[3]`, or how long it took */
  readonly setState: (state: CellState, note: string) => void;
  /** Brings the cell into sight and puts the keyboard's focus on its code. */
  readonly focus: () => void;
}

/** What a reader asks of a cell. */
export interface CellActions {
  readonly run: () => void;
  readonly runToHere: () => void;
  /** Runs the cell and goes on to the next one. */
  readonly runAndGoOn: () => void;
}

type OpenEditor = typeof import('./editor.js').createEditor;

/**
 * @param cell the element of the cell in the book
 * @param number which cell of the chapter it is, from 1
 */
export function liveCell(
  cell: HTMLElement,
  number: number,
  actions: CellActions,
  loadEditor: () => Promise<OpenEditor>,
): LiveCell {
  const input = cell.querySelector<HTMLElement>('.cell_input')!;
  const code = input.querySelector('pre')!;
  const original = code.textContent.replace(/\n$/, '');
  let source = original;
  let editor: CodeEditor | undefined;
  let opening = false;

  const button = (text: string, act: () => void): HTMLButtonElement => {
    const label = `${text}, cell ${number}`;
    const made = element('button', { type: 'button', 'aria-label': label }, text);
    made.addEventListener('click', act);
    return made;
  };
  const reset = button('Reset', () => {
    setSource(original);
  });
  reset.hidden = true;
  const note = element('span', { class: 'live-note' });
  const strip = element(
    'div',
    { class: 'live-strip', role: 'group', 'aria-label': `Cell ${number}` },
    note,
    reset,
    button('Edit', () => void edit()),
    button('Run to here', actions.runToHere),
    button('Run', actions.run),
  );
  input.prepend(strip);
  cell.classList.add('live-cell');

  const changed = (text: string): void => {
    source = text;
    reset.hidden = source === original;
    cell.classList.toggle('is-edited', source !== original);
  };
  function setSource(text: string): void {
    if (editor) editor.setText(text);
    else code.textContent = `${text}\n`;
    changed(text);
  }
  async function edit(): Promise<void> {
    if (opening) return;
    if (!editor) {
      opening = true;
      try {
        const createEditor = await loadEditor();
        editor = createEditor(source, `Code of cell ${number}`, {
          changed,
          run: actions.runAndGoOn,
          leave: () => {
            strip.querySelector<HTMLElement>('button:last-child')!.focus();
          },
        });
      } catch {
        editor = plainEditor(source, `Code of cell ${number}`, changed);
      }
      opening = false;
      code.replaceWith(editor.element);
    }
    editor.focus();
  }
  code.addEventListener('dblclick', () => void edit());
  code.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (event.shiftKey || event.ctrlKey || event.metaKey) actions.runAndGoOn();
    else void edit();
  });

  return {
    output: outputArea(cell),
    source: () => source,
    setSource,
    setState(state, text) {
      cell.dataset.state = state;
      note.textContent = text;
    },
    focus() {
      if (editor) editor.focus();
      else code.focus({ preventScroll: true });
      input.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** Where the editor cannot be loaded: a plain field for text. */
function plainEditor(text: string, label: string, changed: (text: string) => void): CodeEditor {
  const field = element('textarea', {
    class: 'live-editor',
    'aria-label': label,
    spellcheck: 'false',
  });
  const set = (next: string): void => {
    field.value = next;
    field.rows = next.split('\n').length;
  };
  set(text);
  field.addEventListener('input', () => {
    set(field.value);
    changed(field.value);
  });
  return {
    element: field,
    focus: () => {
      field.focus();
    },
    text: () => field.value,
    setText: set,
  };
}
