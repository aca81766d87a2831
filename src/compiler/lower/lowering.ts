import type { Node, Value } from '../graph/types';
import type { LoweringGraph } from './loweringGraph';

/** What the rules for single operations work with. */
export interface Lowering {
  /** The graph of ONNX operators under construction. */
  readonly graph: LoweringGraph;
  /** The lowered form of a traced value. */
  readonly lowered: (value: Value) => Value;
  /** The operations that read a traced value; undefined stands for an output of the program. */
  readonly users: (value: Value) => readonly (Node | undefined)[];
}

/** From a traced node and its lowered inputs to the lowered result. */
export type Rule = (node: Node, ...ins: Value[]) => Value;

/** Rules by operation. */
export type Rules = Readonly<Partial<Record<string, Rule>>>;

/** How nodes that are taken over together are lowered. */
export interface SpecialRules {
  /** How to make the values that other nodes read. */
  readonly rules: ReadonlyMap<Node, () => Value>;
  /** Nodes whose values nothing else reads. */
  readonly absorbed: ReadonlySet<Node>;
}
