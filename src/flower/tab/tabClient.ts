import { FederatedError } from '../../core/errors';
import { sleep } from '../../core/retry';
import { messageOf } from '../../core/systemError';
import { runSuperNode } from '../node/superNode';
import type { NodeEvent } from '../node/log';
import { descriptorsIn } from '../wire/descriptors';
import { defaultLimits } from '../wire/limits';
import { loadFlowerSchema } from '../wire/schema';
import type { FlowerSchema } from '../wire/schema';
import { FleetTransport } from '../wire/transport';
import { renewFarewells } from './farewell';
import type { TabKey } from './keyStore';
import type { ClientMessage, ClientState, JoinMessage, PageMessage } from './messages';
import { RoundReports } from './roundReports';
import { tabApp } from './tabApp';
import { TabStatus } from './tabStatus';

/** What a tab's client has of its surroundings. */
export interface TabSurroundings {
  readonly post: (message: ClientMessage) => void;
  /** The page's address, to which the federation's is relative. */
  readonly address: string;
  readonly takeKey: (preferred?: string) => Promise<TabKey>;
  /** Makes the embedded digits available. */
  readonly loadDigits: () => Promise<void>;
}

/** Seconds between reports of all bytes. */
const trafficSeconds = 1;

/**
 * A client of a Flower federation that a page tells what to do, by {@link PageMessage}s. It takes part until it is
 * told to leave: with the options that the federation's other clients have, it answers the server's messages
 * with a model that it trains on the tab's examples.
 *
 * @returns takes the page's messages
 */
export function tabClient(surroundings: TabSurroundings): (message: PageMessage) => void {
  const { post, takeKey } = surroundings;
  let key: Promise<TabKey> | undefined;
  let visit: { readonly stop: AbortController; readonly wakers: Set<() => void> } | undefined;

  const open = async (preferred?: string): Promise<void> => {
    try {
      key ??= takeKey(preferred);
      const { name, identity, kept, reason } = await key;
      const { openSshPublicKey } = identity;
      post({
        kind: 'identity',
        ...{ key: name, openSshPublicKey, kept },
        ...(reason !== undefined && { reason }),
      });
    } catch (error) {
      key = undefined;
      post({ kind: 'ended', left: false, error: messageOf(error) });
    }
  };

  const join = async (message: JoinMessage): Promise<void> => {
    if (visit) return;
    visit = { stop: new AbortController(), wakers: new Set() };
    const { stop, wakers } = visit;
    const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
      restless(seconds, signal, wakers);
    try {
      key ??= takeKey();
      await takePart(message, await key, surroundings, { signal: stop.signal, pause });
      post({ kind: 'ended', left: stop.signal.aborted });
    } catch (error) {
      if (stop.signal.aborted) post({ kind: 'ended', left: true });
      else post({ kind: 'ended', left: false, error: sentenceOf(error) });
    } finally {
      visit = undefined;
    }
  };

  return (message) => {
    switch (message.kind) {
      case 'open':
        void open(message.key);
        break;
      case 'join':
        void join(message);
        break;
      case 'wake':
        visit?.wakers.forEach((wake) => {
          wake();
        });
        break;
      case 'leave':
        if (!visit) break;
        post({ kind: 'status', state: 'leaving', text: 'Leaving the federation.' });
        visit.stop.abort(new FederatedError('the page left the federation'));
    }
  };
}

interface Visit {
  readonly signal: AbortSignal;
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
}

