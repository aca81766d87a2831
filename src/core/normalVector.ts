import type { NoiseSource } from './noise';

/*
 * The ziggurat of Doornik 2005, "An improved ziggurat method to generate normal random samples", after
 * Marsaglia and Tsang 2000: layers of equal area under the normal density, of which nearly all draws
 * need only a comparison. Layer and position come from different bits.
 */
const layers = 128;
/** Where the lowest layer's tail begins, and the area of each layer. */
const tail = 3.442619855899;
const area = 9.91256303526217e-3;
/** Right edges of the layers. */
const edges = new Float64Array(layers + 1);
/** The part of each layer that lies wholly under the density. */
const inside = new Float64Array(layers);

const density = (x: number): number => Math.exp(-0.5 * x * x);

edges[0] = area / density(tail);
edges[1] = tail;
for (let i = 2; i < layers; i++) {
  edges[i] = Math.sqrt(-2 * Math.log(area / edges[i - 1] + density(edges[i - 1])));
}
for (let i = 0; i < layers; i++) inside[i] = edges[i + 1] / edges[i];

/** Numbers that are drawn from the source at once: two for each normal number. */
const block = 4096;

/**
 * Fills a vector with normal numbers of mean 0, in a fraction of the time of {@link NoiseSource.normal}.
 *
 * @param deviation ≥ 0, their standard deviation
 */
export function fillNormal(vector: Float32Array, deviation: number, source: NoiseSource): void {
  const random = new Uint32Array(Math.min(2 * vector.length, block));
  for (let start = 0; start < vector.length; start += block / 2) {
    const end = Math.min(start + block / 2, vector.length);
    source.fill(random);
    for (let i = start, at = 0; i < end; i++) {
      const high = random[at++];
      const low = random[at++];
      const layer = (high & 31) | ((low & 3) << 5);
      const position = ((high >>> 5) * 0x4000000 + (low >>> 6)) * 2 ** -52 - 1;
      vector[i] =
        Math.abs(position) < inside[layer]
          ? deviation * (position * edges[layer])
          : deviation * outside(layer, position, source);
    }
  }
  random.fill(0); // noise that was used stays nowhere in memory
}

/** The rare draws that no comparison settles: the tail, the edge of a layer, or another try. */
function outside(layer: number, position: number, source: NoiseSource): number {
  for (;;) {
    if (Math.abs(position) < inside[layer]) return position * edges[layer];
    if (layer === 0) return Math.sign(position) * beyondTail(source);
    const x = position * edges[layer];
    const [low, high] = [density(edges[layer]), density(edges[layer + 1])];
    if (low + uniform(source) * (high - low) < density(x)) return x;
    layer = source.uint32() >>> 25;
    position = source.bits53() * 2 ** -52 - 1;
  }
}

/** A normal number above `tail` (Marsaglia 1964). */
function beyondTail(source: NoiseSource): number {
  for (;;) {
    const beyond = -Math.log(uniform(source)) / tail;
    if (-2 * Math.log(uniform(source)) >= beyond * beyond) return tail + beyond;
  }
}

/** In (0, 1). */
const uniform = (source: NoiseSource): number => (source.bits53() + 0.5) * 2 ** -53;
