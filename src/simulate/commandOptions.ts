import { path, yes } from '../options/fields';
import type { OptionTable, Values } from '../options/option';

/** Options of the command itself, in addition to those of a run. */
export const commandOptions = {
  out: {
    schema: path(),
    placeholder: 'DIR',
    help: 'the run’s folder',
    defaultText: 'a folder in runs/, named after the options',
  },
  config: {
    schema: path(),
    placeholder: 'FILE',
    help: 'read options from a JSON file, such as a run’s config.json; the command line takes precedence',
  },
  resume: {
    schema: yes(),
    help: 'resume the run in DIR with its options; start it if there is none',
  },
  force: { schema: yes(), help: 'replace the run in DIR' },
  sweep: {
    schema: path(),
    placeholder: 'FILE',
    help: 'do one run for each combination of the lists in a JSON file; see below',
  },
  quiet: { schema: yes(), help: 'show no progress' },
} as const satisfies OptionTable;

export type CommandOptions = Values<typeof commandOptions>;
