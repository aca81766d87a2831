'use strict';
// Runs the data command as a process of its own, from the TypeScript sources, with one dataset in the
// place of the catalogue: node cliProcess.cjs <dataset as JSON> <arguments>
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};
require.extensions['.ts'] = (module, file) => {
  module._compile(transformFileSync(file, options).code, file);
};
const { main, terminal } = require(
  join(__dirname, '..', '..', '..', 'src', 'data', 'download', 'cli.ts'),
);
const [source, ...args] = process.argv.slice(2);
main(args, { ...terminal(), sources: [JSON.parse(source)] }).then((code) => {
  process.exitCode = code;
});
