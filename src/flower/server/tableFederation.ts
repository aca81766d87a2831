import { counted } from '../../core/counted';
import { parameterSpec } from '../../core/parameters';
import { useBackend } from '../../models/backend';
import { getParameters, specOf } from '../../models/parameters';
import { preprocessedNames } from '../../tables/federated/preprocessing';
import { tableModel } from '../app/tableModel';
import type { TableStart } from './tableStart';
import type { FederationModel } from './writeServerApp';

/**
 * The model of a federation whose clients have tables. Its width follows from the preprocessing, so unless
 * that is given, the model is made by a client when the server has the sums, and has no arrays before.
 *
 * ```ts
 * const model = await fl.flower.tableFederation({ model: 'softmax', seed: 1 });
 * ```
 *
 * @throws ArgumentError for a model that does not take rows
 */
export async function tableFederation(table: TableStart): Promise<FederationModel> {
  const { model: name, preprocessing, seed } = table;
  if (!preprocessing) {
    const nothing = { spec: parameterSpec([]), parameters: new Float32Array() };
    return { title: `${name} for the clients’ tables`, ...nothing, table };
  }
  await useBackend('cpu');
  const model = tableModel(name, preprocessing, seed);
  try {
    const width = preprocessedNames(preprocessing).length;
    return {
      title: `${name} for rows of ${counted(width, 'number')}`,
      ...{ spec: specOf(model), parameters: getParameters(model), table },
    };
  } finally {
    model.dispose();
  }
}
