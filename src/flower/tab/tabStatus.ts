import type { NodeEvent } from '../node/log';
import type { ClientState, StatusMessage } from './messages';

const away = 'The server cannot be reached; trying again until it can.';

/** Events of calls without an answer. */
const noAnswer: ReadonlySet<string> = new Set(['unreachable', 'trouble', 'heartbeat-failed']);

/** What a tab's client is doing, told to its page whenever that changes. */
export class TabStatus {
  readonly #post: (message: StatusMessage) => void;
  #nodeId: bigint | undefined;
  /** What it does, whether the server can be reached or not. */
  #now: { readonly state: ClientState; readonly text: string; readonly round?: number | undefined };
  #away = false;

  constructor(post: (message: StatusMessage) => void) {
    this.#post = post;
    this.#now = { state: 'preparing', text: '' };
  }

  set(state: ClientState, text: string, round?: number): void {
    this.#now = { state, text, round };
    if (!this.#away) this.#tell();
  }

  /** The server knows the node by this id. */
  admitted(nodeId: bigint): void {
    this.#nodeId = nodeId;
    this.#away = false;
    this.set('waiting', 'Waiting for the server.');
  }

  /** The server does not answer. */
  away(): void {
    if (this.#away) return;
    this.#away = true;
    this.#tell();
  }

  /** The server has answered. */
  reached(): void {
    if (!this.#away) return;
    this.#away = false;
    this.#tell();
  }

  /** Takes the node's events. */
  event({ event }: NodeEvent): void {
    if (noAnswer.has(event)) this.away();
    else if (event === 'still-active') {
      this.set('connecting', 'Waiting for this key’s last session to end at the server.');
    } else if (event === 'unknown' || event === 'sign-off') {
      this.set('connecting', 'Connecting to the federation again.');
    }
  }

  #tell(): void {
    const now = this.#away ? ({ state: 'away', text: away, round: undefined } as const) : this.#now;
    const { state, text, round } = now;
    this.#post({
      kind: 'status',
      ...{ state, text },
      ...(round !== undefined && { round }),
      ...(this.#nodeId !== undefined && { nodeId: `${this.#nodeId}` }),
    });
  }
}
