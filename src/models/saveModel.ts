import * as tf from '@tensorflow/tfjs';
import { DataError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { isJsonObject, readJsonFile } from '../core/jsonFile';
import { whileReading } from '../core/systemError';
import { Buffer } from '../platform/bytes';
import { readFileSync } from '../platform/files';
import { dirname, join } from '../platform/paths';
import './groupNormalization'; // so that it is known by its name
import { getParameters, setParameters } from './parameters';

const weightsFile = 'weights.bin';

/** What model.json holds: tfjs's layers format. */
interface ModelJson {
  readonly modelTopology?: object;
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[];
}

/**
 * Writes a model as tfjs's `model.json` and `weights.bin`, which tfjs loads on any platform
 * (`tf.loadLayersModel`).
 *
 * @param folder created if missing
 * @param parameters written in place of the model's own weights
 * @returns the path of model.json
 */
export async function saveLayersModel(
  model: tf.LayersModel,
  folder: string,
  parameters?: Float32Array,
): Promise<string> {
  const path = join(folder, 'model.json');
  const handler = tf.io.withSaveHandler((artifacts) => {
    const { modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy } = artifacts;
    const json = {
      modelTopology,
      format,
      generatedBy,
      convertedBy,
      weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }],
    };
    writeFileAtomic(join(folder, weightsFile), new Uint8Array(whole(weightData)));
    writeFileAtomic(path, `${JSON.stringify(json)}\n`);
    const modelArtifactsInfo = { dateSaved: new Date(), modelTopologyType: 'JSON' as const };
    return Promise.resolve({ modelArtifactsInfo });
  });
  const own = parameters && getParameters(model);
  if (parameters) setParameters(model, parameters);
  try {
    await model.save(handler);
  } finally {
    if (own) setParameters(model, own);
  }
  return path;
}

/** Reads a model that {@link saveLayersModel}, or tfjs elsewhere, has written. */
export async function loadLayersModel(path: string): Promise<tf.LayersModel> {
  const json = readJsonFile(path);
  const { modelTopology, weightsManifest }: ModelJson = isJsonObject(json) ? json : {};
  if (!modelTopology || !weightsManifest) {
    throw new DataError(path, 'expected modelTopology and weightsManifest, as tfjs writes them');
  }
  const files = weightsManifest.flatMap(({ paths }) => paths);
  const bytes = Buffer.concat(
    files.map((name) => {
      const file = join(dirname(path), name);
      return whileReading(file, () => readFileSync(file));
    }),
  );
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: new Uint8Array(bytes).buffer,
    }),
  );
}

/** The weights in one piece; tfjs may pass them in several. */
function whole(data: tf.io.WeightData | undefined): ArrayBuffer {
  return tf.io.CompositeArrayBuffer.join(data);
}
