'use strict';

/** What the kernel's thread and the watcher share: one number for each of these. */
const slots = {
  /** How many of the watcher's messages the kernel's thread has received. */
  received: 0,
  /** 1 while an interrupted cell still runs. */
  interrupted: 1,
  /** How many calls of the kernel's own work are under way, which must not be stopped. */
  ownWork: 2,
};

const shared = new Int32Array(
  new SharedArrayBuffer(Object.keys(slots).length * Int32Array.BYTES_PER_ELEMENT),
);

/** Does work of the kernel, such as compiling: the watcher waits for it instead of stopping it. */
function ownWork(body) {
  Atomics.add(shared, slots.ownWork, 1);
  try {
    return body();
  } finally {
    Atomics.sub(shared, slots.ownWork, 1);
  }
}

module.exports = { ownWork, shared, slots };
