import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A module of the compiled library: `training/eager/eagerTrainer`. */
export function library(name) {
  return require(`../../src/dist/${name}.js`);
}

/** The library's own copy of tfjs. */
export function tfjs() {
  return require('@tensorflow/tfjs');
}
