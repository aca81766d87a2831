'use strict';

/**
 * How the value of a cell's last expression is shown, the contract between this kernel and libraries.
 *
 * A value is shown as a MIME bundle, in an `execute_result`, if
 * - it has a method under `Symbol.for('Jupyter.display')`, which returns the bundle, or
 * - one of the functions in the set `globalThis[Symbol.for('federated.displayValue')]`, called with
 *   the value in the order in which they were added, returns one; undefined means "not mine".
 *
 * Bundles may come as promises. A bundle is an object from MIME types to data: text, JSON for JSON
 * types, and bytes (a Uint8Array, sent as base64) for images. Anything else is printed, as by
 * `console.log`; undefined and null print nothing. In TypeScript:
 *
 * ```ts
 * type MimeBundle = Readonly<Record<string, unknown>>;
 * type ValueDisplay = (value: unknown) => MimeBundle | undefined | Promise<MimeBundle | undefined>;
 * ```
 */

const ownDisplay = Symbol.for('Jupyter.display');
const displays = Symbol.for('federated.displayValue');

/** The bundle for a value; undefined if it is to be printed. */
async function bundleOf(value) {
  const own = await ownBundle(value);
  if (own !== undefined) return sendable(own);
  for (const display of globalThis[displays] ?? []) {
    const bundle = await display(value);
    if (bundle !== undefined) return sendable(bundle);
  }
  return undefined;
}

function ownBundle(value) {
  const kind = typeof value;
  if ((kind !== 'object' && kind !== 'function') || value === null) return undefined;
  return typeof value[ownDisplay] === 'function' ? value[ownDisplay]() : undefined;
}

function sendable(bundle) {
  const entries = Object.entries(bundle).map(([type, data]) => [
    type,
    data instanceof Uint8Array ? Buffer.from(data).toString('base64') : data,
  ]);
  return Object.fromEntries(entries);
}

module.exports = { bundleOf };
