import { protectionOf } from './protection';
import { strategyOf } from './settings';
import { wholeArguments } from './strategies';
import { tableLines } from './tableStart';
import type { TableStart } from './tableStart';
import type { FullServerAppSettings } from './settings';

/** A number as a float of TOML, which Python reads as a float: `1.0`, not `1`. */
function float(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A string as a basic string of TOML, which has the escapes of JSON. */
function string(value: string): string {
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}

/** The tables about the protection of updates, if there is any. */
function protectionLines(settings: FullServerAppSettings): string[] {
  const { privacy, secure } = protectionOf(settings);
  return [
    ...(privacy
      ? [
          '# The largest L2 norm of an update, and the noise in their sum in units of it.',
          '[tool.flwr.app.config.privacy]',
          `clip = ${float(privacy.clip)}`,
          `noise-multiplier = ${float(privacy.noiseMultiplier)}`,
          '',
        ]
      : []),
    ...(secure
      ? [
          '# Secure aggregation: every client must have the same range and bits.',
          '[tool.flwr.app.config.secure]',
          `range = ${float(secure.range)}`,
          `bits = ${secure.bits}`,
          '# The share of a round’s clients without which nothing is unmasked.',
          `threshold = ${float(secure.threshold)}`,
          '# Clients with which each one shares masks; 0 for all.',
          `neighbors = ${secure.neighbors}`,
          '',
        ]
      : []),
  ];
}

/** What pyproject.toml says about the model. */
export interface ModelNotes {
  /** `cnn for [28, 28, 1]` */
  readonly title: string;
  /** The file with the initial arrays on the SuperLink's machine; '' if the app contains them. */
  readonly initial: string;
  readonly table?: TableStart | undefined;
}

/** The pyproject.toml of a server app: its packaging, and every setting that it uses. */
export function pyproject(
  settings: FullServerAppSettings,
  { title, initial, table }: ModelNotes,
): string {
  const { className, options } = strategyOf(settings);
  const strategyOptions = Object.entries(options).map(
    ([name, value]) => `${name} = ${wholeArguments.includes(name) ? value : float(value)}`,
  );
  return [
    '[build-system]',
    'requires = ["hatchling"]',
    'build-backend = "hatchling.build"',
    '',
    '[project]',
    'name = "federated-server"',
    'version = "1.0.0"',
    `description = ${string(`Flower's ${className} for TypeScript clients: ${title}`)}`,
    'license = "MIT"',
    'dependencies = ["flwr>=1.40", "numpy>=1.26", "cryptography>=43"]',
    '',
    '[tool.hatch.build.targets.wheel]',
    'packages = ["federated_server"]',
    '',
    '[tool.flwr.app]',
    'publisher = "federated"',
    '',
    '[tool.flwr.app.components]',
    'serverapp = "federated_server.server_app:app"',
    'clientapp = "federated_server.client_app:app"',
    '',
    '[tool.flwr.app.config]',
    `rounds = ${settings.rounds}`,
    '# A class of flwr.serverapp.strategy.',
    `strategy = ${string(className)}`,
    '# What every client trains with.',
    `lr = ${float(settings.clientLearningRate)}`,
    `local-epochs = ${settings.localEpochs}`,
    `batch-size = ${JSON.stringify(settings.batchSize)}`,
    '# Shares of the connected clients that take part; no fewer than min-clients.',
    `fraction-train = ${float(settings.fractionTrain)}`,
    `fraction-evaluate = ${float(settings.fractionEvaluate)}`,
    `min-clients = ${settings.minClients}`,
    '# A round starts when this many clients are connected.',
    `min-available-clients = ${settings.minAvailableClients}`,
    '# The first round starts when this many are.',
    `start-clients = ${settings.startClients}`,
    '# How long a round waits for answers, and how often it checks for them.',
    `timeout-seconds = ${float(settings.timeoutSeconds)}`,
    `poll-seconds = ${float(settings.pollSeconds)}`,
    '# An .npz file on the SuperLink’s machine to start from; empty for initial.json.',
    `initial = ${string(initial)}`,
    '# Where results go on the SuperLink’s machine: run-<id>/ in this folder.',
    `results = ${string(settings.results)}`,
    `keep-replies = ${settings.keepReplies}`,
    '',
    '# Arguments of the strategy.',
    '[tool.flwr.app.config.strategy-options]',
    ...strategyOptions,
    '',
    ...protectionLines(settings),
    ...tableLines(table),
  ].join('\n');
}
