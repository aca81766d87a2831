import type { Node, Value } from '../graph/types';
import type { LoweringGraph } from './loweringGraph';

/** What the rules for single operations work with. */
export interface Lowering {
  /** The graph of ONNX operators that is being made. */
  readonly graph: LoweringGraph;
  /** The lowered form of a traced value. */
  readonly lowered: (value: Value) => Value;
  /** The operations that read a traced value; undefined stands for an output of the program. */
  readonly users: (value: Value) => readonly (Node | undefined)[];
}

/** From a traced node and its lowered inputs to the lowered result. */
export type Rule = (node: Node, ...ins: Value[]) => Value;

/** Rules by the operations they are for. */
export type Rules = Readonly<Partial<Record<string, Rule>>>;

/** What becomes of nodes that are taken over together. */
export interface SpecialRules {
  /** How to make the values that others read. */
  readonly rules: ReadonlyMap<Node, () => Value>;
  /** Nodes whose values nothing else reads. */
  readonly absorbed: ReadonlySet<Node>;
}
