'use strict';

const Module = require('node:module');
const { dirname, extname, join } = require('node:path');

/**
 * The TypeScript files beside a notebook, and the cells that begin with `@module`: compiled in memory
 * and loaded by `require` under the path of the JavaScript that they would have.
 */
class CellModules {
  #sources = new Map();
  #loaded = new Map();

  /** Takes new versions of modules; they are loaded when they are next required. */
  update(outputs) {
    for (const { path, data } of outputs) {
      this.#loaded.delete(path);
      this.#sources.set(path, data);
    }
  }

  /** `require` for code in a folder. */
  requireFrom(folder, plain = Module.createRequire(join(folder, 'cell.js'))) {
    return new Proxy(plain, {
      apply: (target, self, args) => {
        if (args[0] === 'tslab') return require('tslab');
        const own = this.#ownFile(folder, args[0]);
        return own === undefined ? Reflect.apply(target, self, args) : this.#load(own).exports;
      },
    });
  }

  #ownFile(folder, id) {
    const path = join(folder, String(id)).replaceAll('\\', '/');
    const file = extname(path) === '' ? `${path}.js` : path;
    return this.#sources.has(file) ? file : undefined;
  }

  #load(file) {
    const known = this.#loaded.get(file);
    if (known) return known;
    const made = new Module(file, module);
    made.filename = file;
    made.paths = Module._nodeModulePaths(dirname(file));
    made.require = this.requireFrom(dirname(file), made.require.bind(made));
    // Known before it has run, so that modules may import each other.
    this.#loaded.set(file, made);
    try {
      made._compile(this.#sources.get(file), file);
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return made;
  }
}

module.exports = { CellModules };
