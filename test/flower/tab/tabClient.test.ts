import type { BrowserContext } from 'playwright-core';
import { toArrays } from '../../../src/core/namedArrays';
import { Rng } from '../../../src/core/rng';
import { requestParts } from '../../../src/flower/app/clientApp';
import { modelClientApp } from '../../../src/flower/app/modelClientApp';
import type { TabServer, TabServerOptions } from '../../../src/flower/launch/tabs/tabServer';
import type { JoinMessage } from '../../../src/flower/tab/messages';
import { arrayRecord, configRecord } from '../../../src/flower/wire/objects/records';
import type { FlowerRecord, Records } from '../../../src/flower/wire/objects/records';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import type { NdArray } from '../../../src/flower/wire/objects/ndArray';
import { useBackend } from '../../../src/models/backend';
import { makeModel } from '../../../src/models/makeModel';
import { localTrainer } from '../../../src/training/makeTrainer';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import { digitNames, stripes } from '../../support/digits';
import { FakeSuperLink } from '../../support/fakeSuperLink';
import type { Answer } from '../../support/fakeMessageStore';
import { standInDescriptors } from '../../support/flowerSchema';
import { until } from '../../support/stagedNode';
import { serveTabs, TestTab, withChromium } from '../../support/tabs';
import { chromiumPath } from '../../browser/support/chromium';

const pageTest = chromiumPath === undefined ? test.skip : test;
const missing = chromiumPath === undefined ? ' [skipped: no Chromium; CHROMIUM names one]' : '';

const [train, testPart] = [stripes(30, 1), stripes(12, 2)];
const shape = [12, 12, 1] as const;

const joining = (more: JoinMessage['federation']['options'] = {}): JoinMessage => ({
  kind: 'join',
  federation: {
    name: 'stripes',
    options: { model: 'softmax', seed: 1, poll: 0.1, heartbeat: 10, batchSize: 10, ...more },
    shape,
    classNames: digitNames,
  },
  examples: { kind: 'images', id: 'tab', train, test: testPart },
});

let trainer: LocalTrainer;
beforeAll(async () => {
  await useBackend('cpu');
  const model = makeModel('softmax', { shape: [...shape], classes: 10, seed: 1 });
  trainer = localTrainer(model, { workers: 1 });
});
afterAll(() => {
  trainer.dispose();
});

/** The model's parameters as arrays of a message. */
function arraysOf({
  spec,
  ...trainer
}: Pick<LocalTrainer, 'spec' | 'initialParameters'>): Map<string, NdArray> {
  const tensors = toArrays(spec, trainer.initialParameters());
  return new Map([...tensors].map(([name, { shape, data }]) => [name, float32Array(shape, data)]));
}

const question = (round: number): Records =>
  new Map<string, FlowerRecord>([
    ['arrays', arrayRecord(arraysOf(trainer))],
    ['config', configRecord({ 'server-round': BigInt(round) })],
  ]);

function contentOf(answer: Answer): Records {
  if ('error' in answer) throw new Error(answer.error.reason);
  return answer.content;
}

function numbersOf(records: Records): number[] {
  const record = records.get('arrays');
  return record?.kind === 'arrays'
    ? [...record.arrays.values()].flatMap(({ data }) => [...data]).map(Number)
    : [];
}

interface Stage {
  readonly link: FakeSuperLink;
  readonly server: TabServer;
  readonly open: () => Promise<TestTab>;
}

async function staged(
  browser: BrowserContext,
  body: (stage: Stage) => Promise<void>,
  options: Partial<TabServerOptions> & { readonly prelude?: string } = {},
): Promise<void> {
  const link = new FakeSuperLink();
  await link.listen();
  const descriptors = { bytes: standInDescriptors(), version: '1.41.0' };
  const server = await serveTabs(link.url, descriptors, options);
  try {
    const open = () => TestTab.open(browser, `http://localhost:${server.port}/`);
    await body({ link, server, open });
  } finally {
    await server.close();
    await link.close();
  }
}

