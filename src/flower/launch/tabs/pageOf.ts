import type { ImageShape } from '../../../data/dataset';
import { pick } from '../../../options/defaults';
import { isPath } from '../../../options/fields';
import type { Chosen } from '../../../options/option';
import { clientOptions } from '../../client/clientOptions';
import type { TabFederation } from '../../tab/messages';
import type { ExampleChoice, PageSettings } from '../../tab/page/pageSettings';
import { heartbeatSeconds, pollSeconds } from '../typeScriptClients';
import { promisesOf } from './promises';

/** The kind of images that a federation trains on. */
interface Images {
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
}

/** What the page of a tab has to know of a federation. */
export interface TabsPage {
  /** All options of the command. */
  readonly clients: number;
  readonly browserClients?: number | undefined;
  readonly rounds: number;
}

/**
 * The settings of a tab's page.
 *
 * @param options of the command
 * @param ofClients what every client gets
 * @param images undefined for tables
 */
export function pageOf(
  options: TabsPage & Chosen,
  ofClients: Chosen,
  images?: Images,
): Omit<PageSettings, 'flower' | 'elsewhere'> {
  const { clients, browserClients = 0, rounds, dataset } = options;
  const count = clients + browserClients;
  const embedded = dataset === 'mnist-package';
  const digits = images?.shape.join() === '28,28,1' && images.classNames.length === 10;
  const choices: readonly ExampleChoice[] = images
    ? [...(digits ? (['draw'] as const) : []), ...(embedded ? (['part'] as const) : []), 'images']
    : ['table'];
  const usual = { poll: pollSeconds(count), heartbeat: heartbeatSeconds };
  const federation: TabFederation = {
    name: images ? `${ofClients.model as string} on ${dataset as string}` : 'a model of tables',
    options: plainOptions({ ...usual, ...ofClients }),
    ...images,
  };
  return {
    federation,
    choices,
    ...(embedded && { parts: { count, first: clients } }),
    rounds,
    promises: promisesOf(options),
  };
}

/** A client's options without files, which are the command's machine's. */
function plainOptions(given: Chosen): TabFederation['options'] {
  const known = Object.entries(pick(clientOptions, given as Record<string, unknown>));
  const plain = known.filter(
    ([name]) => !isPath(clientOptions[name as keyof typeof clientOptions].schema),
  );
  return Object.fromEntries(plain) as TabFederation['options'];
}
