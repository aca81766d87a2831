'use strict';

const { inspect, types } = require('node:util');
const { framesOf } = require('./stackFrames.cjs');

/** Errors behind an error that are shown. */
const mostCauses = 3;

const red = (text) => `\u001b[31m${text}\u001b[39m`;
const isError = (value) => types.isNativeError(value) || value instanceof Error;

/** What of a failed cell goes to Jupyter: `{ ename, evalue, traceback }`. */
function failureOf(thrown, positions) {
  const { ename, evalue } = described(thrown);
  return { ename, evalue, traceback: lines(thrown, positions, mostCauses) };
}

function described(thrown) {
  if (!isError(thrown)) return { ename: 'Thrown', evalue: inspect(thrown) };
  return { ename: String(thrown.name || 'Error'), evalue: String(thrown.message) };
}

function lines(thrown, positions, causes) {
  const { ename, evalue } = described(thrown);
  const head = `${red(ename)}: ${evalue}`;
  if (!isError(thrown)) return [head];
  const behind = [thrown.cause, ...(Array.isArray(thrown.errors) ? thrown.errors : [])]
    .filter((cause) => cause !== undefined)
    .slice(0, causes);
  const because = behind.flatMap((cause) => {
    const [first, ...rest] = lines(cause, positions, causes - 1);
    return [`Caused by ${first}`, ...rest];
  });
  return [head, ...framesOf(thrown.stack, positions), ...because];
}

module.exports = { failureOf, red };
