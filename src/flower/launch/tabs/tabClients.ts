import { dataShape, classNamesOf } from '../../server/dataShape';
import type { OtherClients } from '../federation';
import type { FlowerInstallation } from '../flowerInstallation';
import type { TypeScriptClients } from '../typeScriptClients';
import { tabsAsClients } from './openTabs';
import { pageOf } from './pageOf';

/** Tabs of browsers that take part in a federation, beside the clients in Node.js. */
export interface TabClients extends Omit<TypeScriptClients, 'attack' | 'parts'> {
  readonly installation: FlowerInstallation;
  /** Clients in Node.js, which have the first parts of the data set; may be 0. */
  readonly clients: number;
  /** How many tabs the first round waits for. */
  readonly tabs: number;
  /** Rounds of the federation, for the page's progress. */
  readonly rounds: number;
  /** The page's port; default 8780, or a free one if it is taken. */
  readonly port?: number;
  /** Receives the line with the page's address; default: nobody. */
  readonly announce?: (line: string) => void;
  /**
   * Gets the page's address when it can be opened: `http://localhost:8780`. The federation goes on when the
   * promise is fulfilled, and ends if it is rejected.
   */
  readonly onOpen?: (address: string) => void | Promise<void>;
}

/**
 * Tabs of browsers on this machine as clients for `runFederation`: serves the page that they join at, until
 * the federation ends.
 *
 * ```ts
 * const others = fl.flower.tabClients({
 *   ...{ installation, clients: 1, tabs: 2, rounds: 5, announce: console.log },
 *   ...{ model: 'softmax', dataset: 'mnist-package', seed: 1 },
 * });
 * for await (const round of fl.flower.runFederation({ installation, model, clients, others, folder })) console.log(round);
 * ```
 *
 * @throws FlowerError when the federation starts, if the page's scripts have not been built
 */
export function tabClients(given: TabClients): OtherClients {
  const { installation, clients, tabs, rounds, model, dataset, seed, options = {} } = given;
  const { port, announce = () => undefined, onOpen } = given;
  const characters = options.characters === 'all' ? 'all' : 'digits';
  const { shape } = dataShape(dataset, characters);
  const images = { shape, classNames: classNamesOf(dataset, characters) };
  const command = { ...options, clients, browserClients: tabs, rounds, dataset };
  return tabsAsClients({
    options: {
      browser: true,
      browserClients: tabs,
      ...(port !== undefined && { browserPort: port }),
    },
    installation,
    folder: '',
    page: pageOf(command, { ...options, dataset, model, seed }, images),
    ...{ announce, onOpen },
  });
}
