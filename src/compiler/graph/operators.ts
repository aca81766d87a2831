/** Operations whose result is a truth value. */
export const comparisons: ReadonlySet<string> = new Set([
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'And',
  'Or',
]);

/** Operations on two numbers, for constant folding. */
export const arithmetic: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['Add', (a, b) => a + b],
  ['Sub', (a, b) => a - b],
  ['Mul', (a, b) => a * b],
  ['Div', (a, b) => a / b],
  ['Max', Math.max],
  ['Min', Math.min],
  ['Pow', Math.pow],
]);

/** Element-wise operations on two values. */
export const binaryOperators: ReadonlySet<string> = new Set([
  ...comparisons,
  ...arithmetic.keys(),
  'Mod',
]);

/** Element-wise operations on one value. */
export const unaryOperators: ReadonlySet<string> = new Set([
  'Abs',
  'Ceil',
  'Cos',
  'Elu',
  'Erf',
  'Exp',
  'Floor',
  'IsNaN',
  'LeakyRelu',
  'Log',
  'Not',
  'Reciprocal',
  'Relu',
  'Round',
  'Selu',
  'Sigmoid',
  'Sign',
  'Sin',
  'Softplus',
  'Sqrt',
  'Step',
  'Tanh',
]);
