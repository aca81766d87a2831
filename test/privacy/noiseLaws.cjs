'use strict';
/*
 * How well a million draws follow their laws, as JSON. In a process of its own, because a loop of a
 * million takes ten times as long in Jest's.
 */
const { Rng } = require('./src/core/rng.ts');
const { seededNoise } = require('./src/core/noise.ts');
const { fillNormal } = require('./src/core/normalVector.ts');
const { differentialPrivacy } = require('./src/privacy/differentialPrivacy.ts');
const { discreteGaussian } = require('./src/privacy/discreteGaussian.ts');

const draws = 1e6;

const terms = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/** Φ(x), to 1.2e-7 (Numerical Recipes, section 6.2.2). */
function normalCdf(x) {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const series = terms.reduceRight((sum, term) => term + t * sum, 0);
  const tail = (t * Math.exp(-z * z + series)) / 2;
  return x > 0 ? 1 - tail : tail;
}

/** √n · sup |F − Fₙ|; for a law with steps, compared at the steps. */
function kolmogorovSmirnov(values, cdf, steps) {
  const sorted = values.slice().sort();
  const n = sorted.length;
  let largest = 0;
  for (let i = 0; i < n;) {
    let next = i + 1;
    while (next < n && sorted[next] === sorted[i]) next++;
    const at = cdf(sorted[i]);
    largest = Math.max(largest, Math.abs(next / n - at));
    if (!steps) largest = Math.max(largest, Math.abs(i / n - at));
    i = next;
  }
  return Math.sqrt(n) * largest;
}

function measured(draw, cdf, steps) {
  const values = Float64Array.from({ length: draws }, draw);
  let squares = 0;
  for (const value of values) squares += value * value;
  return {
    whole: values.every(Number.isInteger),
    deviation: Math.sqrt(squares / draws),
    kolmogorovSmirnov: kolmogorovSmirnov(values, cdf, steps),
  };
}

/** The noise that the mechanism adds to a sum, from what is left after division by the cohort. */
function normal([noiseMultiplier, clip]) {
  const clientsPerRound = 8;
  const { transforms } = differentialPrivacy({
    ...{ clip, noiseMultiplier, clientsPerRound, clients: 100, noise: 'seeded' },
  });
  const mean = new Float32Array(draws);
  transforms[0].server(mean, { rng: Rng.fromSeed(3) });
  const sigma = noiseMultiplier * clip;
  const draw = (_, i) => mean[i] * clientsPerRound;
  return { sigma, expected: sigma, ...measured(draw, (x) => normalCdf(x / sigma), false) };
}

/** The ziggurat, which fills vectors. */
function vector(sigma) {
  const numbers = new Float32Array(draws);
  fillNormal(numbers, sigma, seededNoise(Rng.fromSeed(5)));
  const draw = (_, i) => numbers[i];
  return { sigma, expected: sigma, ...measured(draw, (x) => normalCdf(x / sigma), false) };
}

function discrete(sigma) {
  const draw = discreteGaussian(seededNoise(Rng.fromSeed(2)), sigma ** 2);
  const reach = Math.ceil(12 * sigma);
  const support = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const mass = support.map((x) => Math.exp(-(x ** 2) / (2 * sigma ** 2)));
  const total = mass.reduce((sum, p) => sum + p, 0);
  let below = 0;
  const cumulative = mass.map((p) => (below += p) / total);
  const variance = mass.reduce((sum, p, i) => sum + p * support[i] ** 2, 0) / total;
  const expected = Math.sqrt(variance);
  return { sigma, expected, ...measured(draw, (x) => cumulative[x + reach], true) };
}

const normals = [
  [0.6, 0.5],
  [1.25, 2],
  [2, 20],
].map(normal);
const laws = {
  normal: normals,
  vector: [2.5].map(vector),
  discrete: [0.7, 3.5, 1234.5].map(discrete),
};
process.stdout.write(JSON.stringify(laws));
