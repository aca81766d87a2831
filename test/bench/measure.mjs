/*
 * One measurement in a process of its own; its result is the last line of the output, as JSON:
 *   node measure.mjs engine <engine> <workload> <rounds>
 *   node measure.mjs clients <number of clients> <rounds>
 *   node measure.mjs examples <engine> <workload> <plain, clip or noise> <rounds>
 *   node measure.mjs first
 *   node measure.mjs secure|paillier <number of clients>
 *   node measure.mjs compression <rounds>
 *   node measure.mjs browser <workload> <rounds> <passes>
 */
import { performance } from 'node:perf_hooks';
import { browser } from './browser.mjs';
import { compression } from './codecs.mjs';
import { engines } from './engines.mjs';
import { library } from './library.mjs';
import { paillier, secure } from './secureAggregation.mjs';
import { plan, randomClients, stepsPerClient, workloads } from './workloads.mjs';

const measurements = { engine, clients, examples, first, secure, paillier, compression, browser };

async function engine(name, workload, rounds) {
  const { available, round, slow, warmUp = 1 } = engines[name];
  try {
    await available();
  } catch (error) {
    return { absent: error.message.split('\n')[0] };
  }
  const participants = randomClients(slow && workload === 'cnn' ? 1 : 10);
  const run = round(workloads[workload].model());
  return {
    ...(await timed(() => run(participants), rounds, warmUp)),
    clients: participants.length,
  };
}

async function clients(count, rounds) {
  const participants = randomClients(Number(count));
  const run = engines.compiled1.round(workloads.softmax.model());
  return { ...(await timed(() => run(participants), rounds, 2)), clients: participants.length };
}

/** Training in which each example's gradient is clipped, and hidden in noise; on one client if eager. */
async function examples(name, workload, kind, rounds) {
  const { available, round } = engines[name];
  try {
    await available();
  } catch (error) {
    return { absent: error.message.split('\n')[0] };
  }
  const participants = randomClients(name === 'compiled1' ? 10 : 1);
  const examplePrivacy = { clip: 1, noiseMultiplier: kind === 'noise' ? 1 : 0 };
  const run = round(workloads[workload].model(), kind === 'plain' ? {} : { examplePrivacy });
  return { ...(await timed(() => run(participants), rounds, 1)), clients: participants.length };
}

/** One round on the digits that come with the library, from nothing. */
async function first() {
  const { Rng } = library('core/rng');
  const { embeddedDigits } = library('data/sources/embedded');
  const { sampleCohort } = library('simulation/cohort');
  const digits = embeddedDigits();
  const cohort = sampleCohort(digits, 10, Rng.fromSeed(1));
  await engines.compiled1.round(workloads.softmax.model())(cohort);
  return { times: [performance.now()], clients: cohort.length };
}

/** Milliseconds of each round after the warm-up, the shortest first. */
async function timed(round, rounds, warmUp) {
  for (let i = 0; i < warmUp; i++) await round();
  const times = [];
  for (let i = 0; i < Number(rounds); i++) {
    const start = performance.now();
    await round();
    times.push(performance.now() - start);
  }
  return { times: times.sort((a, b) => a - b) };
}

const [what, ...args] = process.argv.slice(2);
const result = await measurements[what](...args);
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`\n${JSON.stringify({ ...result, stepsPerClient, plan, peakBytes })}\n`);
process.exit(0);
