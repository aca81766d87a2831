import { checkTogether } from './checkedOptions';
import { readOptions } from '../../options/commandLine';
import { byTheme, codecSection, helpText, partSection, wrap } from '../../options/help';
import { transforms } from '../../strategies/transforms';
import {
  clientOptions,
  clientTaken,
  connectionOptions,
  nodeOptions,
  partOptions,
} from './clientOptions';
import type { ClientOptions } from './clientOptions';
import { loneAttacks } from './loneAttack';

function help(): string {
  return helpText([
    'Usage: npm run flower-client -- --superlink HOST:PORT [options]',
    wrap(
      'Takes part in a Flower federation (flwr 1.40 or later): trains a model of this project on this ' +
        'machine’s examples whenever the server asks, until Ctrl-C.',
    ),
    [
      'Examples:',
      '  npm run flower-client -- --superlink 127.0.0.1:8000 --partition-id 3 --num-partitions 10',
      '  npm run flower-client -- --superlink fl.example.org:8000 --ca ca.pem --key node.pem \\',
      '      --dataset mnist --data-dir my-digits --model cnn',
      '  npm run flower-client -- --superlink fl.example.org:8000 --ca ca.pem --key node.pem \\',
      '      --table hospital-a.csv --target-column outcome --features age,weight,ward',
    ].join('\n'),
    {
      'The server': connectionOptions,
      'This client': partOptions,
      ...byTheme(clientTaken),
      'The node': nodeOptions,
    },
    partSection('Transforms', transforms),
    codecSection(),
    partSection('Attacks', loneAttacks),
    wrap(
      'If the server’s config sets lr, local-epochs or batch-size, it overrides the options of local ' +
        'training.',
    ),
    wrap(
      'The node trains and evaluates until Ctrl-C, which signs it off. It recovers from a lost ' +
        'connection, a restart of the SuperLink, or sleep. The server gets model weights, losses and ' +
        'numbers of examples, never an example; it sends weights and settings, and none of its code ' +
        'runs here. With --table, it also gets the names and kinds of the columns that --features and ' +
        '--target-column name, their categories, and counts and sums over the rows to train on.',
    ),
    'Exit codes: 0 signed off, 1 failed, 2 wrong options.',
  ]);
}

/**
 * Reads the arguments of the command.
 *
 * @throws ArgumentError that names the option; commander's `CommanderError` for `--help` and for
 *   arguments that it cannot parse
 */
export function parseClientOptions(
  argv: readonly string[],
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): ClientOptions {
  const command = { name: 'npm run flower-client --', options: clientOptions, help };
  const { given, options } = readOptions(command, argv, write);
  checkTogether(given, options);
  return options;
}
