import { runSource } from '../support/sourceProgram';

/** Listeners of every kind that a process has, by identity; what changed is told by name. */
const program = `
  const tf = require('@tensorflow/tfjs');
  const [, name] = process.argv;
  const listeners = () => new Map(process.eventNames().map((e) => [e, process.rawListeners(e)]));
  const changed = (before, after) =>
    [...new Set([...before.keys(), ...after.keys()])].map(String).filter((event) => {
      const [a, b] = [before.get(event) ?? [], after.get(event) ?? []];
      return a.length !== b.length || a.some((listener, i) => listener !== b[i]);
    });
  const logged = [];
  const log = (error) => logged.push(error.message);
  const meanwhile = (reason) => log(reason);
  process.on('unhandledRejection', log);
  process.on('uncaughtException', log);
  process.once('uncaughtException', () => undefined);
  async function main() {
    const before = listeners();
    const loading = START;
    await new Promise(setImmediate);
    process.on('unhandledRejection', meanwhile);
    before.get('unhandledRejection').push(meanwhile);
    await loading;
    const after = changed(before, listeners());
    Promise.reject(new Error('rejected'));
    setTimeout(() => { throw new Error('thrown'); });
    while (logged.length < 3) await new Promise(setImmediate);
    before.get('uncaughtException').splice(1);
    if (tf.findBackend('wasm')) tf.removeBackend('wasm');
    const disposed = changed(before, listeners());
    console.log(JSON.stringify({ after, logged, disposed }));
  }
  void main();
`;

const backend = `require('./src/models/backend.ts').useBackend(name, () => undefined)`;
const twice = `Promise.all([1, 2].map(() => ${backend}))`;
const runtime = `(require('onnxruntime-web'), require('./src/training/worker/onnxRuntime.ts').loadOnnxRuntime('web'))`;

test.each([
  ['the backend that is chosen automatically', backend, 'auto'],
  ['WebAssembly, asked for twice at once', twice, 'wasm'],
  ['plain JavaScript', backend, 'cpu'],
  ['ONNX Runtime on WebAssembly', runtime, ''],
])('%s leaves the process its listeners', async (_, start, name) => {
  const output = await runSource(program.replace('START', start), name);
  expect(JSON.parse(output.trim().split('\n').at(-1)!)).toEqual({
    after: [],
    logged: ['rejected', 'rejected', 'thrown'],
    disposed: [],
  });
});
