import type { ExportNamedDeclaration, ImportDeclaration, Program } from 'acorn';
import { CellSyntaxError } from './cellSyntaxError';
import { placeOf } from './places';
import type { TextEdit } from './textEdits';

/**
 * The changes that turn a cell's imports into calls of `loader`, and its exports into plain declarations.
 *
 * @param text of which `program` is
 * @param loader a function from a module's name, and the names that are wanted of it, to a promise of it
 */
export function moduleEdits({ body }: Program, text: string, loader: string): TextEdit[] {
  return body.flatMap((statement) => {
    switch (statement.type) {
      case 'ImportDeclaration':
        return [importEdit(statement, text, loader)];
      case 'ExportNamedDeclaration':
        return [exportEdit(statement, text)];
      case 'ExportDefaultDeclaration':
      case 'ExportAllDeclaration':
        throw noExport(text, statement.start);
      default:
        return [];
    }
  });
}

function importEdit(statement: ImportDeclaration, text: string, loader: string): TextEdit {
  const { start, end, specifiers, source } = statement;
  const wanted = specifiers.flatMap((specifier) => {
    if (specifier.type === 'ImportNamespaceSpecifier') return [];
    const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : importedName(specifier);
    return [{ name, local: specifier.local.name }];
  });
  const namespace = specifiers.find(({ type }) => type === 'ImportNamespaceSpecifier');
  const names = JSON.stringify(wanted.map(({ name }) => name));
  const loaded = `await ${loader}(${JSON.stringify(source.value)}, ${names})`;
  const pairs = wanted.map(({ name, local }) => `${JSON.stringify(name)}: ${local}`);
  const patterns = [
    ...(namespace ? [namespace.local.name] : []),
    ...(pairs.length > 0 ? [`{ ${pairs.join(', ')} }`] : []),
  ];
  const code =
    patterns.length === 0
      ? loaded
      : `const ${patterns.map((pattern) => `${pattern} = ${loaded}`).join(', ')}`;
  // Later lines stay where they are.
  const lines = text.slice(start, end).split('\n').length - 1;
  return { start, end, text: `${code};${'\n'.repeat(lines)}` };
}

function importedName({
  imported,
}: Extract<ImportDeclaration['specifiers'][number], { type: 'ImportSpecifier' }>): string {
  return imported.type === 'Identifier' ? imported.name : String(imported.value);
}

function exportEdit(statement: ExportNamedDeclaration, text: string): TextEdit {
  if (!statement.declaration) throw noExport(text, statement.start);
  return { start: statement.start, end: statement.declaration.start, text: '' };
}

function noExport(text: string, offset: number): CellSyntaxError {
  return new CellSyntaxError(
    'a cell exports nothing: later cells see its variables',
    placeOf(text, offset),
  );
}
