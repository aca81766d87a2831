import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTensorFile } from '../../src/core/tensorFile';
import { loadCheckpoint, saveCheckpoint } from '../../src/simulation/checkpoint';
import type { Checkpoint } from '../../src/simulation/checkpoint';
import type { ClientSlots } from '../../src/updates/updateTransform';
import { withTemporaryFolder } from '../support/temporaryFolder';

const name = (round: number): string => `round-00000${round}.safetensors`;

/** A checkpoint with odd floats, whose round is in its parameters. */
function checkpoint(round: number): Checkpoint {
  return {
    seed: 3,
    state: {
      round,
      parameters: Float32Array.of(round, -0, 1e-45, 0.1),
      server: { velocity: Float32Array.of(1 / 3), __proto__x: Float32Array.of(2) },
      clients: new Map<string, ClientSlots>([
        ['zoe/1', { control: Float32Array.of(1), 'top-k error': Float32Array.of(4) }],
        ['12', { control: Float32Array.of(2) }],
        ['ann', { 'top-k error': Float32Array.of(3) }],
      ]),
    },
    records: [
      {
        round,
        trainLoss: 0.1 + 0.2,
        trainAccuracy: null,
        testLoss: null,
        testAccuracy: 0.5,
        clientAccuracy: { mean: 0.5, worst10: 0.1, std: 1 / 3 },
        bytesUp: 2 ** 40,
        bytesDown: 1,
        clientSteps: 3,
        seconds: 0.25,
        clients: ['ann'],
        dropped: [],
      },
    ],
  };
}

function save(folder: string, ...rounds: number[]): void {
  for (const round of rounds) saveCheckpoint(folder, checkpoint(round));
}

/** Flips one bit of a file's last number. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] ^= 4;
  writeFileSync(path, bytes);
}

test('a state comes back bit for bit, in order, with its records and seed', async () => {
  await withTemporaryFolder((folder) => {
    const path = saveCheckpoint(join(folder, 'new', 'checkpoint'), checkpoint(2));
    expect(path).toBe(join(folder, 'new', 'checkpoint', name(2)));
    const loaded = loadCheckpoint(join(folder, 'new', 'checkpoint'));
    expect(loaded).toEqual(checkpoint(2));
    expect(Object.is(loaded?.state.parameters[1], -0)).toBe(true);
    expect([...loaded!.state.clients!.keys()]).toEqual(['zoe/1', '12', 'ann']);
  });
});

test.each([
  ['SCAFFOLD’s control variates', { control: Float32Array.of(9) }, 'control'],
  ['personal models', {}, 'model'],
])('a checkpoint of format 1, where clients kept %s, is still read', async (_, server, slot) => {
  await withTemporaryFolder((folder) => {
    const { state, records, seed } = checkpoint(2);
    const ids = ['zoe/1', '12'];
    const old: [string, Float32Array][] = [
      ['parameters', state.parameters],
      ...Object.entries(server).map(([name, vector]): [string, Float32Array] => [
        `server/${name}`,
        vector,
      ]),
      ...ids.map((id, k): [string, Float32Array] => [`clients/${id}`, Float32Array.of(k)]),
    ];
    const header = { round: 2, server: true, clients: true, seed, records };
    writeTensorFile(join(folder, name(2)), {
      tensors: new Map(old),
      metadata: { format: 'federated checkpoint 1', checkpoint: JSON.stringify(header) },
    });
    const clients = new Map(ids.map((id, k) => [id, { [slot]: Float32Array.of(k) }]));
    const { parameters } = state;
    expect(loadCheckpoint(folder)).toEqual({
      seed,
      records,
      state: { round: 2, parameters, server, clients },
    });
  });
});

test('a state whose only vector is the model, and one with empty slots', async () => {
  await withTemporaryFolder((folder) => {
    const states = [
      { round: 1, parameters: Float32Array.of(1) },
      { round: 2, parameters: Float32Array.of(1), server: {}, clients: new Map<string, never>() },
    ];
    for (const state of states) {
      saveCheckpoint(folder, { state, records: [], seed: 0 });
      expect(loadCheckpoint(folder)?.state).toStrictEqual(state);
    }
  });
});

test('the last two are kept; what a killed writer left is removed', async () => {
  await withTemporaryFolder((folder) => {
    save(folder, 1, 2);
    writeFileSync(join(folder, `${name(3)}.0123456789ab.part`), 'half');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(loadCheckpoint(folder)?.state.round).toBe(2);
    save(folder, 5, 8);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', name(5), name(8)]);
  });
});

test('none in an empty or missing folder', async () => {
  await withTemporaryFolder((folder) => {
    expect(loadCheckpoint(folder)).toBeUndefined();
    expect(loadCheckpoint(join(folder, 'missing'))).toBeUndefined();
  });
});

describe('a damaged checkpoint', () => {
  test('is refused by name, and the one before it is used', async () => {
    await withTemporaryFolder((folder) => {
      save(folder, 4, 5);
      damage(join(folder, name(5)));
      const warnings: string[] = [];
      const warn = (message: string) => warnings.push(message);
      expect(loadCheckpoint(folder, { warn })).toEqual(checkpoint(4));
      expect(warnings).toEqual([expect.stringContaining(`${join(folder, name(5))}: `)]);
      expect(warnings[0]).toMatch(/checksum.*; this checkpoint is not used$/);
    });
  });

  test('is removed by a run that goes back to an earlier round', async () => {
    await withTemporaryFolder((folder) => {
      save(folder, 3, 6);
      damage(join(folder, name(6)));
      save(folder, 5);
      expect(readdirSync(folder).sort()).toEqual([name(3), name(5)]);
    });
  });

  test('with none before it is an error', async () => {
    await withTemporaryFolder((folder) => {
      save(folder, 4, 5);
      damage(join(folder, name(4)));
      writeFileSync(join(folder, name(5)), '');
      const warnings: string[] = [];
      expect(() => loadCheckpoint(folder, { warn: (message) => warnings.push(message) })).toThrow(
        `${join(folder, name(5))} (byte 0): the file ends early`,
      );
      expect(warnings).toHaveLength(2);
    });
  });

  test('under another round’s name, or of another kind, counts as one', async () => {
    await withTemporaryFolder((folder) => {
      save(folder, 4);
      renameSync(join(folder, name(4)), join(folder, name(7)));
      expect(() => loadCheckpoint(folder, { warn: () => undefined })).toThrow(
        'is named round 7 but holds round 4',
      );
    });
  });
});

test('a system error is not damage', async () => {
  await withTemporaryFolder((folder) => {
    mkdirSync(join(folder, name(1)));
    expect(() => loadCheckpoint(folder)).toThrow(/EISDIR|EPERM|EACCES/);
  });
});

test('an invalid seed is refused', async () => {
  await withTemporaryFolder((folder) => {
    expect(() => saveCheckpoint(folder, { ...checkpoint(1), seed: -1 })).toThrow(
      'seed must be a whole number of at least 0, got -1',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
