'use strict';
const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take longest, so that none of them is alone at the end; measured ones come in jest's order. */
const longest = ['flower/faults', 'flower/launch/federation', 'notebooks/chapters'].map(
  (name) => `/test/${name}.test.ts`,
);

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = longest.findIndex((name) => path.replaceAll('\\', '/').endsWith(name));
      return found < 0 ? longest.length : found;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
