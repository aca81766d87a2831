/** The characters from `start` to `end` of a text are replaced; an insertion has none. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A changed text, and the way back. */
export interface EditedText {
  readonly text: string;
  /** Where a character of the changed text came from; of a replacement, where that begins. */
  before(offset: number): number;
}

/** Makes changes that do not overlap. */
export function editText(source: string, edits: readonly TextEdit[]): EditedText {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let text = '';
  let done = 0;
  const pieces: { readonly at: number; readonly from: number; readonly kept: boolean }[] = [];
  const keep = (end: number): void => {
    pieces.push({ at: text.length, from: done, kept: true });
    text += source.slice(done, end);
  };
  for (const edit of ordered) {
    keep(edit.start);
    pieces.push({ at: text.length, from: edit.start, kept: false });
    text += edit.text;
    done = edit.end;
  }
  keep(source.length);
  return {
    text,
    before(offset) {
      const piece = pieces.findLast(({ at }) => at <= offset) ?? pieces[0];
      return piece.kept ? piece.from + offset - piece.at : piece.from;
    },
  };
}
