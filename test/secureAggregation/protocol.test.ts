import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { Rng } from '../../src/core/rng';
import { neighborhoodSize } from '../../src/secureAggregation/neighborhoods/neighborhoodSize';
import { SecureClient } from '../../src/secureAggregation/protocol/client';
import type { ClientIdentity } from '../../src/secureAggregation/protocol/client';
import { messageBytes } from '../../src/secureAggregation/protocol/messages';
import type {
  ClientMessage,
  MaskedInput,
  Proofs,
  ServerMessage,
  Setup,
  SharedKeys,
  Survivors,
  UnmaskingShares,
} from '../../src/secureAggregation/protocol/messages';
import { SecureServer } from '../../src/secureAggregation/protocol/server';
import { plainSum, runRound, stages } from './rounds';
import type { Stage } from './rounds';

const idsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i + 1}`);

/** A vector of whole numbers in [−largest, largest] for each client. */
function randomInputs(
  ids: readonly string[],
  size: number,
  largest = 1000,
): Map<string, Int32Array> {
  const rng = Rng.fromSeed(3);
  const draw = (): number => (rng.uint32() % (2 * largest + 1)) - largest;
  return new Map(ids.map((id) => [id, Int32Array.from({ length: size }, draw)]));
}

/** Checks a result against the plain sum of these clients. */
function expectSum(
  { result, aborted }: ReturnType<typeof runRound>,
  inputs: ReadonlyMap<string, Int32Array>,
  survivors: readonly string[],
  bits: number,
): void {
  expect(aborted).toBeUndefined();
  expect(result!.survivors).toEqual(survivors);
  const plain = plainSum(
    survivors.map((id) => inputs.get(id)!),
    bits,
  );
  expect([...result!.sum]).toEqual(plain);
}

describe('dropouts', () => {
  const ids = idsOf(5);
  const inputs = randomInputs(ids, 4);
  const options = { clients: ids, threshold: 3, size: 4, modulusBits: 16 };

  /** All ways to give five clients a stage in which they drop out, or none, but for their names. */
  function* patterns(count = 5, first = 0): Generator<(Stage | undefined)[]> {
    if (count === 0) {
      yield [];
      return;
    }
    for (let kind = first; kind <= stages.length; kind++) {
      for (const rest of patterns(count - 1, kind)) yield [stages.at(kind), ...rest];
    }
  }

  test('every pattern of five clients with threshold 3: the exact sum, or none', () => {
    const outcomes = { exact: 0, aborted: 0 };
    const rng = Rng.fromSeed(1);
    for (const pattern of patterns()) {
      const order = rng.shuffle([...ids]);
      const dropouts = new Map<string, Stage>();
      pattern.forEach((stage, k) => {
        if (stage) dropouts.set(order[k], stage);
      });
      /** Those that still answer in a stage. */
      const left = (stage: Stage): string[] =>
        ids.filter((id) => {
          const gone = dropouts.get(id);
          return gone === undefined || stages.indexOf(gone) > stages.indexOf(stage);
        });
      const round = runRound(options, inputs, { dropouts });
      expect(round.ended.size + round.rejected.size).toBe(0);
      if (left('unmasking').length >= 3) {
        expectSum(round, inputs, left('input'), 16);
        outcomes.exact++;
      } else {
        expect(round.result).toBeUndefined();
        const stage = stages.find((one) => left(one).length < 3)!;
        expect(round.aborted).toBe(
          `secure aggregation, stage ${stage}: only ${left(stage).length} of 5 clients are left, at least 3 must be`,
        );
        outcomes.aborted++;
      }
    }
    expect(outcomes).toEqual({ exact: 1 + 5 + 15, aborted: 252 - 21 });
  });

  test('below the threshold no client hands out a share', () => {
    const sent: string[] = [];
    const dropouts = new Map<string, Stage>([
      ['c1', 'consistency'],
      ['c2', 'consistency'],
      ['c3', 'consistency'],
    ]);
    const tap = (_: string, { stage }: ClientMessage): number => sent.push(stage);
    const { aborted } = runRound(options, inputs, { dropouts, tap });
    expect(aborted).toContain('only 2 of 5 clients are left');
    expect(sent).toContain('consistency');
    expect(sent).not.toContain('unmasking');
  });
});

test('50 clients × 199,210 numbers, one lost in each stage: the plain sum, bit for bit', () => {
  const ids = idsOf(50);
  const size = 199_210;
  const noise = Rng.fromSeed(1);
  const base = Int32Array.from({ length: size + 50 }, () => (noise.uint32() >>> 16) - 32768);
  const inputs = new Map(ids.map((id, k) => [id, base.slice(k, k + size)]));
  const dropouts = new Map(stages.map((stage, k) => [`c${7 * k + 3}`, stage]));
  const masked: Uint8Array[] = [];
  const options = { clients: ids, threshold: 34, size, modulusBits: 24 };
  const round = runRound(options, inputs, {
    dropouts,
    tap: (_, message) => {
      if (message.stage === 'input' && masked.length < 2) masked.push(message.values);
    },
  });
  const survivors = ids.filter((id) => !['c3', 'c10', 'c17'].includes(id));
  expect(round.result?.survivors).toEqual(survivors);
  const sum = new Int32Array(size);
  for (const id of survivors) {
    const input = inputs.get(id)!;
    for (let i = 0; i < size; i++) sum[i] += input[i];
  }
  expect(Buffer.compare(Buffer.from(round.result!.sum.buffer), Buffer.from(sum.buffer))).toBe(0);

  // The 0.1 % tails of chi-squared with 255 degrees of freedom are below 190 and above 331.
  for (const values of masked) expect(chiSquared(values)).toBeLessThan(331);
  // Two masked vectors are as far from each other as from their own inputs.
  expect(chiSquared(masked[0].map((byte, i) => byte ^ masked[1][i]))).toBeLessThan(331);
  expect(chiSquared(new Uint8Array(inputs.get('c1')!.buffer))).toBeGreaterThan(100_000);
});

/** Pearson's statistic of the bytes against the uniform distribution. */
function chiSquared(values: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const byte of values) counts[byte]++;
  const expected = values.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('every modulus wraps as the plain sum does', () => {
  const ids = idsOf(4);
  for (const modulusBits of [8, 16, 24, 32]) {
    const inputs = randomInputs(ids, 33, 2 ** (modulusBits - 1) - 1);
    const round = runRound({ clients: ids, threshold: 3, size: 33, modulusBits }, inputs);
    expectSum(round, inputs, ids, modulusBits);
  }
});

test('200 clients with 10 neighbors each, a tenth of them lost', () => {
  const ids = idsOf(200);
  const inputs = randomInputs(ids, 10);
  const dropouts = new Map<string, Stage>();
  ids.forEach((id, k) => {
    if (k % 10 === 3) dropouts.set(id, stages[1 + (k % 4)]);
  });
  const shared: SharedKeys[] = [];
  const options = { threshold: 6, leastSurvivors: 134, neighbors: 10 };
  const round = runRound({ clients: ids, size: 10, modulusBits: 24, ...options }, inputs, {
    dropouts,
    tap: (_, message) => {
      if (message.stage === 'shares') shared.push(message);
    },
  });
  const survivors = ids.filter((id) => !['shares', 'input'].includes(dropouts.get(id) ?? ''));
  expect(survivors.length).toBeLessThan(200);
  expectSum(round, inputs, survivors, 24);
  for (const { to } of shared) expect(to).toHaveLength(10);
});

describe('a server that lies', () => {
  const ids = idsOf(5);
  const inputs = randomInputs(ids, 3);
  const options = { clients: ids, threshold: 3, size: 3, modulusBits: 16 };

  /** Tells c1 and c2 that c5 dropped out. */
  const twoLists = (id: string, message: ServerMessage): ServerMessage =>
    message.stage === 'survivors' && ['c1', 'c2'].includes(id)
      ? { ...message, survivors: [1, 2, 3, 4] }
      : message;

  /** Ed25519 keys of all clients, known to all of them. */
  const identities = (): ((index: number) => ClientIdentity) => {
    const keys = ids.map(() => generateKeyPairSync('ed25519'));
    return (index) => ({
      sign: (text) => new Uint8Array(sign(null, text, keys[index - 1].privateKey)),
      verify: (other, text, signature) => verify(null, text, keys[other - 1].publicKey, signature),
    });
  };

  test.each([
    ['without identities', undefined],
    ['with Ed25519 identities', identities],
  ])('different lists of survivors %s: told from the proofs', (_name, makeIdentities) => {
    const identity = makeIdentities?.();
    expectSum(runRound(options, inputs, { identity }), inputs, ids, 16);
    const { result, ended } = runRound(options, inputs, { identity, down: twoLists });
    expect(result).toBeUndefined();
    for (const id of ['c1', 'c2', 'c3', 'c4']) {
      expect(ended.get(id)).toContain('was told another list of survivors, or lies');
    }
  });

  test('it gets one kind of shares of a client, whomever it tells that the client dropped out', () => {
    let unmasked = 0;
    for (const told of Array(16).keys()) {
      const lied = (index: number): boolean => index < 5 && (told & (1 << (index - 1))) > 0;
      const kinds = { seed: 0, key: 0 };
      runRound(options, inputs, {
        down(id, message) {
          const index = ids.indexOf(id) + 1;
          if (message.stage === 'survivors' && lied(index)) {
            return { ...message, survivors: [1, 2, 3, 4] };
          }
          if (message.stage !== 'proofs') return message;
          // It keeps back the proofs that would give it away.
          const kept = [...message.from.keys()].filter(
            (i) => lied(message.from[i]) === lied(index),
          );
          return {
            ...message,
            from: kept.map((i) => message.from[i]),
            proofs: kept.map((i) => message.proofs[i]),
          };
        },
        tap(_, message) {
          if (message.stage !== 'unmasking') return;
          if (message.seedOwners.includes(5)) kinds.seed++;
          if (message.keyOwners.includes(5)) kinds.key++;
        },
      });
      expect(Math.min(kinds.seed, kinds.key)).toBe(0);
      if (kinds.seed + kinds.key > 0) unmasked++;
    }
    expect(unmasked).toBeGreaterThan(0);
  });

  test('with identities it cannot put its own keys between two clients', () => {
    const identity = identities();
    const impostor = new SecureClient(setupFor(1));
    const { cipherKey } = impostor.advertiseKeys();
    const down = (id: string, message: ServerMessage): ServerMessage =>
      message.stage === 'directory' && id === 'c1'
        ? {
            ...message,
            cipherKeys: message.cipherKeys.map((key, i) => (i === 3 ? cipherKey : key)),
          }
        : message;
    const { ended } = runRound(options, inputs, { identity, down });
    expect(ended.get('c1')).toBe(
      'secure aggregation, stage shares, client 4: keys that are not signed by it',
    );
  });

  const setupFor = (index: number, changes: Partial<Setup> = {}): Setup => ({
    stage: 'setup',
    session: new Uint8Array(32),
    ...{ index, clients: 5, threshold: 3, leastSurvivors: 3, size: 3, modulusBits: 16 },
    ...changes,
  });

  test.each([
    [{ threshold: 1 }, 'a threshold below 2'],
    [{ leastSurvivors: 2 }, '2 least survivors'],
    [{ index: 6 }, 'the index 6 of 5 clients'],
    [{ modulusBits: 12 }, 'a modulus of 12 bits'],
    [{ session: new Uint8Array(31) }, 'session is missing or truncated'],
  ])('terms %j are refused', (changes, problem) => {
    expect(() => new SecureClient(setupFor(1, changes))).toThrow(problem);
  });

  /** The message of one stage to c1, changed. */
  const toFirst =
    (stage: ServerMessage['stage'], change: (message: never) => object) =>
    (id: string, message: ServerMessage): ServerMessage =>
      id === 'c1' && message.stage === stage
        ? { ...message, ...change(message as never) }
        : message;

  test.each<[string, ReturnType<typeof toFirst>, string]>([
    [
      'an invalid key',
      toFirst('directory', (m: { cipherKeys: Uint8Array[] }) => ({
        cipherKeys: m.cipherKeys.with(2, new Uint8Array(32)),
      })),
      'stage shares, client 3: an invalid public key',
    ],
    [
      'one key twice',
      toFirst('directory', (m: { maskKeys: Uint8Array[] }) => ({
        maskKeys: m.maskKeys.with(2, m.maskKeys[1]),
      })),
      'the same key twice',
    ],
    [
      'its own key replaced',
      toFirst('directory', (m: { maskKeys: Uint8Array[] }) => ({
        maskKeys: m.maskKeys.with(0, new Uint8Array(32).fill(7)),
      })),
      'keys that this client did not send in its name',
    ],
    [
      'too few neighbors',
      toFirst('directory', (m: Record<string, unknown[]>) => ({
        indices: m.indices.slice(0, 2),
        cipherKeys: m.cipherKeys.slice(0, 2),
        maskKeys: m.maskKeys.slice(0, 2),
        signatures: m.signatures.slice(0, 2),
      })),
      'only 2 advertised keys, at least 3 must',
    ],
    [
      'envelopes of two neighbors',
      toFirst('envelopes', (m: Record<string, unknown[]>) => ({
        from: m.from.slice(0, 1),
        envelopes: m.envelopes.slice(0, 1),
      })),
      'only 2 shared keys, at least 3 must',
    ],
    [
      'too few survivors',
      toFirst('survivors', () => ({ survivors: [1, 4] })),
      'only 2 survived, at least 3 must',
    ],
    [
      'survivors without itself',
      toFirst('survivors', () => ({ survivors: [2, 3, 4] })),
      'a list of survivors without this client',
    ],
    [
      'a single proof',
      toFirst('proofs', (m: Record<string, unknown[]>) => ({
        from: m.from.slice(0, 1),
        proofs: m.proofs.slice(0, 1),
      })),
      'only 2 confirmed, at least 3 must',
    ],
    [
      'another session',
      toFirst('survivors', () => ({ session: new Uint8Array(32) })),
      'a message of another session',
    ],
  ])('%s: the client ends its part, the others go on', (_name, down, problem) => {
    const { result, ended } = runRound(options, inputs, { down });
    expect(ended.get('c1')).toContain(problem);
    expect(result).toBeDefined();
  });

  test('a client answers each stage once, and not after it has given up', () => {
    const clients = new Map<string, SecureClient>();
    const server = new SecureServer(options);
    for (const [id, message] of server.begin()) {
      clients.set(id, new SecureClient(message));
      server.receive(id, clients.get(id)!.advertiseKeys());
    }
    for (const [id, message] of server.next()) {
      if (message.stage === 'directory') server.receive(id, clients.get(id)!.shareKeys(message));
    }
    for (const [id, message] of server.next()) {
      if (message.stage !== 'envelopes') continue;
      server.receive(id, clients.get(id)!.maskInput(message, inputs.get(id)!));
    }
    const survivors = [...server.next()] as [string, Survivors][];
    for (const [id, message] of survivors) {
      server.receive(id, clients.get(id)!.confirmSurvivors(message));
    }
    const first = clients.get('c1')!;
    // Asked again, for another list: it would have to hand out both kinds of shares.
    expect(() => first.confirmSurvivors({ ...survivors[0][1], survivors: [1, 2, 3] })).toThrow(
      'not the next round of this client: unmasking',
    );
    const proofs = server.next().get('c1') as Proofs;
    expect(() => first.unmask(proofs)).toThrow('not the next round of this client: over');
  });
});

describe('a client that sends what it should not', () => {
  const ids = idsOf(5);
  const inputs = randomInputs(ids, 3);
  const options = { clients: ids, threshold: 3, size: 3, modulusBits: 16 };

  /** c2's message of one stage, changed. */
  const fromSecond =
    (stage: ClientMessage['stage'], change: (message: never) => object) =>
    (id: string, message: ClientMessage): ClientMessage =>
      id === 'c2' && message.stage === stage
        ? { ...message, ...change(message as never) }
        : message;

  const gone = ['c1', 'c3', 'c4', 'c5'];

  test.each<[string, ReturnType<typeof fromSecond>, string, readonly string[]]>([
    [
      'foreign',
      fromSecond('keys', () => ({ session: new Uint8Array(32) })),
      'another session',
      gone,
    ],
    ['foreign', fromSecond('input', () => ({ from: 3 })), 'in another’s name', gone],
    [
      'truncated',
      fromSecond('input', (m: MaskedInput) => ({ values: m.values.slice(1) })),
      '5 bytes of values',
      gone,
    ],
    [
      'truncated',
      fromSecond('shares', (m: SharedKeys) => ({
        envelopes: m.envelopes.map((one) => one.slice(1)),
      })),
      'envelopes is missing or truncated',
      gone,
    ],
    [
      'incomplete',
      fromSecond('shares', (m: SharedKeys) => ({
        to: m.to.slice(1),
        envelopes: m.envelopes.slice(1),
      })),
      'not one envelope for each neighbor',
      gone,
    ],
    [
      'missing a field',
      fromSecond('consistency', () => ({ proofs: undefined })),
      'proofs is missing',
      ids,
    ],
    [
      'an impossible share',
      fromSecond('unmasking', (m: UnmaskingShares) => ({
        seedShares: m.seedShares.with(0, new Uint8Array(33).fill(255)),
      })),
      'shares that do not fit',
      ids,
    ],
    [
      'a share of the other kind',
      fromSecond('unmasking', (m: UnmaskingShares) => ({
        keyOwners: m.seedOwners,
        keyShares: m.seedShares,
      })),
      'shares that do not fit',
      ids,
    ],
  ])('%s: its part ends, the round goes on', (_name, up, problem, survivors) => {
    const round = runRound(options, inputs, { up });
    expect([...round.rejected.keys()]).toEqual(['c2']);
    expect(round.rejected.get('c2')).toContain(problem);
    expect(round.ended.get('c2')).toMatch(/^secure aggregation, stage \w+, c2: /);
    expectSum(round, inputs, survivors, 16);
  });

  test('replayed: from this session, and from the one before', () => {
    const before: ClientMessage[] = [];
    runRound(options, inputs, { tap: (id, message) => id === 'c2' && before.push(message) });
    const replay = (id: string, message: ClientMessage): ClientMessage =>
      id === 'c2' && message.stage === 'input' ? before[2] : message;
    const round = runRound(options, inputs, { up: replay });
    expect(round.rejected.get('c2')).toBe('a message of another session');
    expectSum(round, inputs, gone, 16);

    const server = new SecureServer(options);
    const keys = [...server.begin()].map(([id, setup]) => {
      const message = new SecureClient(setup).advertiseKeys();
      server.receive(id, message);
      return message;
    });
    expect(() => {
      server.receive('c2', keys[1]);
    }).toThrow('stage keys, c2: a second message');
    expect(() => {
      server.receive('c2', keys[1]);
    }).toThrow('stage keys, c2: a message that nobody asked for');
    expect([...server.next().keys()]).toEqual(gone);
    expect(() => server.result()).toThrow('not all stages are over');
  });

  test('a wrong share is noticed, left out, and its sender named', () => {
    const wrong = fromSecond('unmasking', (m: UnmaskingShares) => ({
      seedShares: m.seedShares.map((share) => share.with(20, share[20] ^ 1)),
    }));
    const round = runRound(options, inputs, { up: wrong });
    expectSum(round, inputs, ids, 16);
    expect([...round.rejected]).toEqual([['c2', 'its share of c5 does not fit']]);

    const dropouts = new Map<string, Stage>([['c5', 'input']]);
    const key = fromSecond('unmasking', (m: UnmaskingShares) => ({
      keyShares: m.keyShares.map((share) => share.with(3, share[3] ^ 1)),
    }));
    const lost = runRound(options, inputs, { up: key, dropouts });
    expectSum(lost, inputs, ['c1', 'c2', 'c3', 'c4'], 16);
    expect([...lost.rejected]).toEqual([['c2', 'its share of c5 does not fit']]);
  });

  test('shares that never were those of one secret end the round; no sum is given', () => {
    const shares = (id: string, message: ClientMessage): ClientMessage =>
      id === 'c2' && message.stage === 'shares'
        ? { ...message, commitment: new Uint8Array(32) }
        : message;
    const round = runRound(options, inputs, { up: shares });
    expect(round.result).toBeUndefined();
    expect(round.aborted).toBe(
      'secure aggregation, stage done, c2: its shares do not fit together',
    );
  });

  test('an envelope that cannot be opened is reported, and the others’ shares suffice', () => {
    const spoiled = fromSecond('shares', (m: SharedKeys) => ({
      envelopes: m.envelopes.map((one, i) => (i === 0 ? one.with(40, one[40] ^ 1) : one)),
    }));
    const round = runRound(options, inputs, { up: spoiled });
    expectSum(round, inputs, ids, 16);
    expect([...round.rejected]).toEqual([['c2', 'its envelope for c1 cannot be opened']]);
  });
});

test('a message’s bytes are those of its contents', () => {
  const values = new Uint8Array(300);
  const session = new Uint8Array(32);
  expect(messageBytes({ stage: 'input', session, from: 1, values })).toBe(336);
  expect(
    messageBytes({ stage: 'envelopes', session, from: [1, 2], envelopes: [values, values] }),
  ).toBe(640);
});

test('an odd number of neighbors is one with everybody, as neighborhoodSize says of few clients', () => {
  const clients = idsOf(4);
  const inputs = new Map(clients.map((id, k) => [id, Int32Array.of(k, -k)]));
  const terms = { clients, threshold: 3, size: 2, modulusBits: 16 };
  const { result } = runRound({ ...terms, neighbors: neighborhoodSize({ clients: 4 }) }, inputs);
  expect(result).toEqual({ sum: Int32Array.of(6, -6), survivors: clients });
});

test('a client needs no input but for envelopes, and one of another length ends its part', () => {
  const server = new SecureServer({ clients: idsOf(3), threshold: 2, size: 3, modulusBits: 16 });
  const parts = new Map<string, SecureClient>();
  const ask = (id: string, message: ServerMessage): ClientMessage => {
    if (message.stage === 'setup') parts.set(id, new SecureClient(message));
    return parts.get(id)!.answer(message);
  };
  for (const [id, message] of server.begin()) server.receive(id, ask(id, message));
  for (const [id, message] of server.next()) server.receive(id, ask(id, message));
  for (const [id, message] of server.next()) {
    expect(() => ask(id, message)).toThrow('a vector of 0, not 3');
  }
});

test.each([
  [{ clients: ['a'] }, 'clients must be a whole number between 2'],
  [{ clients: ['a', 'b', 'a'] }, 'clients must be different, got "a"'],
  [{ threshold: 2 }, 'threshold must be a whole number between 3 and 5, got 2'],
  [{ threshold: 6 }, 'threshold must be a whole number between 3 and 5, got 6'],
  [{ leastSurvivors: 2 }, 'leastSurvivors must be a whole number between 3 and 5, got 2'],
  [{ neighbors: 3 }, 'neighbors must be even and at least 2, got 3'],
  [{ size: 0 }, 'size must be a whole number of at least 1, got 0'],
  [{ modulusBits: 20 }, 'modulusBits must be 8, 16, 24 or 32, got 20'],
])('a server refuses %j', (changes, problem) => {
  const terms = { clients: idsOf(5), threshold: 3, size: 3, modulusBits: 16 };
  expect(() => new SecureServer({ ...terms, ...changes })).toThrow(problem);
});
