import { byDepth, order } from '../graph/order';
import type { Node, Value } from '../graph/types';
import { TraceError } from '../traceError';
import { GraphWriter, inputsOf, port } from './graphWriter';
import { graphMessage, modelMessage } from './messages';
import type { Port } from './messages';
import { turnedState } from './turnedState';

/** One step of a loop, and how consecutive steps are connected. */
export interface ScanProgram {
  /** What a step computes, lowered, by name. */
  readonly outputs: Readonly<Record<string, Value>>;
  /**
   * Which input of a step is which output of the previous step; the first step's inputs are given.
   */
  readonly state: readonly (readonly [input: string, output: string])[];
  /** Inputs with a separate slice for each step; all others are the same for every step. */
  readonly scanned: readonly string[];
  /** Outputs that are collected: one slice per step. */
  readonly results: readonly string[];
  /** Outputs that give how far the state has moved: one of its outputs minus an input. */
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
 * A loop over steps as an ONNX file: one `Scan` whose body is the lowered step. State that each
 * step reorders and restores is instead reordered before the loop and restored after it.
 *
 * Every scanned input has a leading axis `steps`; every result gets one. State outputs hold the
 * values after the last step.
 *
 * @throws TraceError if a carried input is not used by any step
 */
export function writeScan(program: ScanProgram): Uint8Array {
  const { outputs, state, scanned, results, moves = [] } = program;
  const collected = [...state.map(([, output]) => output), ...results];
  const all = order(collected.map((name) => outputs[name]));
  const inputs = inputsOf(all);
  for (const [name] of state) {
    if (!inputs.has(name)) throw new TraceError(`no step reads the carried value ${name}`);
  }
  const sliced = scanned.filter((name) => inputs.has(name));
  const measured = results.map((name) => [name, outputs[name]] as const);
  const kept = measured.map(([, value]) => value);
  const carried = state.map(([input, output]) =>
    carry(all, kept, [input, inputs.get(input)!], [output, outputs[output]]),
  );
  const perStep = [
    ...carried.map(({ input }) => input),
    ...sliced.map((name) => [name, inputs.get(name)!] as const),
  ];
  const found = [...carried.map(({ output }) => output), ...measured];

  const turns = new Set(carried.flatMap(({ turn, back }) => [...turn, ...back]));
  const nodes = byDepth(all).filter((node) => !turns.has(node));
  const step = new GraphWriter();
  for (const [name, value] of perStep) step.name(value, inner(name));
  for (const [name, value] of inputs) step.name(value, name);
  for (const [name, value] of found) step.name(value, inner(name));
  for (const node of nodes) step.add(node);
  for (const [name, value] of found) step.output(value, inner(name));
  const body = graphMessage({
    name: 'step',
    nodes: step.nodes,
    constants: step.constants,
    inputs: perStep.map(([name, value]) => port(inner(name), value)),
    outputs: found.map(([name, value]) => port(inner(name), value)),
  });

  const whole = new GraphWriter('whole.');
  for (const [name, value] of [...inputs, ...perStep]) whole.name(value, name);
  for (const { turn } of carried) for (const node of turn) whole.add(node);
  whole.write({
    op: 'Scan',
    inputs: perStep.map(([name]) => name),
    outputs: found.map(([name]) => name),
    attributes: { num_scan_inputs: sliced.length, body: { graph: body } },
  });
  for (const [name, value] of found) whole.name(value, name);
  for (const name of collected) whole.name(outputs[name], name);
  for (const { back } of carried) for (const node of back) whole.add(node);
  for (const { name, output, from } of moves) {
    whole.write({ op: 'Sub', inputs: [output, from], outputs: [name] });
  }
  const unread = moves.filter(({ from }) => !inputs.has(from));
  return modelMessage({
    name: 'steps',
    nodes: whole.nodes,
    constants: whole.constants,
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

type Named = readonly [name: string, value: Value];

/** What the loop carries for a state, and what is computed outside before and after it. */
interface Carried {
  readonly input: Named;
  readonly output: Named;
  readonly turn: readonly Node[];
  readonly back: readonly Node[];
}

function carry(
  nodes: readonly Node[],
  results: readonly Value[],
  input: Named,
  output: Named,
): Carried {
  const turned = turnedState(nodes, results, input[1], output[1]);
  if (!turned) return { input, output, turn: [], back: [] };
  const { turn, carried, next, back } = turned;
  return {
    input: [`${input[0]}.turned`, carried],
    output: [`${output[0]}.turned`, next],
    turn,
    back,
  };
}

function withSteps({ name, shape, dtype }: Port): Port {
  return { name, shape: [steps, ...shape], dtype };
}
