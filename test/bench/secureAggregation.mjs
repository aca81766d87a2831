import { performance } from 'node:perf_hooks';
import { library } from './library.mjs';

/*
 * What hiding a vector of the 2NN's size costs each client: masks, and homomorphic encryption of the same
 * whole numbers.
 */

const size = 199210;
const bits = 16;

/** Whole numbers of 16 bits, the same every time. */
function integers(count) {
  const rng = library('core/rng').Rng.fromSeed(1);
  return Int32Array.from({ length: count }, () => (rng.uint32() >>> 16) - 2 ** 15);
}

/** One round of secure aggregation: milliseconds and bytes of a client, milliseconds of the server. */
export function secure(count) {
  const { SecureClient } = library('secureAggregation/protocol/client');
  const { messageBytes } = library('secureAggregation/protocol/messages');
  const { SecureServer } = library('secureAggregation/protocol/server');
  const { modulusBitsFor } = library('secureAggregation/quantize');
  const { secureTerms } = library('secureAggregation/secureAggregation');
  const clients = Array.from({ length: Number(count) }, (_, k) => `client-${k}`);
  const modulusBits = modulusBitsFor(clients.length, bits);
  const terms = secureTerms(clients.length);
  const input = integers(size);
  let [clientTime, up, down] = [0, 0, 0];
  const start = performance.now();
  const server = new SecureServer({ ...terms, clients, size, modulusBits });
  const parts = new Map();
  const answers = {
    setup: (part) => part.advertiseKeys(),
    directory: (part, message) => part.shareKeys(message),
    envelopes: (part, message) => part.maskInput(message, input),
    survivors: (part, message) => part.confirmSurvivors(message),
    proofs: (part, message) => part.unmask(message),
  };
  for (let messages = server.begin(); messages.size > 0; messages = server.next()) {
    for (const [id, message] of messages) {
      const before = performance.now();
      if (message.stage === 'setup') parts.set(id, new SecureClient(message));
      const answer = answers[message.stage](parts.get(id), message);
      clientTime += performance.now() - before;
      up += messageBytes(answer);
      down += messageBytes(message);
      server.receive(id, answer);
    }
  }
  server.result();
  const n = clients.length;
  return {
    times: [clientTime / n],
    serverMilliseconds: performance.now() - start - clientTime,
    clients: n,
    neighbors: terms.neighbors ?? n - 1,
    bytesUp: up / n,
    bytesDown: down / n,
  };
}

/** The same vector under Paillier, from a few of its ciphertexts: all of them take the same time. */
export async function paillier(count) {
  const scheme = await library('secureAggregation/paillier').paillier({
    bits,
    clients: Number(count),
  });
  const measured = 3;
  const ciphertexts = Math.ceil(size / scheme.slots);
  const start = performance.now();
  const some = scheme.encrypt(integers(measured * scheme.slots));
  const encrypted = performance.now();
  scheme.decrypt(some, measured * scheme.slots, 1);
  const decrypted = performance.now();
  return {
    times: [((encrypted - start) * ciphertexts) / measured],
    serverMilliseconds: ((decrypted - encrypted) * ciphertexts) / measured,
    clients: Number(count),
    measured,
    ciphertexts,
    bytesUp: ciphertexts * scheme.ciphertextBytes,
    bytesDown: ciphertexts * scheme.ciphertextBytes,
  };
}
