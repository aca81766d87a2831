'use strict';
const { jest } = require('../package.json');

/** What starts programs, or takes long. */
const left = [
  ...['core/fileLock', 'strategies/(equalities|statistics)'],
  ...[
    'notebooks',
    'book/site',
    'browser',
    'bench',
    'references',
    'setup',
    'commands',
    'readme.test.ts',
  ],
  ...['simulate', 'simulation/killed', 'training'],
  'notebook/(staticFigure|live|compareRuns|server|values)',
  ...[
    'flower/(launch|node|server|client|tab)',
    'book/(playground|live)',
    'flower/(faults|tls)',
    'compiler/trace/(program|noise)',
  ],
];

process.env.FEDERATED_TEST_PYTHON = '';
process.env.FEDERATED_TEST_FLOWER = '';

module.exports = {
  ...jest,
  rootDir: '..',
  testPathIgnorePatterns: ['/node_modules/', ...left.map((path) => `<rootDir>/test/${path}\\b`)],
};
