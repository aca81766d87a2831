import type { ImageShape } from '../../../data/dataset';
import { pixelsPerImage } from '../../../data/dataset';
import type { LabeledBytes, TabImages } from '../messages';

/** Of each class, every fifth example is for testing. */
const testEvery = 5;

/** Images with a class each, as they are chosen or drawn in a tab. */
export class ExampleList {
  readonly shape: ImageShape;
  readonly classes: number;
  readonly #images: Uint8Array[] = [];
  readonly #labels: number[] = [];

  constructor(shape: ImageShape, classes: number) {
    this.shape = shape;
    this.classes = classes;
  }

  get size(): number {
    return this.#labels.length;
  }

  /** How many there are of each class. */
  get counts(): readonly number[] {
    const counts = new Array<number>(this.classes).fill(0);
    for (const label of this.#labels) counts[label]++;
    return counts;
  }

  at(index: number): { readonly pixels: Uint8Array; readonly label: number } {
    return { pixels: this.#images[index], label: this.#labels[index] };
  }

  add(pixels: Uint8Array, label: number): void {
    this.#images.push(pixels);
    this.#labels.push(label);
  }

  remove(index: number): void {
    this.#images.splice(index, 1);
    this.#labels.splice(index, 1);
  }

  /** All images in one array, to be kept. */
  all(): LabeledBytes {
    return this.#bytes(Array.from(this.#labels.keys()));
  }

  /** For the client: of each class, the fifth, tenth, … example is for testing. */
  divided(id: string): TabImages {
    const seen = new Array<number>(this.classes).fill(0);
    const tested = this.#labels.map((label) => ++seen[label] % testEvery === 0);
    const indices = Array.from(this.#labels.keys());
    return {
      kind: 'images',
      id,
      train: this.#bytes(indices.filter((i) => !tested[i])),
      test: this.#bytes(indices.filter((i) => tested[i])),
    };
  }

  #bytes(indices: readonly number[]): LabeledBytes {
    const pixels = pixelsPerImage(this.shape);
    const images = new Uint8Array(pixels * indices.length);
    for (const [at, index] of indices.entries()) images.set(this.#images[index], pixels * at);
    return { images, labels: Uint8Array.from(indices, (index) => this.#labels[index]) };
  }
}
