/** What the command is told beside the options of a run. */
export interface CommandOptions {
  readonly out?: string;
  readonly config?: string;
  readonly sweep?: string;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

/** Options with their placeholder and text, in the order of the help. */
export const commandTexts: readonly (readonly [
  name: keyof CommandOptions,
  argument: string,
  help: string,
])[] = [
  ['out', 'DIR', 'the run’s folder (default: one below runs/, named after the options)'],
  [
    'config',
    'FILE',
    'options from a JSON file, such as a run’s config.json; the command line wins',
  ],
  [
    'resume',
    '',
    'go on with the run in DIR, which knows its options; begin it where it is not there',
  ],
  ['force', '', 'replace the run that DIR holds'],
  ['sweep', 'FILE', 'a run for each combination of the lists in a JSON file; see below'],
  ['quiet', '', 'show no progress'],
];
