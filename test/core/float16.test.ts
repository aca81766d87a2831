import { floatsToHalves, halvesToFloats } from '../../src/core/float16';

const every = Uint16Array.from({ length: 2 ** 16 }, (_, half) => half);
const floats = halvesToFloats(every);

test('halves become the numbers defined by IEEE 754', () => {
  // sign, 5 bits of exponent (bias 15), 10 bits of fraction; IEEE 754-2019, section 3.4
  every.forEach((half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const size =
      exponent === 31
        ? fraction === 0
          ? Infinity
          : NaN
        : exponent === 0
          ? fraction * 2 ** -24
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    if (!Object.is(floats[half], half >= 0x8000 ? -size : size) && !Number.isNaN(size)) {
      throw new Error(`half ${half} became ${floats[half]}`);
    }
    if (Number.isNaN(size) !== Number.isNaN(floats[half])) throw new Error(`half ${half}`);
  });
});

test('every half survives a round trip, including NaNs', () => {
  expect(floatsToHalves(floats)).toEqual(every);
});

test('numbers between two halves are rounded to the nearer one, ties to the even one', () => {
  const finite = Array.from({ length: 0x7c00 }, (_, half) => half);
  for (const half of finite) {
    const low = floats[half];
    const high = half === 0x7bff ? 65536 : floats[half + 1];
    const middle = (low + high) / 2; // exact: singles have 13 more bits
    const below = Math.fround(middle - (high - low) / 64);
    const above = Math.fround(middle + (high - low) / 64);
    const rounded = floatsToHalves(Float32Array.of(below, middle, above, -middle));
    const even = half % 2 === 0 ? half : half + 1;
    expect([...rounded]).toEqual([half, even, half + 1, even + 0x8000]);
  }
});

test('NumPy’s values', () => {
  // python: np.array([65519, 65520, 1e-8, 2.98e-8, 5.96e-8, -0.0, 1/3], 'f4').astype('f2').view('u2')
  const numbers = Float32Array.of(65519, 65520, 1e-8, 2.98e-8, 5.96e-8, -0, 1 / 3);
  expect([...floatsToHalves(numbers)]).toEqual([31743, 31744, 0, 0, 1, 32768, 13653]);
});
