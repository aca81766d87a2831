/*
 * The benchmark: every engine on three models, in processes of their own, one after the other.
 * node main.mjs [--rounds 5] [--passes 3] [--only softmax,2nn,cnn,clients,examples,first,secure,codecs,browser] [--output results.json]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureBrowser } from './browser.mjs';
import { showCompression } from './codecs.mjs';
import { engines } from './engines.mjs';
import { measureExamples } from './examples.mjs';
import { inTurn } from './inTurn.mjs';
import { benchOptions, usage } from './options.mjs';
import { digits, table } from './table.mjs';
import { workloads } from './workloads.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
if (process.argv.slice(2).some((argument) => ['--help', '-h'].includes(argument))) {
  console.log(`Usage: ${usage}`);
  process.exit();
}
const options = chosenOptions();
const core = String(availableParallelism() - 1);
const pinning = spawnSync('taskset', ['-c', core, 'true']).status === 0;

/** What the command line asks for; where it is wrong, one line says so and the program ends. */
function chosenOptions() {
  const measurements = [
    ...Object.keys(workloads),
    'clients',
    'examples',
    'first',
    'secure',
    'codecs',
    'browser',
  ];
  try {
    const results = here('../../.cache/bench/results.json');
    return benchOptions(process.argv.slice(2), measurements, results);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

/** One measurement in a process of its own, on one processor where that is asked for and possible. */
function measure(oneCore, ...args) {
  const command = [process.execPath, here('measure.mjs'), ...args.map(String)];
  if (oneCore && pinning) command.unshift('taskset', '-c', core);
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1));
}

const perStep = ({ median, clients, stepsPerClient }) => median / (clients * stepsPerClient);

/** One model on every engine. */
function measureWorkload(name) {
  const results = inTurn(options.passes, Object.keys(engines), (engine) =>
    measure(engines[engine].oneCore, 'engine', engine, name, options.rounds),
  );
  const times = (slow) =>
    slow.absent
      ? () => '-'
      : (result) => (result.absent ? '-' : `${digits(perStep(slow) / perStep(result))}x`);
  const ratios = ['fit', 'tensorflow', 'wasm'];
  const head = ['engine', 'ms a step', 's a round', ...ratios.map((one) => `vs ${one}`), 'peak MB'];
  const rows = Object.entries(results).map(([engine, result]) => {
    const { title, oneCore } = engines[engine];
    if (result.absent) return [`${title}: absent`, ...head.slice(1).map(() => '-')];
    const step = perStep(result);
    return [
      `${title}${oneCore ? '' : ' (all cores)'}`,
      digits(step),
      digits((step * 250) / 1000),
      ...ratios.map((one) => times(results[one])(result)),
      Math.round(result.peakBytes / 1e6).toString(),
    ];
  });
  console.log(`\n${workloads[name].title}: 10 clients x 25 steps x batch 20\n`);
  console.log(table([head, ...rows]));
  for (const [engine, { absent }] of Object.entries(results)) {
    if (absent) console.log(`${engines[engine].title} is absent: ${absent}`);
  }
  return results;
}

/** The softmax round at three sizes of the cohort. */
function measureClients() {
  const results = inTurn(options.passes, [10, 100, 1000], (count) =>
    measure(true, 'clients', count, options.rounds),
  );
  const rows = Object.entries(results).map(([count, result]) => [
    count,
    digits(result.median / 1000),
    digits(perStep(result)),
    `${digits(result.median / results[10].median)}x`,
    Math.round(result.peakBytes / 1e6).toString(),
    `${digits(result.peakBytes / results[10].peakBytes)}x`,
  ]);
  const head = ['clients', 's a round', 'ms a step', 'time vs 10', 'peak MB', 'memory vs 10'];
  console.log('\nsoftmax, compiled, 1 worker: size of the cohort (clients share ten datasets)\n');
  console.log(table([head, ...rows]));
  return results;
}

/** From the start of a process to the end of its first round. */
function measureFirst() {
  const { first } = inTurn(options.rounds, ['first'], () => measure(true, 'first'));
  const seconds = first.median / 1000;
  console.log(
    `\nstart of the process to the end of the first round: ${digits(seconds)} s (median)`,
  );
  return { seconds, all: first.times.map((time) => time / 1000) };
}

/** What hiding a vector of 199,210 numbers costs each client, by masks and by homomorphic encryption. */
function measureSecure() {
  const results = {};
  const row = (title, { times, serverMilliseconds, bytesUp, bytesDown, neighbors = '-' }) => [
    title,
    String(neighbors),
    digits(times[0] / 1000),
    digits(bytesUp / 1e6),
    digits(bytesDown / 1e6),
    digits(serverMilliseconds / 1000),
  ];
  const rows = [10, 50, 100, 200].map((count) => {
    results[count] = measure(true, 'secure', count);
    return row(`masks, ${count} clients`, results[count]);
  });
  results.paillier = measure(true, 'paillier', 50);
  rows.push(row('Paillier, 3072 bits, 50 clients', results.paillier));
  const head = ['199,210 numbers', 'neighbors', 's a client', 'MB up', 'MB down', 's server'];
  console.log('\nsecure aggregation: once each, without dropouts\n');
  console.log(table([head, ...rows]));
  const { measured, ciphertexts } = results.paillier;
  console.log(
    `Paillier is measured on ${measured} of ${ciphertexts} ciphertexts; its server column is decryption.`,
  );
  return results;
}

const machine = `${cpus()[0].model.trim()}, processors: ${availableParallelism()}, Node ${process.version}`;
console.log(machine);
console.log(
  pinning
    ? `One-core rows are pinned to processor ${core} by taskset.`
    : 'taskset is not here: nothing is pinned, so one-core rows may use more than one processor.',
);
console.log(`Medians after warm-up; rounds: ${options.rounds}, passes: ${options.passes}.`);
const results = {
  machine,
  pinning,
  rounds: options.rounds,
  passes: options.passes,
  date: new Date().toISOString(),
};
for (const name of Object.keys(workloads)) {
  if (options.only.has(name)) results[name] = measureWorkload(name);
}
if (options.only.has('clients')) results.clients = measureClients();
if (options.only.has('examples')) {
  results.examples = measureExamples(options.passes, (...what) =>
    measure(true, 'examples', ...what, options.rounds),
  );
}
if (options.only.has('first')) results.first = measureFirst();
if (options.only.has('secure')) results.secure = measureSecure();
if (options.only.has('codecs')) {
  results.codecs = measure(true, 'compression', options.rounds);
  showCompression(results.codecs);
}
if (options.only.has('browser')) {
  results.browser = measureBrowser((name) =>
    measure(false, 'browser', name, options.rounds, options.passes),
  );
}
const output = resolve(options.output);
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `${JSON.stringify(results, null, 2)}\n`);
console.log(`\nEvery number: ${relative(process.cwd(), output)}`);
