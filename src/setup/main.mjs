/*
 * The entry point of all npm scripts: node src/setup/main.mjs <command> [arguments]. It runs before
 * anything is installed. The check of Node's version comes first, in syntax that an old Node can
 * parse; everything else is loaded only after it.
 */
import { nodeProblem } from './versions.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}

import('./commands.mjs')
  .then(function (commands) {
    return commands.run(process.argv.slice(2));
  })
  .then(function (code) {
    process.exitCode = code;
  })
  .catch(function (error) {
    process.exitCode = 1;
    return import('./errors.mjs').then(function (errors) {
      console.error(errors.told(error));
    });
  });
