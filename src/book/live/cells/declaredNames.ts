import type { AnyNode, Pattern, Program, Statement } from 'acorn';

/** The names that a cell's own level declares, each once, in order; those of imports, too. */
export function declaredNames({ body }: Program): string[] {
  const names = body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') {
      return statement.specifiers.map(({ local }) => local.name);
    }
    if (statement.type === 'ExportNamedDeclaration') {
      return statement.declaration ? namesOf(statement.declaration) : [];
    }
    return statement.type.startsWith('Export') ? [] : namesOf(statement as Statement);
  });
  return [...new Set(names)];
}

function namesOf(statement: Statement): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id }) => namesIn(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [statement.id.name];
    default:
      return innerVars(statement);
  }
}

/** The names that a pattern such as `{ a, b: [c] }` binds. */
function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    default:
      return [];
  }
}

/** The names of `var` in blocks and loops, which belong to the cell's own level. */
function innerVars(node: AnyNode): string[] {
  if (/Function|Class/.test(node.type)) return [];
  if (node.type === 'VariableDeclaration') {
    return node.kind === 'var' ? node.declarations.flatMap(({ id }) => namesIn(id)) : [];
  }
  return Object.values(node)
    .flat()
    .filter((part): part is AnyNode => typeof (part as AnyNode | null)?.type === 'string')
    .flatMap(innerVars);
}
