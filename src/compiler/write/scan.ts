import { order } from '../graph/order';
import type { Value } from '../graph/types';
import { TraceError } from '../traceError';
import { GraphWriter, inputsOf, port } from './graphWriter';
import { graphMessage, modelMessage, nodeMessage } from './messages';
import type { Port } from './messages';

/** One step of a loop, and how the steps follow on each other. */
export interface ScanProgram {
  /** What a step computes, lowered, by names. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** Which input of a step is which output of the step before; the first one's is given. */
  readonly state: readonly (readonly [input: string, output: string])[];
  /** Inputs that have another slice for each step; all others are the same for every step. */
  readonly scanned: readonly string[];
  /** Outputs that are collected: one slice a step. */
  readonly results: readonly string[];
  /** Outputs that say how far the state has moved: one of its outputs minus an input. */
  readonly moves?: readonly StateMove[];
}

export interface StateMove {
  readonly name: string;
  readonly output: string;
  /** May be an input that no step reads. */
  readonly from: string;
}

/** The name of the axis of steps. */
const steps = 'steps';

/** Names inside the loop differ from those outside. */
const inner = (name: string): string => `step.${name}`;

/**
 * A loop over steps as an ONNX file: one `Scan` whose body is the lowered step.
 *
 * Every scanned input has an axis `steps` in front; every result gets one. Outputs of the state
 * have the values after the last step.
 *
 * @throws TraceError where a carried input is not used by any step
 */
export function writeScan(program: ScanProgram): Uint8Array {
  const { outputs, state, scanned, results, moves = [] } = program;
  const collected = [...state.map(([, output]) => output), ...results];
  const nodes = order(collected.map((name) => outputs[name]));
  const inputs = inputsOf(nodes);
  for (const [name] of state) {
    if (!inputs.has(name)) throw new TraceError(`no step reads the carried value ${name}`);
  }
  const sliced = scanned.filter((name) => inputs.has(name));
  const perStep = [...state.map(([input]) => input), ...sliced];

  const writer = new GraphWriter();
  for (const [name, value] of inputs) {
    writer.name(value, perStep.includes(name) ? inner(name) : name);
  }
  for (const name of collected) writer.name(outputs[name], inner(name));
  for (const node of nodes) writer.add(node);
  for (const name of collected) writer.output(outputs[name], inner(name));
  const body = graphMessage({
    name: 'step',
    nodes: writer.nodes,
    constants: writer.constants,
    inputs: perStep.map((name) => port(inner(name), inputs.get(name)!)),
    outputs: collected.map((name) => port(inner(name), outputs[name])),
  });

  const scan = nodeMessage({
    op: 'Scan',
    inputs: perStep,
    outputs: collected,
    attributes: { num_scan_inputs: sliced.length, body: { graph: body } },
  });
  const differences = moves.map(({ name, output, from }) =>
    nodeMessage({ op: 'Sub', inputs: [output, from], outputs: [name] }),
  );
  const unread = moves.filter(({ from }) => !inputs.has(from));
  return modelMessage({
    name: 'steps',
    nodes: [scan, ...differences],
    constants: [],
    inputs: [
      ...Array.from(inputs, ([name, value]) =>
        sliced.includes(name) ? withSteps(port(name, value)) : port(name, value),
      ),
      ...unread.map(({ from, output }) => port(from, outputs[output])),
    ],
    outputs: [
      ...collected.map((name, i) =>
        i < state.length ? port(name, outputs[name]) : withSteps(port(name, outputs[name])),
      ),
      ...moves.map(({ name, output }) => port(name, outputs[output])),
    ],
  });
}

function withSteps({ name, shape, dtype }: Port): Port {
  return { name, shape: [steps, ...shape], dtype };
}
