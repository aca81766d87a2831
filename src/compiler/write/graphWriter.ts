import { dimensions } from '../graph/shape';
import type { ConstantData, DType, Node, Value } from '../graph/types';
import { nodeMessage, tensorMessage } from './messages';
import type { Message, NodeMessage, Port } from './messages';
import { operator } from './operators';
import type { ConstantInput } from './operators';

/** Collects the parts of an ONNX graph and gives each value a name. */
export class GraphWriter {
  readonly nodes: Message[] = [];
  readonly constants: Message[] = [];
  readonly #names = new Map<Value, string>();
  readonly #constantNames = new Map<string, string>();
  readonly #prefix: string;

  /** @param prefix of the names that it generates */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  /** Names a value; it keeps the first name it is given. */
  name(value: Value, name: string): void {
    if (!this.#names.has(value)) this.#names.set(value, name);
  }

  /** Adds one operation; its inputs must have been added before. */
  add(node: Node): void {
    if (node.op === 'Input') return;
    if (node.data) {
      const { shape, dtype } = node.outs[0];
      const name = this.#constantName();
      this.name(node.outs[0], name);
      this.constants.push(tensorMessage({ name, shape, dtype }, node.data));
      return;
    }
    const { op, attributes, constants = [] } = operator(node.op, node.attrs);
    const inputs = node.ins.map((value) => (value ? this.#nameOf(value) : ''));
    const outputs = node.outs.map((value) => {
      this.name(value, `${this.#prefix}t${this.#names.size}`);
      return this.#nameOf(value);
    });
    const more = constants.map((constant) => this.#constant(constant));
    this.write({ op, inputs: [...inputs, ...more], outputs, attributes });
  }

  write(node: NodeMessage): void {
    this.nodes.push(nodeMessage(node));
  }

  /** Makes `value` known as `output`, too, if it already has another name. */
  output(value: Value, output: string): void {
    const name = this.#nameOf(value);
    if (name !== output) this.write({ op: 'Identity', inputs: [name], outputs: [output] });
  }

  #nameOf(value: Value): string {
    return this.#names.get(value)!;
  }

  #constantName(): string {
    return `${this.#prefix}constant.${this.constants.length}`;
  }

  #constant(constant: ConstantInput): string {
    const key = JSON.stringify(constant);
    const known = this.#constantNames.get(key);
    if (known !== undefined) return known;
    const name = this.#constantName();
    const [data, shape, dtype]: [ConstantData, number[], DType] =
      'int64' in constant
        ? [BigInt64Array.from(constant.int64, BigInt), [constant.int64.length], 'int64']
        : [Float32Array.of(constant.float32), [], 'float32'];
    this.constants.push(tensorMessage({ name, shape, dtype }, data));
    this.#constantNames.set(key, name);
    return name;
  }
}

/** A value as an input or output of a graph. */
export function port(name: string, value: Value): Port {
  return { name, shape: dimensions(value), dtype: value.dtype };
}

/** The inputs among these nodes, by name. */
export function inputsOf(nodes: readonly Node[]): Map<string, Value> {
  const inputs = nodes.filter(({ op }) => op === 'Input');
  return new Map(inputs.map(({ attrs, outs }) => [attrs.name!, outs[0]]));
}
