'use strict';
/* global expect */

const { FEDERATED_TEST_SEED: seed } = process.env;

if (seed !== undefined) {
  if (!/^-?\d{1,10}$/.test(seed)) {
    throw new RangeError(`FEDERATED_TEST_SEED must be a whole number, got ${seed}`);
  }
  require('fast-check').configureGlobal({ seed: Number(seed) });
}

/** Equal bytes are equal numbers: jest alone compares arrays of a million numbers for seconds. */
function equalBytes(a, b) {
  if (!ArrayBuffer.isView(a) || a.constructor !== b?.constructor) return undefined;
  const [left, right] = [a, b].map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  return left.equals(right) || undefined;
}

expect.addEqualityTesters([equalBytes]);
