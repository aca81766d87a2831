'use strict';
const { createTransformer } = require('@swc/jest');

const swc = createTransformer({});

/** Packages that are ES modules alone, as CommonJS: without a flag, Jest runs nothing else. */
module.exports = {
  ...swc,
  // An ES module may set `import.meta.url`, which CommonJS has no place for.
  process: (source, ...rest) =>
    swc.process(source.replace(/\bimport\.meta\.url\s*=(?!=)/g, 'globalThis.__url='), ...rest),
};
