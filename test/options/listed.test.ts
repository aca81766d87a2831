import { listed } from '../../src/options/listed';

test('names with commas between them; quotation marks keep a comma', () => {
  expect(listed('age, sex')).toEqual(['age', 'sex']);
  expect(listed('"blood pressure, mmHg",age')).toEqual(['blood pressure, mmHg', 'age']);
  expect(() => listed('age,,sex')).toThrow('list must be names with a comma between them');
  expect(() => listed('')).toThrow('list must be names');
  expect(() => listed('age,age')).toThrow('list must name "age" once');
});
