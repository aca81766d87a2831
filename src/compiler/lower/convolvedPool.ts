import { elementCount } from '../../core/shape';
import type { Attributes, Node, Value } from '../graph/types';
import type { Lowering } from './lowering';
import { inverse } from './loweringGraph';
import { pairs } from './maxima';
import { patchesOf } from './patches';
import { gemm } from './products';

/** One cell of the pool's windows: the patches under the filter at that cell. */
interface Cell {
  /** `[kernel · channels (+ 1), rows · columns · batch]` */
  readonly patches: Value;
}

/** The larger of two values: the first, and by how much the second exceeds it. */
interface Larger {
  readonly first: Maximum;
  readonly second: Maximum;
  /** `max(second - first, 0)`, in the memory layout of the product of filter and patches. */
  readonly excess: Value;
  /** `first + excess`: exactly 0 where the second is 0, for a ReLU that follows. */
  readonly value: Value;
}

/** The maximum over some cells of each window. */
type Maximum = Cell | Larger;

/*
 * The memory order of the axes `[batch, rows, columns, channels]` of the pooled map: as the next
 * convolution reads them, or as `[features, batch]` for a dense layer whose weights are ordered
 * alike.
 */
const channelsLast = [1, 2, 0, 3];
export const channelsFirst = [3, 1, 2, 0];

/**
 * A convolution and the max pool of non-overlapping windows after it, as matrix products for the
 * cells of the window and maxima of whole products.
 *
 * The convolved map, several times as large as the pooled one, is never assembled. Images are
 * stored as `[pixels, batch]`, so that a patch is gathered in runs of whole batches. A bias is one
 * more row of the filter, on a patch row of ones, and its gradient one more row of the filter's.
 */
export class ConvolvedPool {
  readonly #lowering: Lowering;
  readonly #convolution: Node;
  readonly #pool: Attributes;
  readonly #bias: Value | undefined;
  readonly #channelsFirst: boolean;
  #made: Maximum | undefined;
  readonly #gradients = new Map<Value, Value>();

  /**
   * @param bias the traced value that is added after the pool, if any
   * @param first whether the channels come first in memory, or last
   */
  constructor(
    lowering: Lowering,
    convolution: Node,
    pool: Attributes,
    bias: Value | undefined,
    first: boolean,
  ) {
    this.#lowering = lowering;
    this.#convolution = convolution;
    this.#pool = pool;
    this.#bias = bias;
    this.#channelsFirst = first;
  }

