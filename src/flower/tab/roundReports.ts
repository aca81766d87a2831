import { decodeUpdate } from '../../compression/catalogue';
import { counted } from '../../core/counted';
import { formatBytes } from '../../core/formatBytes';
import type { AppRequest, ClientApp } from '../app/clientApp';
import { payloadIn } from '../app/encodedUpdate';
import { receivedParameters } from '../app/modelArrays';
import type { ModelClientAppOptions } from '../app/modelClientApp';
import { planOf, roundOf } from '../app/trainingConfig';
import type { NodeEvent } from '../node/log';
import type { MetricValue, Records } from '../wire/objects/records';
import type { ClientMessage, ClientState, ReadableMessage, RoundMessage } from './messages';
import { readable, unreadable } from './readable';
import type { ImageKind } from './readable';

/** Where what a client's app does is told. */
export interface ReportOptions {
  readonly model?: ModelClientAppOptions | undefined;
  readonly images?: ImageKind | undefined;
  readonly post: (message: ClientMessage) => void;
  readonly status: (state: ClientState, text: string, round?: number) => void;
}

/** Numbers of a model from which computing what can be read takes too long for a tab. */
const mostParameters = 4_000_000;

/** Tells a page what its client's app does, message by message. */
export class RoundReports {
  readonly #options: ReportOptions;
  #bytes = { received: 0, sent: 0 };
  #answered: (Omit<RoundMessage, 'bytesReceived' | 'bytesSent'> & Reading) | undefined;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /** The same app, watched. */
  watch(app: ClientApp): ClientApp {
    return async (request, context) => {
      const { messageType, config, groupId } = request;
      const round = roundOf(config, groupId);
      const work = workOf(messageType);
      const { status } = this.#options;
      status(work.state, `${work.text}${round === undefined ? '' : ` in round ${round}`}.`, round);
      const start = performance.now();
      const reply = await app(request, context);
      const seconds = (performance.now() - start) / 1000;
      if (work.type) {
        const told = { kind: 'round', type: work.type, seconds } as const;
        const reading = work.type === 'train' ? this.#read(request, reply, round) : undefined;
        this.#answered = {
          ...told,
          ...(round !== undefined && { round }),
          ...scoresIn(reply),
          left: whatLeaves(messageType, reply),
          reading,
        };
      }
      return reply;
    };
  }

  /** Takes the node's events: they tell how many bytes a message took. */
  event({ event, facts = {} }: NodeEvent): void {
    const { bytes = 0 } = facts as { readonly bytes?: number };
    if (event === 'message') this.#bytes.received += bytes;
    if (event !== 'reply' && event !== 'reply-unwanted') return;
    this.#bytes.sent += bytes;
    const { post, status } = this.#options;
    status('waiting', 'Waiting for the server.');
    if (!this.#answered) return;
    const { reading, ...told } = this.#answered;
    const { received, sent } = this.#bytes;
    this.#answered = undefined;
    this.#bytes = { received: 0, sent: 0 };
    post({ ...told, bytesReceived: received, bytesSent: sent });
    if (event === 'reply' && reading) post(reading());
  }

  /** Computes, when the reply has been sent, what could be read from it; its numbers are copied now. */
  #read(request: AppRequest, reply: Records, round: number | undefined): Reading['reading'] {
    const { model, images } = this.#options;
    if (request.messageType !== 'train') {
      const text =
        'The server gets masked numbers, which say nothing about a single client: it learns no more than the ' +
        'sum over all clients.';
      return () => unreadable(text, round);
    }
    if (!model || !images || model.trainer.spec.size > mostParameters) return undefined;
    const { spec } = model.trainer;
    const parameters = receivedParameters(spec, request.arrays);
    const payload = payloadIn(reply);
    const arrays = reply.get('arrays');
    const sent =
      payload === undefined && arrays?.kind === 'arrays'
        ? receivedParameters(spec, arrays.arrays)
        : undefined;
    const bytes = payload && { ...payload, bytes: payload.bytes.slice() };
    if (!sent && !bytes) return undefined;
    const plan = planOf(model.plan, request.config);
    const examples = model.client.train.size;
    return () => {
      const update = bytes ? decodeUpdate(bytes, spec) : sent!.map((w, i) => w - parameters[i]);
      return readable({ parameters, update, examples, plan }, spec, images, round);
    };
  }
}

interface Reading {
  readonly reading: (() => ReadableMessage) | undefined;
}

/** What a message asks for. */
function workOf(messageType: string): {
  readonly state: ClientState;
  readonly text: string;
  readonly type?: RoundMessage['type'];
} {
  if (messageType === 'evaluate') {
    return { state: 'evaluating', text: 'Evaluating the model', type: 'evaluate' };
  }
  if (messageType === 'train' || messageType === 'train.envelopes') {
    return { state: 'training', text: 'Training', type: 'train' };
  }
  const secure = messageType.startsWith('train.');
  return { state: 'arranging', text: secure ? 'Arranging a secure sum' : 'Answering a question' };
}

/** The numbers of a reply that a page shows. */
function scoresIn(reply: Records): Pick<RoundMessage, 'examples' | 'loss' | 'accuracy'> {
  const metrics = reply.get('metrics');
  const values = metrics?.kind === 'metrics' ? metrics.values : new Map<string, MetricValue>();
  const numberOf = (...names: readonly string[]): number | undefined => {
    const value = names.map((name) => values.get(name)).find((one) => one !== undefined);
    return value === undefined || Array.isArray(value) ? undefined : Number(value);
  };
  const [examples, loss, accuracy] = [
    numberOf('num-examples'),
    numberOf('train_loss', 'eval_loss'),
    numberOf('eval_acc'),
  ];
  return {
    ...(examples !== undefined && { examples }),
    ...(loss !== undefined && { loss }),
    ...(accuracy !== undefined && { accuracy }),
  };
}

/** What leaves the tab, in a few words. */
function whatLeaves(messageType: string, reply: Records): string {
  if (messageType === 'evaluate') return 'scores on the test examples';
  const payload = payloadIn(reply);
  if (payload) return `an update as ${payload.codec}, ${formatBytes(payload.bytes.length)}`;
  const arrays = reply.get('arrays');
  const all = arrays?.kind === 'arrays' ? [...arrays.arrays.values()] : [];
  if (messageType !== 'train') {
    const bytes = all.reduce((sum, { data }) => sum + data.byteLength, 0);
    return `masked numbers, ${formatBytes(bytes)}`;
  }
  const numbers = all.reduce((sum, { data }) => sum + data.length, 0);
  return `a trained model of ${counted(numbers, 'number')}`;
}
