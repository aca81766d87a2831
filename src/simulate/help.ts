import { byTheme, codecSection, helpText, partSection, row, wrap } from '../options/help';
import { runTable } from '../options/table';
import { attacks } from '../attacks/poisoning/catalogue';
import { aggregators } from '../strategies/aggregators';
import { transforms } from '../strategies/transforms';
import { strategies, strategyNames } from '../strategies/catalogue';
import { commandOptions } from './commandOptions';

/** The text of `--help`. */
export function simulateHelp(): string {
  return helpText([
    'Usage: npm run simulate -- [options]',
    wrap(
      'Simulates a federation on this machine: divides a data set among clients, trains a model by ' +
        'an algorithm for some rounds, and writes everything into a folder. The same options give the ' +
        'same bits, with any number of workers, interrupted or not.',
    ),
    [
      'Examples:',
      '  npm run simulate -- --rounds 5',
      '  npm run simulate -- --dataset fashion-mnist --partition dirichlet --alpha 0.3 \\',
      '      --model cnn --strategy scaffold --local-epochs 2 --rounds 50 --out runs/scaffold',
      '  npm run simulate -- --resume --out runs/scaffold',
      '  npm run simulate -- --table patients.csv --client-column hospital --target-column outcome',
    ].join('\n'),
    { 'The run': commandOptions, ...byTheme(runTable) },
    ['Algorithms:', ...strategyNames.map((name) => row(name, strategies[name].summary))].join('\n'),
    partSection('Aggregators', aggregators),
    partSection('Transforms', transforms),
    codecSection(),
    partSection('Attacks', attacks),
    [
      'Privacy:',
      wrap(
        'With clipping and noise, whoever gets the model, or every model of the run, learns almost ' +
          'nothing about any single client, as (ε, δ)-differential privacy: the smaller ε, the less. It ' +
          'is no promise against the server, which sees each update and adds the noise, and none about ' +
          'what else is published: accuracies, the seed, who was drawn. poisson sampling: nobody can ' +
          'tell whether a client took part at all; uniform: whether its data was replaced by any other, ' +
          'which takes more noise. Runs are repeated bit for bit only with --seeded-noise. DP-SGD ' +
          '(--example-noise-multiplier) protects single examples instead, against the server, too: each ' +
          'client adds its own noise, never from the seed.',
        2,
      ),
    ].join('\n'),
    [
      'The folder:',
      wrap(
        'config.json (every option, with versions), clients.json (client -> numbers of its training ' +
          'examples), initial.npz and weights.npz (the model’s arrays for numpy.load), metrics.jsonl ' +
          '(one line per round), tensorboard/, checkpoint/ (the last two), model.onnx (images in, logits ' +
          'out), report.html (curves, clients, table). Of a table also preprocessing.json; its model.onnx takes ' +
          'rows as they are in the file.',
        2,
      ),
    ].join('\n'),
    [
      'Sweeps:',
      wrap(
        'The file of --sweep holds options; each list is an axis. An entry of a list may be an object ' +
          'of several options, with a name for the table:',
        2,
      ),
      '    { "dataset": "mnist", "rounds": 30, "seed": [1, 2, 3],',
      '      "partition": ["iid", { "name": "α = 0.1", "partition": "dirichlet", "alpha": 0.1 }],',
      '      "strategy": ["fedavg", { "strategy": "fedprox", "proximalMu": 0.1 }] }',
      wrap(
        'The results are results.csv, results.json and results.md in the folder, with mean and standard ' +
          'deviation over the seeds; each run has its own folder in runs/.',
        2,
      ),
    ].join('\n'),
    wrap(
      'Ctrl-C ends a run after the last complete round; --resume continues it. Exit codes: 0 done, 1 failed ' +
        'or diverged, 2 wrong options, 130 interrupted.',
    ),
  ]);
}
