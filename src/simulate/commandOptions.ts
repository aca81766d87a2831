import { path, yes } from '../options/fields';
import type { OptionTable, Values } from '../options/option';

/** What the command is told beside the options of a run. */
export const commandOptions = {
  out: {
    schema: path(),
    placeholder: 'DIR',
    help: 'the run’s folder',
    defaultText: 'one below runs/, named after the options',
  },
  config: {
    schema: path(),
    placeholder: 'FILE',
    help: 'options from a JSON file, such as a run’s config.json; the command line wins',
  },
  resume: {
    schema: yes(),
    help: 'go on with the run in DIR, which knows its options; begin it where it is not there',
  },
  force: { schema: yes(), help: 'replace the run that DIR holds' },
  sweep: {
    schema: path(),
    placeholder: 'FILE',
    help: 'a run for each combination of the lists in a JSON file; see below',
  },
  quiet: { schema: yes(), help: 'show no progress' },
} as const satisfies OptionTable;

export type CommandOptions = Values<typeof commandOptions>;
