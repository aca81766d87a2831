/*
 * A SuperNode whose client app does what a test tells it, as a process of its own:
 *
 *   node scriptedNode.cjs '{"url": "http://127.0.0.1:8000", "schema": "schema.json", "shift": 1}'
 *
 * It adds `shift` to every number; with `secure`, the terms of secure aggregation, it sends the change that
 * way. `at: {round, event}` makes something happen in the midst of a round: `kill`, `freeze` (until somebody
 * sends SIGCONT); with `stage`, when it gets that message of secure aggregation.
 */
const { join } = require('node:path');
const { peakBytes } = require('./peakMemory.cjs');

const library = join(__dirname, '..', '..', 'src', 'dist', 'flower');
const from = (name) => require(join(library, name));
const { Rng } = require(join(library, '..', 'core', 'rng.js'));
const { clientApp } = from('app/clientApp.js');
const { secureFunctions } = from('app/secureTraining.js');
const { lineLog } = from('node/log.js');
const { runSuperNode } = from('node/superNode.js');
const { readDescriptors } = from('wire/descriptors.js');
const { createIdentity } = from('wire/identity.js');
const { loadFlowerSchema } = from('wire/schema.js');
const { FleetTransport } = from('wire/transport.js');

const { url, schema: file, shift, at, secure } = JSON.parse(process.argv[2]);
const controller = new globalThis.AbortController();
process.on('SIGTERM', () => controller.abort(new Error('SIGTERM')));

let happened = false;
function happen({ config, messageType }) {
  if (!at || happened) return;
  const moment = at.stage ?? Number(config.get('server-round'));
  if (moment !== (at.stage ? messageType.replace('train.', '') : at.round)) return;
  happened = true;
  process.kill(process.pid, at.event === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}

const app = clientApp({
  train: (request) => {
    const { arrays } = request;
    happen(request);
    const shifted = new Map();
    for (const [name, array] of arrays) {
      shifted.set(name, { ...array, data: array.data.map((value) => value + shift) });
    }
    return { arrays: shifted, metrics: { train_loss: 1, 'num-examples': 10n } };
  },
  evaluate: () => ({ metrics: { eval_loss: 1, eval_acc: 0.5, 'num-examples': 10n } }),
  ...(secure && inSecret(secure)),
});

function inSecret(terms) {
  const shifts = ({ arrays }) => {
    const size = [...arrays.values()].reduce((sum, { data }) => sum + data.length, 0);
    const update = new Float32Array(size).fill(shift);
    return Promise.resolve({ update, clientId: String(shift), rng: Rng.fromSeed(1) });
  };
  return Object.fromEntries(
    Object.entries(secureFunctions(terms, shifts)).map(([type, answer]) => [
      type,
      (request, context) => {
        happen(request);
        return answer(request, context);
      },
    ]),
  );
}

const schema = loadFlowerSchema(readDescriptors(file).bytes);
const identity = createIdentity();
const transport = new FleetTransport({ url, schema, headers: () => identity.headers() });
runSuperNode({
  transport,
  schema,
  publicKey: identity.publicKey,
  app,
  log: lineLog((line) => process.stdout.write(line)),
  signal: controller.signal,
  heartbeatSeconds: 10,
  pollSeconds: 0.2,
}).finally(() => {
  transport.close();
  console.log(`peak ${peakBytes()} bytes`);
});
