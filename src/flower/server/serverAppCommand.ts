import { Command, Option } from 'commander';
import { wholeNumber } from '../../core/check';
import { counted } from '../../core/counted';
import { exitCode } from '../../commands/exitCode';
import { parseArguments } from '../../commands/parseArguments';
import { shellQuote } from '../../commands/shellQuote';
import { defaultModel, modelNames } from '../../models/makeModel';
import type { ModelName } from '../../models/makeModel';
import { datasetNames } from '../../data/sources/namedDatasets';
import type { DatasetName } from '../../data/sources/namedDatasets';
import { dataShape } from './dataShape';
import { addServerOptions, number, serverSettings, withFlag } from './serverOptions';
import { writeServerApp } from './writeServerApp';
import { zooModel } from './zooModel';

/** Where a command writes. */
export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * `npm run flower-server-app -- DIR …`
 *
 * @param argv the arguments alone
 * @returns the exit code: 0 done, 1 failed, 2 wrong options
 */
export async function main(argv: readonly string[], output: CommandOutput): Promise<number> {
  try {
    const program = parseArguments(command(output), argv);
    const [folder] = program.args;
    const given = program.opts<Record<string, unknown>>();
    const seed = wholeNumber('seed', given.seed as number, 0);
    const { shape, classes } = dataShape(given.dataset as DatasetName);
    const model = await zooModel({ model: given.model as ModelName, shape, classes, seed });
    const settings = { ...serverSettings(given), results: given.results as string };
    await writeServerApp(folder, model, settings);
    output.out(`${folder}: ${model.title}, ${counted(model.spec.size, 'parameter')}\n`);
    output.out(`Run it on a SuperLink: flwr run ${shellQuote(folder)} <connection> --stream\n`);
    return 0;
  } catch (error) {
    return exitCode(withFlag(error, { folder: '<folder>' }), output);
  }
}

/** The options that say which model it is. */
export function addModelOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--model <name>', `one of ${modelNames.join(', ')}`).default(defaultModel),
    )
    .addOption(
      new Option('--dataset <name>', `one of ${datasetNames.join(', ')}`).default('mnist-package'),
    )
    .addOption(new Option('--seed <n>', 'of the initial weights').argParser(number).default(1));
}

function command({ out, err }: CommandOutput): Command {
  const program = new Command('npm run flower-server-app --')
    .description(
      'Makes a folder that Flower’s `flwr run` takes: a Python ServerApp with one of Flower’s ' +
        'strategies and the initial arrays of a model of this library. The clients are those of ' +
        '`npm run flower-client` with the same model; Python clients can join them.',
    )
    .argument('<folder>', 'the folder to make; it must not exist yet, or be empty')
    .helpOption('-h, --help', 'show this text')
    .configureOutput({ writeOut: out, writeErr: err })
    .allowExcessArguments(false)
    .exitOverride();
  addModelOptions(program).addOption(
    new Option(
      '--results <path>',
      'where runs put their results on the SuperLink’s machine (default: rounds)',
    ),
  );
  return addServerOptions(program);
}
