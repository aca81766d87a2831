import { browser, data } from './doctor/extras.mjs';
import { lines, problem } from './doctor/finding.mjs';
import { engines, kernel, library, packages, pythonPackages } from './doctor/installation.mjs';
import { disk, loopback, memory, node, python } from './doctor/machine.mjs';
import { npmRegistry, pythonIndex } from './doctor/network.mjs';

export const usage = 'npm run doctor';

export const details = `Checks what the tutorial needs, and says what to do where something is missing. It installs nothing.
✓ is well, – is not there but not needed, or not yet; ✗ does not work: the exit code is then 1.`;

/** Name of a check -> the check, in the order in which one depends on another. */
const checks = {
  'Node.js': node,
  Python: python,
  Disk: disk,
  Memory: memory,
  Ports: loopback,
  'npm registry': npmRegistry,
  'Python index': pythonIndex,
  'npm packages': packages,
  Library: library,
  'Python packages': pythonPackages,
  Kernel: kernel,
  Engines: engines,
  Data: data,
  Browser: browser,
};

/** Runs all checks and prints what each finds, as soon as it does. */
export async function run() {
  const width = Math.max(...Object.keys(checks).map((name) => name.length));
  let problems = 0;
  for (const [name, check] of Object.entries(checks)) {
    const found = await findingOf(check);
    if (found.level === 'problem') problems++;
    console.log(lines(name, found, width));
  }
  const found = problems === 1 ? '1 problem' : `${problems} problems`;
  console.log(
    problems === 0 ? '\nAll is well. Next: npm run tutorial' : `\n${found}: see ✗ above.`,
  );
  return problems === 0 ? 0 : 1;
}

async function findingOf(check) {
  try {
    return await check();
  } catch (error) {
    return problem(error.message, 'this check itself failed; please report it');
  }
}
