'use strict';

const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { basename, dirname, join } = require('node:path');
const { edited } = require('./tslabEdits.cjs');

/** The only version of tslab whose inside the launcher knows. */
const knownVersion = '1.0.22';

const packageFile = () => require.resolve('tslab/package.json');

/** The version of the installed tslab. */
function installedVersion() {
  return require(packageFile()).version;
}

/**
 * tslab's modules with the launcher's edits, and the TypeScript that they use. They stay in Node's
 * cache, so that `require('tslab')` in a cell is this tslab.
 */
function loadTslab() {
  const dist = join(dirname(packageFile()), 'dist');
  const plain = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    if (dirname(file) !== dist) return plain(module, file);
    return module._compile(edited(basename(file), readFileSync(file, 'utf8')), file);
  };
  try {
    return {
      ...require(join(dist, 'converter.js')),
      ...require(join(dist, 'metadata.js')),
      ...require(join(dist, 'inspect.js')),
      jupyter: require(join(dist, 'jupyter.js')),
      ts: require(require.resolve('@tslab/typescript-for-tslab', { paths: [dist] })),
    };
  } finally {
    Module._extensions['.js'] = plain;
  }
}

/** Starts tslab as it is. */
function startStock(configPath) {
  const { startKernel } = require(join(dirname(packageFile()), 'dist', 'main.js'));
  startKernel({ configPath, enableFindLocal: false, globalVersion: installedVersion() });
}

module.exports = { installedVersion, knownVersion, loadTslab, startStock };