async function takePart(
  { federation, examples }: JoinMessage,
  key: TabKey,
  { post, address, loadDigits }: TabSurroundings,
  { signal, pause }: Visit,
): Promise<void> {
  const { identity, kept } = key;
  const show = new TabStatus(post);
  const status = (state: ClientState, text: string, round?: number): void => {
    show.set(state, text, round);
  };
  const notices = (event: NodeEvent): void => {
    const { level, event: name, text } = event;
    const quiet = level === 'info' || routine.has(name);
    if (!quiet) post({ kind: 'notice', level, event: name, text });
  };
  status('preparing', 'Preparing the model and your examples.');
  const prepared = await tabApp(federation, examples, notices, loadDigits);
  const ended = new AbortController();
  try {
    signal.throwIfAborted();
    const { app, options, model, engine } = prepared;
    if (engine) post(engine);
    const schema = await fetchSchema(new URL('schema.json', address), signal);
    const url = new URL(federation.path ?? '', new URL('.', address)).href.replace(/\/$/, '');
    const { shape, classNames } = federation;
    const images = shape && classNames && { shape, classNames };
    const reports = new RoundReports({ model, images, post, status });
    const messageBytes = options.maxMessage * 2 ** 20;
    const transport = new FleetTransport({
      ...{ url, schema, identity, maxMessageBytes: messageBytes },
      log: (event) => {
        if (event.event === 'retry') {
          if (event.attempt > 1) show.away();
        } else if (gone.has(event.status)) show.away();
        else show.reached();
      },
    });
    let farewells: AbortController | undefined;
    const onNodeId = (nodeId: bigint): void => {
      void key.rememberNodeId(url, nodeId);
      show.admitted(nodeId);
      farewells?.abort();
      farewells = new AbortController();
      void renewFarewells({
        ...{ transport, identity, nodeId, keepsKey: kept, log: notices },
        post: (call) => {
          if (!ended.signal.aborted) post({ kind: 'farewell', call });
        },
        signal: AbortSignal.any([farewells.signal, ended.signal]),
      });
    };
    const lastNodeId = key.lastNodeId(url);
    const traffic = reportTraffic(transport, post, ended.signal);
    try {
      status('connecting', 'Connecting to the federation.');
      await runSuperNode({
        ...{ transport, schema, publicKey: identity.publicKey, keepsKey: kept, onNodeId },
        ...(lastNodeId !== undefined && { lastNodeId }),
        app: reports.watch(app),
        nodeConfig: nodeConfigOf(examples),
        log: (event) => {
          show.event(event);
          notices(event);
          reports.event(event);
        },
        ...{ signal, pause, startSeconds: Infinity },
        heartbeatSeconds: options.heartbeat,
        pollSeconds: options.poll,
        appSeconds: options.timeLimit,
        limits: { ...defaultLimits, messageBytes },
      });
    } finally {
      ended.abort();
      post({ kind: 'farewell', call: undefined });
      await traffic;
      transport.close();
    }
  } finally {
    ended.abort();
    prepared.dispose();
  }
}

/** What a proxy answers for a server that is not there. */
const gone: ReadonlySet<number> = new Set([502, 503, 504]);

/** Events that the page's state shows anyway. */
const routine: ReadonlySet<string> = new Set([
  'unreachable',
  'trouble',
  'heartbeat-failed',
  'transfer-broken',
  'retry',
  'still-active',
  'sign-off',
  'signed-off-already',
]);

function nodeConfigOf(examples: JoinMessage['examples']): Readonly<Record<string, number>> {
  if (examples.kind !== 'part') return {};
  const { partitionId, numPartitions } = examples;
  return { 'partition-id': partitionId, 'num-partitions': numPartitions };
}

async function fetchSchema(url: URL, signal: AbortSignal): Promise<FlowerSchema> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    const problem = `the page’s server at ${url.origin} cannot be reached; has the federation ended?`;
    throw new FederatedError(problem, { cause });
  }
  if (!answer.ok) throw new FederatedError(`${url.pathname} cannot be had: HTTP ${answer.status}`);
  const { bytes } = descriptorsIn(await answer.json(), url.pathname);
  return loadFlowerSchema(bytes);
}

/** Tells all bytes so far whenever there are more. */
async function reportTraffic(
  transport: Pick<FleetTransport, 'traffic'>,
  post: TabSurroundings['post'],
  signal: AbortSignal,
): Promise<void> {
  for (let told = -1; ;) {
    const { traffic } = transport;
    if (traffic.calls !== told) post({ kind: 'traffic', ...traffic });
    told = traffic.calls;
    if (signal.aborted) return;
    await sleep(trafficSeconds, signal).catch(() => undefined);
  }
}

/** A pause that a wake call ends. */
async function restless(
  seconds: number,
  signal: AbortSignal,
  wakers: Set<() => void>,
): Promise<void> {
  const early = new AbortController();
  const wake = (): void => {
    early.abort();
  };
  wakers.add(wake);
  try {
    await sleep(seconds, AbortSignal.any([signal, early.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (!early.signal.aborted) throw error;
  } finally {
    wakers.delete(wake);
  }
}

/** An error as one sentence. */
function sentenceOf(error: unknown): string {
  const said = messageOf(error);
  const memory = error instanceof RangeError && /allocation|array buffer|array length/i.test(said);
  if (memory) return `This model needs more memory than the browser gives a tab (${said}).`;
  const text = said.charAt(0).toUpperCase() + said.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
