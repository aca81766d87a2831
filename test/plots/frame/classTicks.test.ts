import { classTicks, nameWidth } from '../../../src/plots/frame/classTicks';

const digits = Array.from({ length: 10 }, (_, i) => `${i}`);

test('few short names stand side by side below their classes', () => {
  expect(classTicks(digits, 200)).toEqual({
    axis: {
      tickvals: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      ticktext: digits,
      tickangle: 0,
      range: [-0.5, 9.5],
    },
    below: 0,
  });
});

test('of many classes some are named', () => {
  const names = Array.from({ length: 62 }, (_, i) => `class ${i}`);
  const { axis } = classTicks(names, 2000);
  expect(axis.tickvals).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
  expect((axis.ticktext as string[])[1]).toBe('class 5');
});

test('long names stand upright and get their room', () => {
  const names = digits.map((digit) => `number ${digit}`);
  const { axis, below } = classTicks(names, 200);
  expect(axis.tickangle).toBe(-90);
  expect(below).toBeGreaterThan(40);
  expect(classTicks(names, 1000)).toMatchObject({ axis: { tickangle: 0 }, below: 0 });
});

test('the longest name decides the room beside an axis', () => {
  expect(nameWidth(['a', 'abcd'])).toBe(Math.ceil(4 * 0.6 * 12));
});
