import { FederatedError } from '../../../src/core/errors';
import {
  checkWebAssembly,
  engineProblem,
  MemoryError,
  missingWebAssembly,
} from '../../../src/training/worker/webAssembly';

afterEach(() => {
  jest.restoreAllMocks();
});

test('nothing is missing here', () => {
  expect(missingWebAssembly()).toBeUndefined();
  expect(checkWebAssembly).not.toThrow();
});

test('without SIMD, a sentence says so', () => {
  jest.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(missingWebAssembly()).toMatch(/^compiled training needs WebAssembly with SIMD, /);
  expect(checkWebAssembly).toThrow(FederatedError);
});

test.each([
  ['Array buffer allocation failed', RangeError],
  ['WebAssembly.Memory(): could not allocate memory', RangeError],
  ['out of memory', Error],
  ['failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc', Error],
])('%s is too little memory', (said, Kind) => {
  const cause = new Kind(said);
  expect(engineProblem(cause)).toEqual(
    new MemoryError(
      `too little memory for this model (${said}); fewer workers, a smaller batch or a smaller model need less`,
      { cause },
    ),
  );
});

test('a trap most likely is', () => {
  const problem = engineProblem(new WebAssembly.RuntimeError('memory access out of bounds'));
  expect(problem).toBeInstanceOf(MemoryError);
  expect((problem as Error).message).toMatch(
    /^most likely too little memory for this model \(memory access out of bounds\);/,
  );
});

test('an engine that does not start says why, in one line', () => {
  const said =
    'no available backend found. ERR: [wasm] RuntimeError: Aborted(CompileError: no magic). ' +
    'Build with -sASSERTIONS for more info.\nmore';
  expect(engineProblem(new Error(said))).toEqual(
    new FederatedError('ONNX Runtime for WebAssembly did not start: CompileError: no magic'),
  );
});

test('any other error stays as it is', () => {
  const error = new Error('input x is missing');
  expect(engineProblem(error)).toBe(error);
});
