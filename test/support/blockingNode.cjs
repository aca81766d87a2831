/*
 * A SuperNode whose client app never gives its thread back until a file is there:
 *
 *   node blockingNode.cjs '{"url": "http://127.0.0.1:8000", "schema": "schema.json", "folder": "…"}'
 *
 * It makes the file `began` when it has begun, and waits for `end`.
 */
const { existsSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const from = (name) => require(join(__dirname, '..', '..', 'src', 'dist', 'flower', name));
const { clientApp } = from('app/clientApp.js');
const { lineLog } = from('node/log.js');
const { runSuperNode } = from('node/superNode.js');
const { readDescriptors } = from('wire/descriptors.js');
const { createIdentity } = from('wire/identity.js');
const { loadFlowerSchema } = from('wire/schema.js');
const { FleetTransport } = from('wire/transport.js');

const { url, ca, schema: file, folder, appSeconds } = JSON.parse(process.argv[2]);
const controller = new globalThis.AbortController();
process.on('SIGTERM', () => controller.abort(new Error('SIGTERM')));

const app = clientApp({
  train: () => {
    writeFileSync(join(folder, 'began'), '');
    const nobody = new Int32Array(new globalThis.SharedArrayBuffer(4));
    while (!existsSync(join(folder, 'end'))) Atomics.wait(nobody, 0, 0, 5);
    return { metrics: { 'num-examples': 10n } };
  },
});

const schema = loadFlowerSchema(readDescriptors(file).bytes);
const identity = createIdentity();
const transport = new FleetTransport({ url, schema, identity, ...(ca && { ca }) });
runSuperNode({
  transport,
  schema,
  publicKey: identity.publicKey,
  app,
  log: lineLog((line) => process.stdout.write(line)),
  signal: controller.signal,
  heartbeatSeconds: 0.3,
  pollSeconds: 0.02,
  appSeconds,
}).finally(() => transport.close());
