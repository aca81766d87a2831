import { readFileSync } from '../../platform/files';
import { process } from '../../platform/system';
import { ArgumentError } from '../../core/errors';
import { exitCode } from '../../commands/exitCode';
import { formatBytes } from '../../core/formatBytes';
import { processTerminal } from '../../commands/terminal';
import type { CommandIo } from '../../commands/terminal';
import { onFile } from '../../core/systemError';
import { parseClientOptions } from './commandOptions';
import type { ClientOptions } from './clientOptions';
import { lockKey } from './keyLock';
import { localModel } from './localModel';
import { localSchema } from './localSchema';
import { localTable } from './localTable';
import { modelClientApp } from '../app/modelClientApp';
import type { ClientApp } from '../app/clientApp';
import type { TableClientApp } from '../app/tableClientApp';
import { lineLog } from '../node/log';
import type { NodeLog } from '../node/log';
import { lastNodeId, rememberNodeId } from '../node/memory';
import { superLinkUrl } from './superLinkUrl';
import { runSuperNode } from '../node/superNode';
import { writeDescriptors } from '../wire/descriptors';
import { createIdentity } from '../wire/identity';
import { keepIdentity } from '../wire/identityFile';
import { defaultLimits } from '../wire/limits';
import { loadFlowerSchema } from '../wire/schema';
import { FleetTransport } from '../wire/transport';
import type { TransportEvent } from '../wire/transportOptions';

/**
 * `npm run flower-client -- …`
 *
 * @param argv the arguments, without the program's name: `['--superlink', '127.0.0.1:8000']`
 * @returns the exit code: 0 signed off, 1 failed, 2 wrong options
 */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const options = parseClientOptions(argv, {
      out: (text) => void io.out.write(text),
      err: (text) => void io.err.write(text),
    });
    await run(options, io);
    return 0;
  } catch (error) {
    const stopped = { signal: io.signal, code: 0 };
    return exitCode(error, { err: (text) => io.err.write(text), stopped });
  }
}

async function run(options: ClientOptions, io: CommandIo): Promise<void> {
  if (options.publicKey) {
    io.out.write(`${keepIdentity(options.key!).openSshPublicKey}\n`);
    return;
  }
  if (options.writeSchema !== undefined) {
    writeDescriptors(options.writeSchema, await localSchema(options, io.signal));
    return;
  }
  if (options.superlink === undefined) {
    throw new ArgumentError('--superlink', 'be HOST:PORT', undefined);
  }
  const url = superLinkUrl(options.superlink, options);
  const log = lineLog((line) => void io.out.write(line), { json: options.json ?? false });
  const { app, dispose } = await localApp(options, log);
  try {
    await takePart({ url, options, app, log, signal: io.signal });
  } finally {
    dispose();
  }
}

/** The client's app, with its own table or its part of a data set. */
async function localApp(options: ClientOptions, log: NodeLog): Promise<TableClientApp> {
  if (options.table !== undefined) return localTable(options, log);
  const model = await localModel(options, log);
  const dispose = (): void => {
    model.trainer.dispose();
  };
  return { app: modelClientApp(model), dispose };
}

interface Part {
  readonly url: string;
  readonly options: ClientOptions;
  readonly app: ClientApp;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

async function takePart({ url, options, app, log, signal }: Part): Promise<void> {
  const { bytes } = await localSchema(options, signal);
  const schema = loadFlowerSchema(bytes);
  const { key, ca, partitionId = 0, numPartitions = 1 } = options;
  const identity = key === undefined ? createIdentity() : keepIdentity(key);
  const messageBytes = options.maxMessage * 2 ** 20;
  const transport = new FleetTransport({
    url,
    schema,
    ...(ca !== undefined && { ca: onFile(ca, () => readFileSync(ca)) }),
    identity,
    maxMessageBytes: messageBytes,
    log: retryLog(log),
  });
  const lock = key === undefined ? undefined : await lockKey(key);
  const memory = key === undefined ? undefined : lastNodeId(key, url);
  try {
    await runSuperNode({
      transport,
      schema,
      publicKey: identity.publicKey,
      keepsKey: key !== undefined,
      ...(memory !== undefined && { lastNodeId: memory }),
      lastSessionIsOver: lock?.abandoned ?? false,
      ...(key !== undefined && {
        onNodeId: (id: bigint) => {
          rememberNodeId(key, url, id);
        },
      }),
      app,
      nodeConfig: { 'partition-id': partitionId, 'num-partitions': numPartitions },
      log,
      signal,
      heartbeatSeconds: options.heartbeat,
      pollSeconds: options.poll,
      appSeconds: options.timeLimit,
      startSeconds: options.startLimit,
      limits: { ...defaultLimits, messageBytes },
    });
    const { bytesSent, bytesReceived, calls } = transport.traffic;
    const text = `${formatBytes(bytesSent)} sent, ${formatBytes(bytesReceived)} received`;
    log({ level: 'info', event: 'end', text, facts: { calls, bytesSent, bytesReceived } });
  } finally {
    transport.close();
    lock?.release();
  }
}

/** Logs retries; successful calls are not worth a line. */
function retryLog(log: NodeLog): (event: TransportEvent) => void {
  return (event) => {
    if (event.event !== 'retry') return;
    const { route, attempt, delaySeconds, reason } = event;
    const text = `${reason}; attempt ${attempt + 1} in ${delaySeconds.toFixed(1)} s`;
    log({ level: 'warn', event: 'retry', text, facts: { route, attempt, delaySeconds } });
  };
}

/** This process's terminal; Ctrl-C signs off, a second one exits immediately. */
export function terminal(): CommandIo {
  return processTerminal({ again: () => process.exit(130) });
}