  /** The pooled map `[batch, rows, columns, channels]`, the bias included. */
  pooled(): Value {
    const { graph } = this.#lowering;
    const shape = this.#order.map((axis) => this.#pool.outShape![axis]);
    const value = graph.reshape(this.#valueOf(this.#maximum()), shape);
    return graph.transpose(value, inverse(this.#order));
  }

  /** @param dy gradient of the pooled map */
  filterGradient(dy: Value): Value {
    const { graph } = this.#lowering;
    const { shape } = this.#filter;
    const kernel = graph.slice(this.#gradient(dy), [0, 0], [this.#filterRows, shape[3]]);
    return graph.reshape(kernel, shape);
  }

  /** @param shape the gradient's shape, `[channels]` or with axes of length 1 in front */
  biasGradient(dy: Value, shape: readonly number[]): Value {
    const { graph } = this.#lowering;
    const row = graph.slice(this.#gradient(dy), [this.#filterRows, 0], [1, dy.shape[3]]);
    return graph.reshape(row, shape);
  }

  get #order(): readonly number[] {
    return this.#channelsFirst ? channelsFirst : channelsLast;
  }

  get #filter(): Value {
    return this.#convolution.ins[1]!;
  }

  /** Of the filter as a matrix `[kernel · channels of the images, channels]`. */
  get #filterRows(): number {
    return elementCount(this.#filter.shape.slice(0, 3));
  }

  /** The maximum over all cells: of pairs, pairs of pairs and so on. */
  #maximum(): Maximum {
    if (this.#made) return this.#made;
    const { graph } = this.#lowering;
    const windows = {
      images: this.#convolution.ins[0]!.shape,
      convolution: this.#convolution.attrs,
      pool: this.#pool,
    };
    const cells = patchesOf(graph, this.#pixels(), windows, this.#bias !== undefined);
    let level: readonly Maximum[] = cells.map((patches) => ({ patches }));
    while (level.length > 1) {
      level = pairs(level).map(([first, second]) => (second ? this.#larger(first, second) : first));
    }
    return (this.#made = level[0]);
  }

  /**
   * The larger of two maxima. For two cells the excess is a single product: that of their
   * difference.
   */
  #larger(first: Maximum, second: Maximum): Larger {
    const { graph } = this.#lowering;
    if ('patches' in first && 'patches' in second) {
      const difference = graph.binary('Sub', second.patches, first.patches);
      const excess = graph.unary('Relu', this.#convolved(difference));
      return { first, second, excess, value: this.#convolved(first.patches, excess) };
    }
    const value = this.#valueOf(first);
    const excess = graph.unary('Relu', graph.binary('Sub', this.#valueOf(second), value));
    return { first, second, excess, value: graph.binary('Add', value, excess) };
  }

  #valueOf(maximum: Maximum): Value {
    return 'patches' in maximum ? this.#convolved(maximum.patches) : maximum.value;
  }

  /** The filter applied to patches, plus `c`. */
  #convolved(patches: Value, c?: Value): Value {
    const { graph, lowered } = this.#lowering;
    const channels = this.#filter.shape[3];
    const matrix = graph.reshape(lowered(this.#filter), [this.#filterRows, channels]);
    const filter = this.#bias
      ? graph.concat([matrix, graph.reshape(lowered(this.#bias), [1, channels])], 0)
      : matrix;
    return this.#channelsFirst
      ? gemm(graph, filter, patches, { ta: true, c })
      : gemm(graph, patches, filter, { ta: true, c });
  }

  /** The images as `[pixels, batch]`, with a row of ones at the end for a bias. */
  #pixels(): Value {
    const { graph, lowered } = this.#lowering;
    const images = lowered(this.#convolution.ins[0]!);
    const [batch, ...pixels] = images.shape;
    const flat = graph.transpose(graph.reshape(images, [batch, elementCount(pixels)]), [1, 0]);
    const ones = graph.constant(new Float32Array(batch).fill(1), [1, batch]);
    return this.#bias ? graph.concat([flat, ones], 0) : flat;
  }

  /** The gradient of the filter and, as a last row, of the bias: a sum over all cells. */
  #gradient(dy: Value): Value {
    const known = this.#gradients.get(dy);
    if (known) return known;
    const { graph } = this.#lowering;
    const turned = graph.transpose(dy, this.#order);
    const channels = dy.shape[3];
    const places = elementCount(dy.shape) / channels;
    const tb = this.#channelsFirst;
    const d = graph.reshape(turned, tb ? [channels, places] : [places, channels]);
    const sum = this.#terms(d).reduce<Value | undefined>(
      (c, [patches, gradient]) => gemm(graph, patches, gradient, { tb, c }),
      undefined,
    )!;
    this.#gradients.set(dy, sum);
    return sum;
  }

  /**
   * The products whose sum is the gradient.
   *
   * If `d` splits into `d1 + d2`, `p1 d1 + p2 d2 = p1 d + (p2 - p1) d2`: with differences of
   * patches, which are small, only the second part of each split is needed. If cells are equal, the
   * first of them gets the whole gradient, as in TensorFlow.
   */
  #terms(dy: Value): (readonly [patches: Value, gradient: Value])[] {
    const { graph } = this.#lowering;
    const terms: (readonly [Value, Value])[] = [];
    /** Adds all terms below a maximum but one; returns the patches that stand for all of `d`. */
    const descend = (maximum: Maximum, d: Value): Value => {
      if ('patches' in maximum) return maximum.patches;
      const { first, second, excess } = maximum;
      const d2 = graph.binary('Mul', d, graph.unary('Step', excess));
      const p1 = descend(first, graph.binary('Sub', d, d2));
      const p2 = descend(second, d2);
      terms.push([graph.binary('Sub', p2, p1), d2]);
      return p1;
    };
    const last = descend(this.#maximum(), dy);
    return [...terms, [last, dy]];
  }
}
