import { runRound, plainSum } from './rounds';
test('works', () => {
  const clients = Array.from({ length: 50 }, (_, i) => `c${i}`);
  const size = 199210;
  const inputs = new Map(
    clients.map((id, i) => [
      id,
      Int32Array.from({ length: size }, (_, k) => ((i * 7919 + k * 31) % 65535) - 32767),
    ]),
  );
  const start = performance.now();
  const { result, aborted, ended, rejected } = runRound(
    { clients, threshold: 34, size, modulusBits: 24 },
    inputs,
    {
      dropouts: new Map([
        ['c3', 'input'],
        ['c5', 'shares'],
        ['c7', 'unmasking'],
      ]),
    },
  );
  console.log(performance.now() - start, aborted, ended, rejected);
  const sum = plainSum(
    result!.survivors.map((id) => inputs.get(id)!),
    24,
  );
  expect(result!.survivors.length).toBe(48);
  expect(Array.from(result!.sum)).toEqual(sum);
});
