/** An editor for a cell's code, which looks like the code that it stands for. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tagHighlighter, tags } from '@lezer/highlight';

export interface CodeEditor {
  readonly element: HTMLElement;
  focus(): void;
  text(): string;
  setText(text: string): void;
}

/** What an editor tells. */
export interface EditorEvents {
  readonly changed: (text: string) => void;
  /** Shift-Enter, Control-Enter. */
  readonly run: () => void;
  /** Escape. */
  readonly leave: () => void;
}

/** The classes that the book's own highlighting has, so that its colors, light and dark, hold here. */
const highlighter = tagHighlighter([
  { tag: tags.keyword, class: 'k' },
  { tag: tags.definitionKeyword, class: 'kd' },
  { tag: [tags.bool, tags.null, tags.atom], class: 'kc' },
  { tag: [tags.string, tags.special(tags.string)], class: 's1' },
  { tag: tags.regexp, class: 'sr' },
  { tag: tags.number, class: 'mf' },
  { tag: tags.comment, class: 'c1' },
  { tag: [tags.typeName, tags.standard(tags.typeName)], class: 'kt' },
  { tag: [tags.variableName, tags.propertyName], class: 'nx' },
  { tag: tags.operator, class: 'o' },
  { tag: [tags.punctuation, tags.bracket], class: 'p' },
]);

export function createEditor(text: string, label: string, events: EditorEvents): CodeEditor {
  const command = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: 'Shift-Enter', run: command(events.run) },
          { key: 'Ctrl-Enter', mac: 'Cmd-Enter', run: command(events.run) },
          { key: 'Escape', run: command(events.leave) },
        ]),
        history(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        javascript({ typescript: true }),
        syntaxHighlighting(highlighter),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.editorAttributes.of({ class: 'live-editor' }),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) events.changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  // Long lines scroll, also by the keyboard.
  view.scrollDOM.tabIndex = 0;
  // The book's own shortcuts – arrows turn pages, a slash searches – are not for code.
  view.dom.addEventListener('keydown', (event) => {
    event.stopPropagation();
  });
  return {
    element: view.dom,
    focus: () => {
      view.focus();
    },
    text: () => view.state.doc.toString(),
    setText(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
  };
}
