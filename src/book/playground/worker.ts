import { loadEmbeddedDigits } from '../../page/embeddedDigits';
import { ArgumentError, DivergenceError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { flag } from '../../commands/flag';
import { namedSource } from '../../options/clients/source';
import { completeSettings } from '../../simulate/config';
import { prepareRun } from '../../simulate/prepare';
import { federatedRounds } from '../../simulation/rounds';
import type { RoundRecord } from '../../simulation/roundRecord';
import { controlNames, controlOf } from './controls';
import { digitCounts } from './digitCounts';
import type { RunMessage, RunRequest } from './messages';
import { runResult } from './runResult';
import { simulateOptions } from './settings';
import type { PlaygroundSettings } from './settings';

/* A run in a tab, as `npm run simulate` does it, apart from its folder. */

const page = globalThis as unknown as {
  postMessage: (message: RunMessage) => void;
  onmessage: (event: { readonly data: RunRequest }) => void;
};

page.onmessage = ({ data }) => {
  run(data.settings).catch((error: unknown) => {
    page.postMessage({ kind: 'failed', message: toldAsOnPage(error) });
  });
};

async function run(settings: PlaygroundSettings): Promise<void> {
  const config = completeSettings({ ...simulateOptions(settings), workers: 1 });
  await loadEmbeddedDigits();
  const notes: string[] = [];
  const prepared = await prepareRun(namedSource(config), config, (line) => notes.push(line));
  const { federated, algorithm, options, trainer, model, warnings } = prepared;
  try {
    const partition = digitCounts(prepared.examples.values());
    page.postMessage({ kind: 'ready', partition, warnings: [...notes, ...warnings] });
    const records: RoundRecord[] = [];
    const soFar = (rounds: number) => runResult(records, { seed: config.seed, rounds });
    try {
      for await (const { record } of federatedRounds(algorithm, federated, options)) {
        records.push(record);
        page.postMessage({ kind: 'round', result: soFar(records.length) });
      }
    } catch (error) {
      if (!(error instanceof DivergenceError) || records.length === 0) throw error;
    }
    page.postMessage({ kind: 'done', result: soFar(config.rounds) });
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

/** An error in a sentence that names the page's control instead of an option. */
function toldAsOnPage(error: unknown): string {
  if (!(error instanceof ArgumentError)) return `${messageOf(error)}.`;
  const name = controlNames.find((one) => {
    const control = controlOf(one);
    const options = control.kind === 'number' ? [control.option] : [one];
    return options.some((option) => flag(option) === error.argument);
  });
  const label = name === undefined ? error.argument : controlOf(name).label;
  return `${label} must ${error.rule}.`;
}
