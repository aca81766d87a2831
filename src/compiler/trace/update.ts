import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../graph/graph';
import type { Value } from '../graph/types';
import type { OptimizerSpec, Slot } from './programTypes';

/** An update rule in a trace. */
export interface Update {
  /** Whether the given gradients must already be multiplied by the learning rate. */
  readonly scaled: boolean;
  /** Moves the variables; `gradients[i]` belongs to `variables[i]`. */
  apply(gradients: readonly tf.Tensor[]): void;
  readonly slots: readonly Slot[];
  /** What the slots hold now, by output name. */
  slotTensors(): Record<string, tf.Tensor>;
  dispose(): void;
}

/** Makes an update rule; must be called within a trace. */
export function traceUpdate(
  graph: Graph,
  symbol: (value: Value) => tf.Tensor,
  spec: OptimizerSpec,
  variables: readonly tf.Variable[],
  rate: tf.Tensor,
): Update {
  return spec.kind === 'sgd' ? descent(variables) : traced(graph, symbol, spec, variables, rate);
}

/** `w - gradient`, in which the product that makes the gradient can be subtracted in place. */
function descent(variables: readonly tf.Variable[]): Update {
  return {
    scaled: true,
    apply: (gradients) => {
      variables.forEach((variable, i) => {
        variable.assign(tf.sub(variable, gradients[i]));
      });
    },
    slots: [],
    slotTensors: () => ({}),
    dispose: () => undefined,
  };
}

/**
 * One of tfjs's own optimizers. With learning rate 1, it moves shadows of the variables that start
 * each step at zero; the variables then move by the learning rate times that.
 */
function traced(
  graph: Graph,
  symbol: (value: Value) => tf.Tensor,
  spec: Exclude<OptimizerSpec, { kind: 'sgd' }>,
  variables: readonly tf.Variable[],
  rate: tf.Tensor,
): Update {
  const shadows = variables.map((variable) => tf.variable(tf.zeros(variable.shape)));
  const before = new Set(Object.keys(tf.engine().registeredVariables));
  const optimizer = optimizerOf(spec);
  const initial = new Map(newVariables(before).map((v) => [v, v.dataSync()[0]]));
  const named = (gradients: readonly tf.Tensor[]): tf.NamedTensorMap =>
    Object.fromEntries(shadows.map((shadow, i) => [shadow.name, gradients[i]]));
  optimizer.applyGradients(named(shadows.map((shadow) => tf.zerosLike(shadow)))); // creates its variables
  const kept = newVariables(before);
  const slots = kept.map((variable, i) => ({
    input: `s${i}`,
    output: `s${i}.next`,
    shape: variable.shape,
    initial: initial.get(variable) ?? 0,
  }));
  kept.forEach((variable, i) => {
    variable.assign(symbol(graph.input(slots[i].input, variable.shape, 'float32')));
  });
  for (const shadow of shadows) shadow.assign(tf.zerosLike(shadow));
  return {
    scaled: false,
    apply: (gradients) => {
      optimizer.applyGradients(named(gradients));
      variables.forEach((variable, i) => {
        variable.assign(tf.add(variable, tf.mul(shadows[i], rate)));
      });
    },
    slots,
    slotTensors: () => Object.fromEntries(kept.map((v, i) => [slots[i].output, v])),
    dispose: () => {
      tf.dispose(shadows);
      optimizer.dispose();
      // tfjs's momentum optimizer keeps the scalar -rate, and its `dispose` leaks it.
      const { c } = optimizer as unknown as { readonly c?: tf.Tensor };
      if (c && !c.isDisposed) c.dispose();
    },
  };
}

function optimizerOf(spec: Exclude<OptimizerSpec, { kind: 'sgd' }>): tf.Optimizer {
  return spec.kind === 'momentum'
    ? tf.train.momentum(1, spec.momentum)
    : tf.train.adam(1, spec.beta1, spec.beta2, spec.epsilon);
}

/** The variables created since then. */
function newVariables(before: ReadonlySet<string>): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables).filter(({ name }) => !before.has(name));
}
