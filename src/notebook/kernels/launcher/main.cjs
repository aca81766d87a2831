'use strict';

/**
 * The TypeScript kernel: tslab with an order of its own around it. Started by kernel.json with
 * `--config-path` and Jupyter's connection file.
 */

const { installedVersion, knownVersion, startStock } = require('./loadTslab.cjs');
const { startKernel } = require('./startKernel.cjs');

const configPath = process.argv[process.argv.indexOf('--config-path') + 1];
const version = installedVersion();
if (version === knownVersion) {
  startKernel(configPath);
} else {
  console.error(`tslab ${version} runs as it is: the launcher knows only ${knownVersion}.`);
  startStock(configPath);
}
