'use strict';
const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take longest, so that none of them is alone at the end; others come in jest's order. */
const longest = [
  ...['notebooks/chapters', 'flower/launch/federation', 'notebooks/solutions', 'flower/faults'],
  ...['book/site', 'flower/launch/agreement', 'flower/launch/secondMachine', 'browser/lab'],
  ...['notebooks/kernel', 'flower/secureAggregation', 'simulate/kills', 'simulate/run'],
  ...['notebook/server/chapterContents', 'simulate/sweep', 'flower/launch/transforms'],
  ...['simulate/safety', 'notebook/server/lab', 'training/zoo'],
].map((name) => `/test/${name}.test.ts`);

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = longest.findIndex((name) => path.replaceAll('\\', '/').endsWith(name));
      return found < 0 ? longest.length : found;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
