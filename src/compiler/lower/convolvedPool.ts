import { elementCount } from '../../core/shape';
import { range } from '../graph/shape';
import type { Attributes, Node, Value } from '../graph/types';
import type { Lowering } from './lowering';
import { firstShare, maximum, maximumTree } from './maxima';
import type { MaximumTree } from './maxima';
import { gemm } from './products';

/** The patches under each cell of the windows, and the products of the patches and the filter. */
interface Cells {
  /** For each cell `[kernel · channels (+ 1), rows · columns · batch]`. */
  readonly patches: readonly Value[];
  /** Of the cells' convolutions `[rows · columns · batch, channels]`. */
  readonly tree: MaximumTree;
}

/**
 * A convolution and the max pool of non-overlapping windows behind it, as one product of matrices
 * for each cell of the window and maxima of whole products.
 *
 * The convolved map, several times as large as the pooled one, is never put together. Images lie
 * as `[pixels, batch]`, so that a patch is gathered in runs of whole batches. A bias is one more
 * row of the filter, on a patch row of ones, and its gradient one more row of the filter's.
 */
export class ConvolvedPool {
  readonly #lowering: Lowering;
  readonly #convolution: Node;
  readonly #pool: Attributes;
  readonly #bias: Value | undefined;
  #made: Cells | undefined;
  readonly #gradients = new Map<Value, Value>();

  /** @param bias the traced value that is added behind the pool, if there is one */
  constructor(lowering: Lowering, convolution: Node, pool: Attributes, bias: Value | undefined) {
    this.#lowering = lowering;
    this.#convolution = convolution;
    this.#pool = pool;
    this.#bias = bias;
  }

  /** The pooled map `[batch, rows, columns, channels]`, the bias included. */
  pooled(): Value {
    const { graph } = this.#lowering;
    const [batch, rows, columns, channels] = this.#pool.outShape!;
    const top = maximum(this.#cells().tree);
    return graph.transpose(graph.reshape(top, [rows, columns, batch, channels]), [2, 0, 1, 3]);
  }

  /** @param dy gradient of the pooled map */
  filterGradient(dy: Value): Value {
    const { graph } = this.#lowering;
    const { shape } = this.#filter;
    const [rows, channels] = [elementCount(shape.slice(0, 3)), shape[3]];
    return graph.reshape(graph.slice(this.#gradient(dy), [0, 0], [rows, channels]), shape);
  }

  /** @param shape the gradient's shape, `[channels]` or with axes of length 1 in front */
  biasGradient(dy: Value, shape: readonly number[]): Value {
    const { graph } = this.#lowering;
    const rows = elementCount(this.#filter.shape.slice(0, 3));
    return graph.reshape(graph.slice(this.#gradient(dy), [rows, 0], [1, dy.shape[3]]), shape);
  }

  get #filter(): Value {
    return this.#convolution.ins[1]!;
  }

  #cells(): Cells {
    this.#made ??= this.#makeCells();
    return this.#made;
  }

  #makeCells(): Cells {
    const { graph, lowered } = this.#lowering;
    const { shape } = this.#filter;
    const matrix = graph.reshape(lowered(this.#filter), [
      elementCount(shape.slice(0, 3)),
      shape[3],
    ]);
    const filter = this.#bias
      ? graph.concat([matrix, graph.reshape(lowered(this.#bias), [1, shape[3]])], 0)
      : matrix;
    const patches = this.#patches(this.#pixels());
    const products = patches.map((patch) => gemm(graph, patch, filter, { ta: true }));
    return { patches, tree: maximumTree(graph, products) };
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

  /** The patches for each cell of the window. */
  #patches(pixels: Value): Value[] {
    const { graph } = this.#lowering;
    const [batch, height, width, channels] = this.#convolution.ins[0]!.shape;
    const [, rows, columns] = this.#pool.outShape!;
    const [cellRows, cellColumns] = this.#pool.kernel!;
    const [tapRows, tapColumns] = this.#convolution.attrs.kernel!;
    const taps = range(tapRows * tapColumns * channels);
    const positions = range(rows * columns);
    return range(cellRows * cellColumns).map((cell) => {
      const places = taps.flatMap((tap) => {
        const [spot, channel] = [Math.floor(tap / channels), tap % channels];
        const down = Math.floor(cell / cellColumns) + Math.floor(spot / tapColumns);
        const right = (cell % cellColumns) + (spot % tapColumns);
        return positions.map((position) => {
          const row = Math.floor(position / columns) * cellRows + down;
          const column = (position % columns) * cellColumns + right;
          return (row * width + column) * channels + channel;
        });
      });
      const ones = this.#bias ? positions.map(() => height * width * channels) : [];
      const length = taps.length + (this.#bias ? 1 : 0);
      const at = graph.constant([...places, ...ones], [length, positions.length], 'int32');
      const shape = [length, positions.length, batch];
      const gathered = graph.op('Gather', [pixels, at], { axis: 0 }, shape);
      return graph.reshape(gathered, [length, positions.length * batch]);
    });
  }

  /** The gradient of the filter and, as a last row, of the bias: a sum over all cells. */
  #gradient(dy: Value): Value {
    const known = this.#gradients.get(dy);
    if (known) return known;
    const { graph } = this.#lowering;
    const turned = graph.transpose(dy, [1, 2, 0, 3]);
    const d = graph.reshape(turned, maximum(this.#cells().tree).shape);
    const sum = this.#terms(d).reduce<Value | undefined>(
      (c, [patch, gradient]) => gemm(graph, patch, gradient, { c }),
      undefined,
    )!;
    this.#gradients.set(dy, sum);
    return sum;
  }

  /**
   * The products whose sum is the gradient.
   *
   * Where `d` splits into `d1 + d2`, `p1 d1 + p2 d2 = (p1 - p2) d1 + p2 d`: with differences of
   * patches, which are small, only the first part of each split is needed.
   */
  #terms(dy: Value): (readonly [patch: Value, gradient: Value])[] {
    const { graph } = this.#lowering;
    const { tree, patches } = this.#cells();
    const terms: (readonly [Value, Value])[] = [];
    /** Adds the terms below a node but one: gives the patch that stands for all of `d`. */
    const descend = (level: number, i: number, d: Value): Value => {
      if (level === 0) return patches[i];
      const below = tree[level - 1];
      const [first, second] = [2 * i, 2 * i + 1];
      if (second >= below.length) return descend(level - 1, first, d);
      const share = firstShare(graph, d, below[first], below[second]);
      const rest = level > 1 ? graph.binary('Sub', d, share) : d; // read above the cells only
      const one = descend(level - 1, first, share);
      const other = descend(level - 1, second, rest);
      terms.push([graph.binary('Sub', one, other), share]);
      return other;
    };
    const last = descend(tree.length - 1, 0, dy);
    return [...terms, [last, dy]];
  }
}
