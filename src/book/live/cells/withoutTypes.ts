import { originalPositionFor, TraceMap, type SourceMapInput } from '@jridgewell/trace-mapping';
import { transform } from 'sucrase';
import { CellSyntaxError } from './cellSyntaxError';
import type { Place } from './places';

/** A cell's JavaScript, with the lines of its TypeScript. */
export interface JavaScriptText {
  readonly text: string;
  /** Where a place of the JavaScript stands in the TypeScript. */
  before(place: Place): Place;
}

/**
 * TypeScript to JavaScript: types go, enums and parameter properties become code. Types are not checked.
 *
 * @throws CellSyntaxError
 */
export function withoutTypes(source: string): JavaScriptText {
  try {
    const { code, sourceMap } = transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      // A later cell may use what this one imports.
      keepUnusedImports: true,
      filePath: 'cell.ts',
      sourceMapOptions: { compiledFilename: 'cell.js' },
    });
    const map = new TraceMap(sourceMap as SourceMapInput);
    return {
      text: code,
      before: ({ line, column }) => {
        const found = originalPositionFor(map, { line, column: column - 1 });
        return { line, column: found.line === line ? found.column + 1 : column };
      },
    };
  } catch (error) {
    const { loc, message } = error as Error & { loc?: Place };
    if (!loc) throw error;
    throw new CellSyntaxError(withoutPlace(message), { line: loc.line, column: loc.column });
  }
}

/** The message without what parsers add to it: the file's name and `(2:9)`. */
export function withoutPlace(message: string): string {
  return message.replace(/^Error transforming cell\.ts: /, '').replace(/ \(\d+:\d+\)$/, '');
}
