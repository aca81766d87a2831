import type { AppContext, Setting } from '../app/clientApp';
import type { NodeLog } from './log';
import type { Decoded } from '../wire/shapes';
import type { FleetTransport } from '../wire/transport';

/** What a node's contexts have in common. */
export interface RunContextsOptions {
  readonly transport: FleetTransport;
  readonly nodeConfig: Readonly<Record<string, Setting>>;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

/** How many runs' settings and states are kept; the oldest are dropped. */
const runsKept = 16;

/** What the client app knows and keeps for each run. */
export class RunContexts {
  readonly #options: RunContextsOptions;
  readonly #kept = new Map<bigint, AppContext>();

  constructor(options: RunContextsOptions) {
    this.#options = options;
  }

  /** The run's settings, requested once, and the app's state in it. */
  async get(nodeId: bigint, runId: bigint): Promise<AppContext> {
    const { transport, nodeConfig, log, signal } = this.#options;
    const known = this.#kept.get(runId);
    if (known) return { ...known, nodeId };
    const { run } = await transport.call('get-run', { node: { nodeId }, runId }, { signal });
    const runConfig = settings(run?.overrideConfig ?? {});
    const context = { runId, nodeId, nodeConfig, runConfig, state: new Map<string, unknown>() };
    this.#kept.set(runId, context);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > runsKept) this.#kept.delete(oldest);
    const app = `${run?.fabId ?? ''} ${run?.fabVersion ?? ''}`.slice(0, 120);
    const text = `run ${runId} of ${app}; its code is not fetched, this node runs its own`;
    log({ level: 'info', event: 'run', text, facts: { runId, app } });
    return context;
  }
}

/** A run's settings; only strings, numbers and booleans. */
function settings(config: Readonly<Record<string, Decoded<'Scalar'>>>): Record<string, Setting> {
  const entries = Object.entries(config).flatMap(([name, { scalar }]) =>
    scalar.case === undefined || scalar.case === 'bytes' ? [] : [[name, scalar.value] as const],
  );
  return Object.fromEntries(entries);
}
