import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aggregator } from '../../src/aggregation/aggregator';
import { bulyan } from '../../src/aggregation/bulyan';
import { centeredClipping } from '../../src/aggregation/centeredClipping';
import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { geometricMedian } from '../../src/aggregation/geometricMedian';
import { KeptVectors } from '../../src/aggregation/keptVectors';
import type { KeptVectorsOptions } from '../../src/aggregation/keptVectors';
import { multiKrum } from '../../src/aggregation/krum';
import { normZeroing } from '../../src/aggregation/normZeroing';
import { trimmedMean } from '../../src/aggregation/trimmedMean';
import { FileError } from '../../src/core/errors';
import { Rng } from '../../src/core/rng';
import { aggregated } from '../support/aggregated';

const temporaryFolder = mkdtempSync(join(tmpdir(), 'kept-'));
afterAll(() => {
  rmSync(temporaryFolder, { recursive: true });
});

const rng = Rng.fromSeed(3);
const vectors = Array.from({ length: 11 }, () =>
  Float32Array.from({ length: 333 }, () => rng.normal()),
);

test.each<[name: string, make: (memory: KeptVectorsOptions) => Aggregator]>([
  ['the median', coordinateMedian],
  ['the trimmed mean', (memory) => trimmedMean({ share: 0.2, ...memory })],
  ['Multi-Krum', (memory) => multiKrum({ attackers: 2, ...memory })],
  ['Bulyan', (memory) => bulyan({ attackers: 2, ...memory })],
  ['the geometric median', geometricMedian],
  ['centered clipping', (memory) => centeredClipping({ radius: 3, ...memory })],
  ['zeroing', normZeroing],
])('%s is the same from a file, and the file is gone', (_, make) => {
  // 333 numbers are 1,332 bytes: three vectors fit.
  const fromFile = aggregated(make({ memoryBytes: 4000, temporaryFolder }), vectors);
  const inMemory = aggregated(make({}), vectors);
  expect(inMemory.rejected).toEqual(fromFile.rejected);
  // Distances are summed chunk by chunk, so their last bits may differ.
  inMemory.aggregate!.forEach((value, i) => {
    expect(Math.abs(value - fromFile.aggregate![i])).toBeLessThan(1e-6);
  });
  expect(readdirSync(temporaryFolder)).toEqual([]);
});

test('rows and chunks, in memory and from a file', () => {
  for (const memoryBytes of [1, 4000, 1e6]) {
    const kept = new KeptVectors(333, { memoryBytes, temporaryFolder });
    vectors.forEach((vector, k) => {
      kept.add(vector, k === 4 ? 2 : 1);
    });
    expect([kept.count, kept.size]).toEqual([11, 333]);
    expect(Array.from(kept.row(9))).toEqual(Array.from(vectors[9]));
    expect(kept.row(4)[7]).toBe(vectors[4][7] * 2);
    let next = 0;
    for (const { start, rows } of kept.chunks()) {
      expect([start, rows.length]).toEqual([next, 11]);
      const end = start + rows[0].length;
      expect(Array.from(rows[10])).toEqual(Array.from(vectors[10].subarray(start, end)));
      next = end;
    }
    expect(next).toBe(333);
    // Even while it is open, no folder lists the file: a killed process leaves nothing behind.
    expect(readdirSync(temporaryFolder)).toEqual([]);
    kept.dispose();
    expect(kept.count).toBe(0);
  }
});

const descriptors = '/proc/self/fd';
const onLinux = existsSync(descriptors) ? test : test.skip;

/** Open files of the folder that is given, listed or not. */
function openFiles(): number {
  return readdirSync(descriptors).filter((descriptor) => {
    try {
      return readlinkSync(join(descriptors, descriptor)).startsWith(temporaryFolder);
    } catch {
      // The listing's own is closed by now.
      return false;
    }
  }).length;
}

onLinux('an abandoned round closes its file', () => {
  const rule = coordinateMedian({ memoryBytes: 1, temporaryFolder });
  const round = { size: 333, round: 1, cohort: ['a', 'b'], rng };
  const accumulator = rule.begin(round);
  accumulator.add(vectors[0], 1, 'a');
  expect(openFiles()).toBe(1);
  accumulator.dispose!();
  expect(openFiles()).toBe(0);
});

test('a folder that is not there is named', () => {
  const kept = new KeptVectors(3, { memoryBytes: 1, temporaryFolder: '/no/such/folder' });
  expect(() => {
    kept.add(Float32Array.of(1, 2, 3));
  }).toThrow(FileError);
});
