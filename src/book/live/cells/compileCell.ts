import { parse, type Program } from 'acorn';
import { CellSyntaxError } from './cellSyntaxError';
import { declaredNames } from './declaredNames';
import { moduleEdits } from './moduleCode';
import { offsetOf, placeOf, type Place } from './places';
import { editText, type TextEdit } from './textEdits';
import { withoutPlace, withoutTypes } from './withoutTypes';

/** A cell as a program. */
export interface CompiledCell {
  /**
   * An expression: a function of the variables of all cells and of the cell's {@link CellAccess}, which
   * runs the cell and returns a promise of its end. Its first line stands before the cell's.
   */
  readonly code: string;
  /** Where a place of the code, line and column from 1, stands in the cell; undefined before it. */
  readonly place: (inCode: Place) => Place | undefined;
}

/** What a cell's code calls. */
export interface CellAccess {
  /** The cell's variables, as properties that read and write them. */
  declare(variables: object): void;
  /** A module that the cell imports; `names` are those that it must have, by default none. */
  module(name: string, names?: readonly string[]): Promise<object>;
  /** The value of the cell's last statement, if that is an expression. */
  value?: unknown;
}

const access = '$cell';
const scope = '$scope';
const assigned = '$value';

/**
 * Compiles a cell's TypeScript, in which `await` may stand at the top. The cell's own variables are what
 * JavaScript makes of them – a constant cannot be changed, none can be read before its declaration – and
 * other cells see them as properties of one object.
 *
 * @throws CellSyntaxError with the place in the cell
 */
export function compileCell(source: string): CompiledCell {
  const script = withoutTypes(source);
  let program: Program;
  let edits: TextEdit[];
  try {
    program = parsed(script.text);
    edits = [
      ...moduleEdits(program, script.text, `${access}.module`),
      ...dynamicImports(program, script.text),
      ...valueEdits(program, script.text),
    ];
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    throw new CellSyntaxError(error.message, script.before(error.place));
  }
  const edited = editText(script.text, edits);
  const start =
    `(function (${scope}, ${access}) { with (${scope}) { return (async () => { 'use strict'; ` +
    `${access}.declare({ ${declaredNames(program).map(property).join(', ')} });\n`;
  return {
    code: `${start}${edited.text}\n})(); } })`,
    place: ({ line, column }) => {
      if (line < 2) return undefined;
      const offset = edited.before(offsetOf(edited.text, { line: line - 1, column }));
      return script.before(placeOf(script.text, offset));
    },
  };
}

function parsed(text: string): Program {
  try {
    return parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowAwaitOutsideFunction: true,
    });
  } catch (error) {
    const { pos, message } = error as Error & { pos?: number };
    if (pos === undefined) throw error;
    throw new CellSyntaxError(withoutPlace(message), placeOf(text, pos));
  }
}

/** `get x() { return x; }, set x($value) { x = $value; }` */
function property(name: string): string {
  return `get ${name}() { return ${name}; }, set ${name}(${assigned}) { ${name} = ${assigned}; }`;
}

/** The last statement's value goes to {@link CellAccess.value}. */
function valueEdits({ body }: Program, text: string): TextEdit[] {
  const last = body.at(-1);
  if (last?.type !== 'ExpressionStatement') return [];
  const end = text[last.end - 1] === ';' ? last.end - 1 : last.end;
  return [
    { start: last.start, end: last.start, text: `${access}.value = (` },
    { start: end, end, text: ')' },
  ];
}

/** `import(name)` loads the modules that imports load. */
function dynamicImports(program: Program, text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null && 'type' in part) {
      const node = part as { type: string; start: number; end: number; source?: unknown };
      if (node.type === 'ImportExpression') {
        const open = text.indexOf('(', node.start);
        edits.push({ start: node.start, end: open, text: `${access}.module` });
      }
      Object.values(node).forEach(visit);
    }
  };
  visit(program.body);
  return edits;
}
