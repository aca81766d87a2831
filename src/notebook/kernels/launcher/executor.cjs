'use strict';

const vm = require('node:vm');
const { CellModules } = require('./cellModules.cjs');
const { failureOfTypes } = require('./diagnostics.cjs');
const { bundleOf } = require('./displayedValue.cjs');
const { failureOf } = require('./failure.cjs');
const { Positions, scriptName } = require('./positions.cjs');
const { ownWork } = require('./sharedState.cjs');
const { Variables, declarationsOf } = require('./variables.cjs');

const firstImport = "import * as fl from 'federated';\nfl.";

/**
 * Compiles cells with tslab's converter and runs them, one at a time. Any cell may await: its code is
 * the body of an async function.
 */
class Executor {
  positions = new Positions();
  #variables = new Variables();
  #modules = new CellModules();
  #tslab;
  #converter;
  #interruption;
  #require;

  /**
   * @param tslab what `loadTslab` returns
   * @param interruption ends cells
   * @param folder where the notebook is
   */
  constructor(tslab, interruption, folder) {
    this.#tslab = tslab;
    this.#interruption = interruption;
    this.#converter = tslab.createConverter({ isJS: false, isBrowser: false });
    this.#require = this.#modules.requireFrom(folder);
  }

  /**
   * Runs a cell.
   *
   * @param count its execution count
   * @returns `{ failure }`, or `{ bundle }` if its value is to be shown; both may be undefined
   */
  async run(source, count) {
    this.#interruption.begin();
    try {
      const meta = this.#tslab.getCodeMetadata(source);
      if (meta.mode === 'browser') return {};
      if (meta.module) return this.#addModule(source, meta);
      const compiled = this.#convert(source);
      this.#modules.update(compiled.sideOutputs ?? []);
      if (compiled.diagnostics.length > 0) {
        return { failure: failureOfTypes(compiled.diagnostics, source) };
      }
      if (compiled.output) await this.#runCompiled(compiled, source, count);
      this.#variables.declarations = compiled.declOutput ?? '';
      return { bundle: await this.#show(compiled.lastExpressionVar) };
    } catch (error) {
      return { failure: failureOf(error, this.positions) };
    }
  }

  async #runCompiled({ output, maps, declOutput = '' }, source, count) {
    this.positions.add(count, source, maps);
    this.#variables.begin();
    try {
      await this.#interruption.during(() => this.#started(output, scriptName(count)));
    } catch (error) {
      this.#keepSettled(declOutput);
      throw error;
    }
  }

  /**
   * Begins in a turn of the event loop of its own: if the watcher must stop the code, nothing of the
   * kernel is stopped with it.
   */
  #started(output, filename) {
    const wrapped = `(async function (exports, require) {\n${output}\n})`;
    const body = vm.runInThisContext(wrapped, { filename, lineOffset: -1 });
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        body(this.#variables.scope, this.#require).then(resolve, reject);
      });
    });
  }

  /** After a cell has failed: its variables that have a value stay available. */
  #keepSettled(declarations) {
    const names = this.#variables.settled();
    const kept = declarationsOf(this.#tslab.ts, declarations, names);
    const { declOutput } = this.#convert(kept);
    if (declOutput !== undefined) this.#variables.declarations = declOutput;
  }

  /** The value of the last expression as a MIME bundle; prints it if it has none. */
  async #show(variable) {
    if (variable === undefined) return undefined;
    const value = this.#variables.take(variable);
    if (value === undefined || value === null) return undefined;
    const bundle = await bundleOf(value);
    if (bundle === undefined) console.log(value);
    return bundle;
  }

  #addModule(source, meta) {
    const diagnostics = ownWork(() => this.#converter.addModule(meta.module, source, meta));
    return diagnostics.length > 0 ? { failure: failureOfTypes(diagnostics, source) } : {};
  }

  #convert(source) {
    return ownWork(() => this.#converter.convert(this.#variables.declarations, source));
  }

  /** Loads the types that a first cell imports, so that the first completion is not late. */
  warmUp() {
    this.complete(firstImport, firstImport.length);
  }

  inspect(source, position) {
    const { declarations } = this.#variables;
    return ownWork(() => this.#converter.inspect(declarations, source, position));
  }

  complete(source, position) {
    const { declarations } = this.#variables;
    return ownWork(() => this.#converter.complete(declarations, source, position));
  }
}

module.exports = { Executor };
