import { rebuildFromFirstLayer } from '../../attacks/leakage/rebuildFromFirstLayer';
import { rebuildMeanImages } from '../../attacks/leakage/rebuildMeanImages';
import { rebuiltDataset } from '../../attacks/leakage/rebuilt';
import type { RebuiltImages } from '../../attacks/leakage/rebuilt';
import { revealLabels } from '../../attacks/leakage/revealLabels';
import type { ObservedUpdate } from '../../attacks/leakage/observedUpdate';
import { counted } from '../../core/counted';
import { ArgumentError } from '../../core/errors';
import type { ParameterSpec } from '../../core/parameters';
import type { ImageShape } from '../../data/dataset';
import type { ReadableMessage, ReadablePicture } from './messages';

/** The kind of images that a model was trained on. */
export interface ImageKind {
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
}

/**
 * What anybody who gets a client's update can compute from it in closed form: how many examples of each class
 * there are, and with a softmax regression a mean picture of each. It uses nothing but what was sent.
 */
export function readable(
  observed: ObservedUpdate,
  spec: ParameterSpec,
  { shape, classNames }: ImageKind,
  round: number | undefined,
): ReadableMessage {
  const about = { kind: 'readable', ...(round !== undefined && { round }) } as const;
  try {
    const counts = [...revealLabels(observed, spec)];
    const pictures = picturesOf(observed, spec, { shape, classNames });
    const of = counted(observed.examples, 'example');
    const text =
      pictures.length > 0
        ? `From this update alone, the server can compute these pictures, and about how many of your ${of} ` +
          'belong to each class.'
        : `From this update alone, the server can compute about how many of your ${of} belong to each class. ` +
          'For pictures there is no formula with this model; it would have to search for them.';
    return { ...about, text, pictures, counts };
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const text = 'From this update alone, no simple formula gives classes or pictures.';
    return { ...about, text, pictures: [] };
  }
}

/** Where nothing of a single client can be read. */
export function unreadable(text: string, round: number | undefined): ReadableMessage {
  return { kind: 'readable', ...(round !== undefined && { round }), text, pictures: [] };
}

function picturesOf(
  observed: ObservedUpdate,
  spec: ParameterSpec,
  kind: ImageKind,
): ReadablePicture[] {
  const rebuilt = rebuiltOf(observed, spec);
  if (!rebuilt) return [];
  const { images, labels } = rebuiltDataset(rebuilt, kind);
  const pixels = images.length / labels.length;
  return Array.from(labels, (label, i) => ({
    label: kind.classNames[label],
    pixels: images.slice(i * pixels, (i + 1) * pixels),
    shape: kind.shape,
  }));
}

/** The pictures, for models with a formula. */
function rebuiltOf(observed: ObservedUpdate, spec: ParameterSpec): RebuiltImages | undefined {
  if (spec.tensors.length === 2) return rebuildMeanImages(observed, spec);
  const dense = spec.tensors[0].shape.length === 2;
  return dense && observed.examples === 1 ? rebuildFromFirstLayer(observed, spec) : undefined;
}
