import { flag } from '../../src/commands/flag';
import { partitionsWith } from '../../src/data/partition/namedPartition';
import { clientOptions } from '../../src/flower/client/clientOptions';
import { main as flowerClient } from '../../src/flower/client/command';
import { main as federation } from '../../src/flower/launch/federationCommand';
import { federationOptions } from '../../src/flower/launch/federationOptions';
import { main as serverApp, serverAppOptions } from '../../src/flower/server/serverAppCommand';
import { helpOf, placeholderOf } from '../../src/options/help';
import type { Option, OptionTable } from '../../src/options/option';
import { runTable, settingNames, themes } from '../../src/options/table';
import { strategyOptions } from '../../src/options/themes/algorithm';
import { main as simulate } from '../../src/simulate/cli';
import { commandOptions } from '../../src/simulate/commandOptions';
import { strategySettingNames } from '../../src/strategies/catalogue';

type Main = (argv: readonly string[], io: never) => Promise<number>;

/** The text of a command's `--help`. */
async function helpTextOf(main: Main): Promise<string> {
  let text = '';
  const write = Object.assign((more: string) => (text += more), {
    write: (more: string) => (text += more),
  });
  const io = { out: write, err: write, signal: new AbortController().signal };
  expect(await main(['--help'], io as never)).toBe(0);
  return text;
}

const commands: readonly (readonly [string, Main, OptionTable])[] = [
  ['simulate', simulate, { ...commandOptions, ...runTable }],
  ['flower-client', flowerClient, clientOptions],
  ['flower-server-app', serverApp, serverAppOptions],
  ['federation', federation, federationOptions],
];

/** Without line breaks, and without the spaces that indent. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

test.each(commands)('%s: --help has each option that it takes', async (_name, main, options) => {
  const help = await helpTextOf(main);
  for (const [name, option] of Object.entries(options)) {
    const head = `${flag(name)} ${placeholderOf(option)}`.trimEnd();
    expect(flat(help)).toContain(` ${head} ${flat(helpOf(option))}`);
  }
  expect(help.match(/^ {2}--[\w-]+/gm)).toHaveLength(Object.keys(options).length);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThan(101);
});

test.each(commands)('%s: an option is that of the table, or says why not', (_name, _, options) => {
  const table: OptionTable = runTable;
  for (const [name, option] of Object.entries(options)) {
    const known = table[name] as Option | undefined;
    if (known === undefined) continue;
    // Which algorithms have a setting is a matter of the command.
    const { users } = known;
    if (option.reason === undefined) expect([name, { ...option, users }]).toEqual([name, known]);
    else expect({ ...option, users }).not.toEqual(known);
  }
});

test('commands differ only in this', () => {
  const differing = commands.map(([command, , options]) => [
    command,
    Object.keys(options).filter((name) => options[name].reason !== undefined),
  ]);
  expect(Object.fromEntries(differing)).toEqual({
    simulate: [],
    'flower-client': [
      ...[
        'table',
        'features',
        'badRows',
        'dataset',
        'workers',
        'clip',
        'noiseMultiplier',
        'attack',
      ],
    ],
    'flower-server-app': [
      'targetColumn',
      'features',
      'preprocessing',
      'dataset',
      'model',
      'strategy',
      'rounds',
      'serverMomentum',
      'clip',
      'secureNeighbors',
    ],
    federation: [
      ...[
        'table',
        'clientColumn',
        'features',
        'badRows',
        'dataset',
        'clip',
        'attack',
        'clients',
        'strategy',
        'rounds',
        'serverMomentum',
        'secureNeighbors',
      ],
      'minClients',
    ],
  });
});

test('an option of two commands that is not in the table is the same in both', () => {
  const own = commands.map(([, , options]) => options);
  for (const name of ['fractionTrain', 'pollSeconds', 'trim']) {
    const entries = own.flatMap((options) => (name in options ? [options[name]] : []));
    expect(entries).toHaveLength(2);
    expect(entries[0]).toEqual(entries[1]);
  }
});

test('an option depends only on options that precede it', () => {
  const table: OptionTable = runTable;
  settingNames.forEach((name, i) => {
    const before = settingNames.slice(0, i) as readonly string[];
    const { needs = [], default: value } = table[name];
    for (const { option } of needs) expect(before).toContain(option);
    if (typeof value !== 'function') return;
    const asked: string[] = [];
    const chosen = new Proxy({}, { get: (_, key) => void asked.push(String(key)) });
    value(chosen);
    for (const option of asked) expect(before).toContain(option);
  });
});

test('each option has one theme, and a default within its range', () => {
  const all = Object.values(themes).flatMap((theme) => Object.keys(theme));
  expect(all).toEqual(settingNames);
  for (const name of settingNames) {
    const { schema, default: value }: Option = runTable[name];
    if (value !== undefined && typeof value !== 'function') {
      expect([name, schema.safeParse(value).success]).toEqual([name, true]);
    }
  }
});

test('the settings of algorithms and partitions are those that the catalogues name', () => {
  const ofCatalogue = strategySettingNames.filter((name) => name !== 'clients');
  expect(Object.keys(strategyOptions).sort()).toEqual([...ofCatalogue].sort());
  for (const [name, values] of Object.entries(partitionsWith)) {
    const { needs }: Option = runTable[name as keyof typeof partitionsWith];
    expect(needs).toEqual([{ option: 'partition', values }]);
  }
});
