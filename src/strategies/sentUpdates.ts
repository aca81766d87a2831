import { transformUpdate } from '../updates/transformUpdate';
import type { ClientSlots, Measures } from '../updates/updateTransform';
import type { StrategyOptions } from './strategyOptions';
import type { ServerState } from './federatedAlgorithm';

/** Transforms the updates of one round on their way to the server, and counts what is sent. */
export class SentUpdates {
  readonly #options: Pick<StrategyOptions, 'trainer' | 'rng' | 'transforms'>;
  readonly #state: ServerState;
  /** Sums of the clients' measures. */
  readonly #sums = new Map<string, number>();
  readonly #totals = new Map<string, number>();
  #count = 0;
  #bytes = 0;
  #clients: Map<string, ClientSlots> | undefined;

  constructor(
    options: Pick<StrategyOptions, 'trainer' | 'rng' | 'transforms'>,
    state: ServerState,
  ) {
    this.#options = options;
    this.#state = state;
  }

  /** Bytes of all updates so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What clients keep after the round; the state's own map if nobody kept anything new. */
  get clients(): ServerState['clients'] {
    return this.#clients ?? this.#state.clients;
  }

  /** Means over the clients. */
  get measures(): Measures {
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#count]));
  }

  /** Sums over the clients. */
  get totals(): Measures {
    return Object.fromEntries(this.#totals);
  }

  /** Counts an update that the server rejects: it came as float32 numbers. */
  reject(update: Float32Array): void {
    this.#bytes += update.byteLength;
  }

  /** Transforms a client's update in place, in the cohort's order. */
  send(clientId: string, update: Float32Array): void {
    const { trainer, rng, transforms = [] } = this.#options;
    this.#count++;
    if (transforms.length === 0) {
      this.#bytes += update.byteLength;
      return;
    }
    const round = this.#state.round + 1;
    const sent = transformUpdate(transforms, update, {
      clientId,
      round,
      spec: trainer.spec,
      parameters: this.#state.parameters,
      rng: rng.split('round', round, 'client', clientId),
      slot: (name) => this.clients?.get(clientId)?.[name],
      keep: (name, vector) => {
        this.#clients ??= new Map(this.#state.clients);
        this.#clients.set(clientId, { ...this.#clients.get(clientId), [name]: vector });
      },
      serverSlot: (name) => this.#state.server?.[name],
    });
    this.#bytes += sent.bytes;
    addTo(this.#sums, sent.measures);
    addTo(this.#totals, sent.totals ?? {});
  }
}

function addTo(sums: Map<string, number>, values: Measures): void {
  for (const [name, value] of Object.entries(values)) {
    sums.set(name, (sums.get(name) ?? 0) + value);
  }
}
