import { flag } from '../commands/flag';
import { strategies, strategyNames } from '../strategies/catalogue';
import { commandTexts } from './commandOptions';
import { optionTexts } from './optionTexts';

const width = 98;
const indent = 26;

/** The text of `--help`. */
export function helpText(): string {
  const groups: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> =
    optionTexts;
  return [
    'Usage: npm run simulate -- [options]',
    '',
    ...wrap(
      'Simulates a federation on this machine: gives a data set to clients, trains a model by an ' +
        'algorithm for some rounds, and writes everything into a folder. The same options give the ' +
        'same bits, on any number of workers, interrupted or not.',
      0,
    ),
    '',
    'Examples:',
    '  npm run simulate -- --rounds 5',
    '  npm run simulate -- --dataset fashion-mnist --partition dirichlet --alpha 0.3 \\',
    '      --model cnn --strategy scaffold --local-epochs 2 --rounds 50 --out runs/scaffold',
    '  npm run simulate -- --resume --out runs/scaffold',
    '',
    ...section(
      'The run',
      commandTexts.map(([name, argument, help]) => [name, [argument, help]] as const),
    ),
    ...Object.entries(groups).flatMap(([title, options]) =>
      section(title, Object.entries(options)),
    ),
    'Algorithms:',
    ...strategyNames.map((name) => `  ${name.padEnd(indent - 2)}${strategies[name].summary}`),
    '',
    'The folder:',
    ...wrap(
      'config.json (every option, with versions), clients.json (client -> numbers of its training ' +
        'examples), initial.npz and weights.npz (the model’s arrays for numpy.load), metrics.jsonl ' +
        '(a line a round), tensorboard/, checkpoint/ (the last two), model.onnx (images in, logits ' +
        'out), report.html (curves, clients, table).',
      2,
    ),
    '',
    'Sweeps:',
    ...wrap(
      'The file of --sweep holds options; each that is a list is an axis. An entry of a list may be ' +
        'an object of several options, with a name for the table:',
      2,
    ),
    '    { "dataset": "mnist", "rounds": 30, "seed": [1, 2, 3],',
    '      "partition": ["iid", { "name": "α = 0.1", "partition": "dirichlet", "alpha": 0.1 }],',
    '      "strategy": ["fedavg", { "strategy": "fedprox", "proximalMu": 0.1 }] }',
    ...wrap(
      'Results are results.csv, results.json and results.md in the folder, with mean and standard ' +
        'deviation over the seeds; each run has its own folder below runs/.',
      2,
    ),
    '',
    ...wrap(
      'Ctrl-C ends a run after the last whole round; --resume goes on. Exit codes: 0 done, 1 failed ' +
        'or diverged, 2 wrong options, 130 interrupted.',
      0,
    ),
    '',
  ].join('\n');
}

function section(
  title: string,
  options: readonly (readonly [name: string, text: readonly [argument: string, help: string]])[],
): string[] {
  const lines = options.flatMap(([name, [argument, help]]) => {
    const head = `  ${flag(name)}${argument ? ` ${argument}` : ''}`;
    const text = wrap(help, indent);
    if (head.length < indent - 1) {
      return [head.padEnd(indent) + text[0].trimStart(), ...text.slice(1)];
    }
    return [head, ...text];
  });
  return [`${title}:`, ...lines, ''];
}

function wrap(text: string, left: number): string[] {
  const margin = ' '.repeat(left);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(margin + word);
    }
  }
  return lines;
}
