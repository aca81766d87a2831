import * as tf from '@tensorflow/tfjs';

/**
 * The weights of a model during training, and those it had before. Nothing is copied: tensors are
 * swapped.
 */
export class LentWeights {
  readonly #variables: readonly tf.Variable[];
  readonly #own: readonly tf.Tensor[];

  constructor(variables: readonly tf.Variable[]) {
    this.#variables = variables;
    this.#own = variables.map((variable) => variable.clone());
  }

  /** Gives the model its own weights back while other code runs. */
  async duringPause(pause: () => Promise<void>): Promise<void> {
    const trained = this.#variables.map((variable) => variable.clone());
    this.#assign(this.#own);
    try {
      await pause();
    } finally {
      this.#assign(trained);
      tf.dispose(trained);
    }
  }

  dispose(): void {
    tf.dispose([...this.#own]);
  }

  #assign(tensors: readonly tf.Tensor[]): void {
    this.#variables.forEach((variable, i) => {
      variable.assign(tensors[i]);
    });
  }
}
