import { classColors } from '../../../src/plots/partitions/classColors';

test.each([1, 7, 8, 10, 11, 62])('%d classes have different colors', (count) => {
  const colors = classColors(count);
  expect(colors).toHaveLength(count);
  expect(new Set(colors).size).toBe(count);
  for (const color of colors) expect(color).toMatch(/^#[0-9A-F]{6}$/i);
});

test('the shades of many classes run over the whole scale', () => {
  const colors = classColors(13);
  expect([colors[0], colors[3], colors[12]]).toEqual(['#440154', '#3b528b', '#fde725']);
});
