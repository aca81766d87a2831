import { counted } from '../../core/counted';
import { exitCode } from '../../commands/exitCode';
import { shellQuote } from '../../commands/shellQuote';
import { readOptions } from '../../options/commandLine';
import { namedDataset } from '../../options/clients/dataSettings';
import { imageModel } from '../../options/clients/modelFor';
import { listed } from '../../options/listed';
import type { Filled } from '../../options/option';
import { loadPreprocessing } from '../../tables/federated/savePreprocessing';
import { ArgumentError } from '../../core/errors';
import { pick } from '../../options/defaults';
import { byTheme, helpText, wrap } from '../../options/help';
import { withFlags } from '../../options/withFlags';
import { dataShape } from './dataShape';
import {
  zooOptions,
  ownServerOptions,
  resultsOption,
  serverOptions,
  serverTaken,
} from './serverOptions';
import { tableFederation } from './tableFederation';
import { writeServerApp } from './writeServerApp';
import type { FederationModel } from './writeServerApp';
import { zooModel } from './zooModel';

/** Where a command writes. */
export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The options of `npm run flower-server-app`. */
export const serverAppOptions = { ...zooOptions, ...serverOptions };

/**
 * `npm run flower-server-app -- DIR …`
 *
 * @param argv the arguments, without the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong options
 */
export async function main(argv: readonly string[], output: CommandOutput): Promise<number> {
  try {
    const { options, args } = readOptions(command, argv, output);
    const model = await modelOf(options);
    const [folder] = args;
    await writeServerApp(folder, model, pick(serverOptions, options));
    const { title, spec } = model;
    const size = spec.size > 0 ? `, ${counted(spec.size, 'parameter')}` : '';
    output.out(`${folder}: ${title}${size}\n`);
    output.out(`Run it on a SuperLink: flwr run ${shellQuote(folder)} <connection> --stream\n`);
    return 0;
  } catch (error) {
    return exitCode(withFlags(serverAppOptions, error, { folder: '<folder>' }), output);
  }
}

function modelOf(options: Filled<typeof serverAppOptions>): Promise<FederationModel> {
  const { dataset, characters, seed, features, targetColumn, preprocessing } = options;
  if (dataset !== 'table') {
    const shape = dataShape(namedDataset(dataset), characters);
    return zooModel({ model: imageModel(options.model), ...shape, seed });
  }
  const targets = targetColumn === undefined ? [] : listed(targetColumn);
  if (targets.length > 1) {
    throw new ArgumentError('--target-column', 'name one column to predict', targetColumn);
  }
  return tableFederation({
    ...{ model: options.model, seed, target: targets[0] },
    features: features === undefined ? undefined : listed(features),
    preprocessing: preprocessing === undefined ? undefined : loadPreprocessing(preprocessing),
  });
}

const command = {
  name: 'npm run flower-server-app --',
  options: serverAppOptions,
  arguments: '<folder>',
  help: () =>
    helpText([
      'Usage: npm run flower-server-app -- <folder> [options]',
      wrap(
        'Creates a folder for Flower’s `flwr run`: a Python ServerApp with one of Flower’s ' +
          'strategies and the initial arrays of a model of this library. Its clients are started by ' +
          '`npm run flower-client` with the same model; Python clients can join them. The folder ' +
          'must not exist yet, or be empty.',
      ),
      {
        ...byTheme({ ...zooOptions, ...serverTaken }),
        'The server': { ...ownServerOptions, ...resultsOption },
      },
      'Exit codes: 0 done, 1 failed, 2 wrong options.',
    ]),
};
