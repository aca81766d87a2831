import { counted } from '../../core/counted';
import { parameterSpec } from '../../core/parameters';
import { useBackend } from '../../models/backend';
import { modelFor, modelName } from '../../options/clients/modelFor';
import { getParameters, specOf } from '../../models/parameters';
import { preprocessedKind } from '../../tables/federated/preprocessing';
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
    return {
      title: `${name === 'auto' ? 'a model' : name} for the clients’ tables`,
      ...nothing,
      table,
    };
  }
  await useBackend('cpu');
  const kind = preprocessedKind(preprocessing);
  const model = modelFor(name, kind, seed);
  try {
    return {
      title: `${modelName(name, kind)} for rows of ${counted(kind.shape[0], 'number')}`,
      ...{ spec: specOf(model), parameters: getParameters(model), table },
    };
  } finally {
    model.dispose();
  }
}
