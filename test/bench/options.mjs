import { parseArgs } from 'node:util';

/** The text of `--help`, without its first word. */
export const usage = `npm run bench -- [options]

  --rounds N       rounds of a measurement after warm-up (default 5)
  --passes N       how often all measurements take turns (default 3)
  --only A,B       some of softmax, 2nn, cnn, clients, examples, first, secure, codecs,
                   browser
                   (default all)
  --output FILE    takes every number as JSON (default .cache/bench/results.json)`;

/**
 * The benchmark's command line. Throws an error that names the option, its rule and its value.
 *
 * @param args what stands behind the program's name
 * @param measurements what `--only` can choose from
 * @param output where results go by default
 */
export function benchOptions(args, measurements, output) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      passes: { type: 'string', default: '3' },
      only: { type: 'string', default: measurements.join() },
      output: { type: 'string', default: output },
    },
  });
  const count = (name) => {
    const number = /^\d+$/.test(values[name]) ? Number(values[name]) : NaN;
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw problem(name, 'be a whole number of at least 1', values[name]);
  };
  const [rounds, passes] = [count('rounds'), count('passes')];
  const only = new Set(values.only.split(','));
  for (const name of only) {
    if (measurements.includes(name)) continue;
    throw problem('only', `be one or more of ${measurements.join(', ')}`, name);
  }
  if (values.output === '') throw problem('output', 'name a file', '');
  return { rounds, passes, only, output: values.output };
}

const problem = (option, rule, value) =>
  new Error(`--${option} must ${rule}, got ${JSON.stringify(value)}`);
