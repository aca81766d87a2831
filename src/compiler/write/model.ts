import { order } from '../graph/order';
import type { Dimension, Value } from '../graph/types';
import { GraphWriter, inputsOf, port } from './graphWriter';
import { modelMessage } from './messages';

/**
 * A lowered graph as an ONNX file that computes it once.
 *
 * @param outputs the values to compute, by output name
 * @param named dimensions of outputs, if some have names instead of lengths
 */
export function writeModel(
  outputs: Readonly<Record<string, Value>>,
  named: Readonly<Record<string, readonly Dimension[]>> = {},
): Uint8Array {
  const nodes = order(Object.values(outputs));
  const inputs = inputsOf(nodes);
  const writer = new GraphWriter();
  for (const [name, value] of inputs) writer.name(value, name);
  for (const [name, value] of Object.entries(outputs)) writer.name(value, name);
  for (const node of nodes) writer.add(node);
  for (const [name, value] of Object.entries(outputs)) writer.output(value, name);
  return modelMessage({
    name: 'model',
    nodes: writer.nodes,
    constants: writer.constants,
    inputs: Array.from(inputs, ([name, value]) => port(name, value)),
    outputs: Object.entries(outputs).map(([name, value]) => ({
      ...port(name, value),
      ...(name in named && { shape: named[name] }),
    })),
  });
}
