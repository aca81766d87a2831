'use strict';

const { posix } = require('node:path');

/**
 * The names of a file and of all that it imports or refers to, directly or not.
 *
 * TypeScript's builders know them, too, but to do so they look at every import of every library again
 * for each cell, which takes longer than to compile it.
 *
 * @param program of which the file is a part
 */
function dependencies(program, file) {
  const found = new Set([file]);
  for (const each of found) {
    for (const name of references(each)) {
      const other = program.getSourceFile(name);
      if (other) found.add(other);
    }
  }
  return Array.from(found, ({ fileName }) => fileName);
}

/** The names of the files that a file imports, as TypeScript found them, and of those it refers to. */
function references({ fileName, resolvedModules, referencedFiles }) {
  const folder = posix.dirname(fileName);
  const names = referencedFiles.map((reference) => posix.resolve(folder, reference.fileName));
  resolvedModules?.forEach(({ resolvedModule }) => {
    if (resolvedModule) names.push(resolvedModule.resolvedFileName);
  });
  return names;
}

module.exports = { dependencies };
