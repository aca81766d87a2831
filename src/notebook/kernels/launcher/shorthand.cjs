'use strict';

/**
 * A property written as `{ name }`. Variables of earlier cells are properties of `exports`, so it is
 * written out as `{ name: exports.name }` if an earlier cell declares the name.
 *
 * @param node a ShorthandPropertyAssignment
 * @param symbol the variable that it reads
 * @param earlier the file with the declarations of the cells before
 */
function written(ts, node, symbol, earlier) {
  const declarations = symbol?.declarations ?? [];
  if (!declarations.some((declaration) => declaration.getSourceFile() === earlier)) return node;
  const value = ts.factory.createPropertyAccessExpression(
    ts.factory.createIdentifier('exports'),
    ts.factory.createIdentifier(node.name.text),
  );
  const target = node.objectAssignmentInitializer
    ? ts.factory.createAssignment(value, node.objectAssignmentInitializer)
    : value;
  return ts.factory.createPropertyAssignment(node.name.text, target);
}

module.exports = { written };
