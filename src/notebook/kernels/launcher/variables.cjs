'use strict';

/**
 * The variables of all cells. A cell's code sees them as `exports`; TypeScript knows them by the
 * declarations that the cells before have left.
 */
class Variables {
  #values = {};
  #touched = new Set();
  #before = {};
  /** The text of a declaration file. */
  declarations = '';

  /** What a cell's code gets as `exports`: values can always be replaced, getters are read once. */
  scope = new Proxy(this.#values, {
    set: (values, name, value) => {
      values[name] = value;
      this.#touched.add(name);
      return true;
    },
    defineProperty: (values, name, { get, value }) => {
      if (name !== '__esModule') {
        values[name] = get ? get() : value;
        this.#touched.add(name);
      }
      return true;
    },
  });

  /** Before a cell runs. */
  begin() {
    this.#touched.clear();
    this.#before = { ...this.#values };
  }

  /** Removes a variable and returns its value. */
  take(name) {
    const value = this.#values[name];
    delete this.#values[name];
    return value;
  }

  /**
   * After a cell has failed: the names that it has given a value. A name that it declares but did
   * not reach keeps the value of an earlier cell.
   */
  settled() {
    const names = new Set();
    for (const name of this.#touched) {
      if (this.#values[name] !== undefined) names.add(name);
      else if (this.#before[name] !== undefined) this.#values[name] = this.#before[name];
    }
    return names;
  }
}

/**
 * The part of a declaration file that declares these names, and its imports and types: what is left
 * of a cell that has failed on its way.
 */
function declarationsOf(ts, text, names) {
  const file = ts.createSourceFile('cell.d.ts', text, ts.ScriptTarget.Latest, true);
  const kept = (statement) => {
    if (ts.isVariableStatement(statement)) {
      const keyword = statement.declarationList.flags & ts.NodeFlags.Const ? 'const' : 'let';
      return statement.declarationList.declarations
        .filter(({ name }) => names.has(name.text))
        .map((declaration) => `declare ${keyword} ${declaration.getText()};`);
    }
    const named = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    if (named || ts.isEnumDeclaration(statement)) {
      return names.has(statement.name?.text) ? [statement.getText()] : [];
    }
    return ts.isExportDeclaration(statement) ? [] : [statement.getText()];
  };
  return file.statements.flatMap(kept).join('\n');
}

module.exports = { Variables, declarationsOf };
