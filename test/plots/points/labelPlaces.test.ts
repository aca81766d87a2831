import { labelPlaces } from '../../../src/plots/points/labelPlaces';

const panel = { width: 400, height: 200 };
const point = (x: number, y: number, text = 'name', bar = 0) => ({ x, y, text, bar });

test('a label stands at the right if there is room, else where it is within the panel', () => {
  expect(labelPlaces([point(100, 100)], panel)).toEqual(['middle right']);
  expect(labelPlaces([point(398, 100)], panel)).toEqual(['middle left']);
});

test('a label does not cover another point, nor a bar through one', () => {
  expect(labelPlaces([point(100, 100), point(120, 100, '')], panel)[0]).toBe('middle left');
  const [first] = labelPlaces([point(100, 100), point(120, 70, '', 40)], panel);
  expect(first).toBe('middle left');
});

test('labels of near points stand apart', () => {
  const places = labelPlaces([point(100, 100), point(102, 100), point(101, 104)], panel);
  expect(new Set(places).size).toBe(3);
});