describe(`a client in a page of Chromium${missing}`, () => {
  pageTest(
    'trains as in Node, tells what can be read, survives a reload, and signs off',
    async () => {
      await withChromium((browser) =>
        staged(browser, async ({ link, open }) => {
          const tab = await open();
          await tab.send(joining());
          await until(() => link.online().length === 1);
          const asked = link.send('train', question(1));
          const answered = await until(() => link.answer(asked));
          const app = modelClientApp({
            ...{ trainer, client: { id: 'tab', train, test: testPart } },
            plan: { localEpochs: 1, batchSize: 10, clientLearningRate: 0.1 },
            rng: Rng.fromSeed(1).split('strategy'),
          });
          const request = { messageType: 'train', messageId: 'm', groupId: '' };
          const context = {
            runId: 7n,
            nodeId: 1n,
            nodeConfig: {},
            runConfig: {},
            state: new Map(),
          };
          const { signal } = new AbortController();
          const expected = await app({ ...request, ...requestParts(question(1)), signal }, context);
          const [found, own] = [numbersOf(contentOf(answered)), numbersOf(expected)];
          expect(found).toHaveLength(own.length);
          expect(Math.max(...found.map((value, i) => Math.abs(value - own[i])))).toBeLessThan(1e-6);

          const readable = await tab.until(({ kind }) => kind === 'readable');
          const present = [...new Set(train.labels)];
          expect(readable).toMatchObject({ kind: 'readable', round: 1 });
          const [{ pictures, counts }] = await tab.told('readable');
          expect(pictures.length).toBeGreaterThan(present.length / 2);
          expect(counts!.reduce((sum, count) => sum + count)).toBe(train.size);
          const [round] = await tab.told('round');
          expect(round).toMatchObject({ type: 'train', round: 1, examples: train.size });
          expect(round.bytesSent).toBeGreaterThan(4 * trainer.spec.size);

          // A reload: the page signs the node off, the new one has the same key and node.
          const [{ id }] = link.online();
          const [{ openSshPublicKey, kept }] = await tab.told('identity');
          expect(kept).toBe(true);
          await tab.page.reload();
          await until(() => link.online().length === 0);
          await tab.until(({ kind }) => kind === 'identity');
          expect((await tab.told('identity'))[0].openSshPublicKey).toBe(openSshPublicKey);
          await tab.send(joining());
          await until(() => link.online().length === 1);
          expect(link.online()[0].id).toBe(id);
          const evaluation = link.send('evaluate', question(2));
          contentOf(await until(() => link.answer(evaluation)));

          // A second tab has another key; one that leaves is signed off, and so is one that is closed.
          const other = await open();
          const [second] = await other.told('identity');
          expect(second.openSshPublicKey).not.toBe(openSshPublicKey);
          await other.send(joining());
          await until(() => link.online().length === 2);
          await tab.send({ kind: 'leave' });
          expect(await tab.until(({ kind }) => kind === 'ended')).toMatchObject({ left: true });
          expect(link.online()).toHaveLength(1);
          await other.until(({ kind }) => kind === 'farewell');
          await other.page.close();
          await until(() => link.online().length === 0);
          expect(link.nodes.size).toBe(2);
        }),
      );
    },
    120_000,
  );

  pageTest(
    'says that the server is gone, and comes back when it is there again',
    async () => {
      await withChromium((browser) =>
        staged(browser, async ({ link, server, open }) => {
          const tab = await open();
          await tab.send(joining());
          await until(() => link.online().length === 1);
          const before = (await tab.messages()).length;
          await server.close();
          await tab.until((m) => m.kind === 'status' && m.state === 'away', 60, before);
          const descriptors = { bytes: standInDescriptors(), version: '1.41.0' };
          const again = await serveTabs(link.url, descriptors, { port: server.port });
          try {
            const gone = (await tab.messages()).length;
            await tab.send({ kind: 'wake' });
            await tab.until((m) => m.kind === 'status' && m.state !== 'away', 60, gone);
            const asked = await until(
              () => link.online().length === 1 && link.send('train', question(1)),
            );
            contentOf(await until(() => link.answer(asked)));
          } finally {
            await again.close();
          }
        }),
      );
    },
    120_000,
  );

  pageTest(
    'without WebAssembly it trains eagerly; without a database its key is for this visit: it says both',
    async () => {
      const prelude =
        'delete globalThis.WebAssembly; indexedDB.open = () => { throw new DOMException("no", "InvalidStateError"); };';
      await withChromium((browser) =>
        staged(
          browser,
          async ({ link, open }) => {
            const tab = await open();
            const [identity] = await tab.told('identity');
            expect(identity.kept).toBe(false);
            expect(identity.reason).toMatch(
              /^This browser cannot keep the key: .* this visit only\.$/,
            );
            await tab.send(joining());
            await until(() => link.online().length === 1);
            const notices = await tab.told('notice');
            expect(notices.map(({ text }) => text).join()).toContain('WebAssembly');
            const asked = link.send('train', question(1));
            contentOf(await until(() => link.answer(asked)));
            await tab.send({ kind: 'leave' });
            await tab.until(({ kind }) => kind === 'ended');
            expect([...link.nodes.values()].map(({ status }) => status)).toEqual(['unregistered']);
          },
          { prelude },
        ),
      );
    },
    120_000,
  );

  pageTest(
    'what cannot work ends with one sentence',
    async () => {
      await withChromium((browser) =>
        staged(browser, async ({ link, open }) => {
          const tab = await open();
          const ending = async (message: JoinMessage): Promise<string> => {
            const from = (await tab.messages()).length;
            await tab.send(message);
            const ended = await tab.until(({ kind }) => kind === 'ended', 60, from);
            return ended.kind === 'ended' ? (ended.error ?? '') : '';
          };
          expect(await ending(joining({ clip: -1 }))).toMatch(/^--clip must be > 0, got -1\.$/);
          const { federation } = joining();
          const none = { images: new Uint8Array(), labels: new Uint8Array() };
          const examples = { kind: 'images', id: 'tab', train: none, test: none } as const;
          expect(await ending({ kind: 'join', federation, examples })).toMatch(/^Your examples: /);
          link.selfRegistration = false;
          expect(await ending(joining())).toContain(
            'lets in only the keys that its operator registered',
          );
          link.version = '1.30.0';
          expect(await ending(joining())).toContain('The SuperLink runs flwr 1.30.0');
          expect(link.online()).toHaveLength(0);
        }),
      );
    },
    120_000,
  );
});
