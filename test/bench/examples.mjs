import { engines } from './engines.mjs';
import { inTurn } from './inTurn.mjs';
import { digits, table } from './table.mjs';
import { workloads } from './workloads.mjs';

const kinds = ['plain', 'clip', 'noise'];
const perStep = ({ median, clients, stepsPerClient }) => median / (clients * stepsPerClient);

/**
 * What it costs to clip each example's gradient, and to hide it in noise, as a table.
 *
 * @param measure measures once: engine, workload, kind
 */
export function measureExamples(passes, measure) {
  const results = {};
  const rows = [];
  for (const engine of ['compiled1', 'tensorflow']) {
    for (const workload of Object.keys(workloads)) {
      const found = inTurn(passes, kinds, (kind) => measure(engine, workload, kind));
      results[`${engine}/${workload}`] = found;
      const title = `${workloads[workload].title}, ${engines[engine].title}`;
      if (found.plain.absent) {
        rows.push([`${title}: absent`, '-', '-', '-', '-', '-']);
        continue;
      }
      const [plain, clip, noise] = kinds.map((kind) => perStep(found[kind]));
      const ratios = [clip / plain, noise / plain].map((ratio) => `${digits(ratio)}x`);
      rows.push([title, ...[plain, clip, noise].map(digits), ...ratios]);
    }
  }
  const head = ['ms a step', 'plain', 'clipped', 'with noise', 'clipped', 'with noise'];
  console.log('\nDP-SGD: each example’s gradient clipped, and with noise\n');
  console.log(table([head, ...rows]));
  return results;
}
