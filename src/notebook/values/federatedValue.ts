import { counted } from '../../core/counted';
import { concatenate, subset } from '../../data/datasetParts';
import { isLabeledImages } from '../../data/dataset';
import type { AnyDataset } from '../../data/dataset';
import type { FederatedDataset } from '../../data/federatedDataset';
import { statistics } from '../../data/federatedDataset';
import { imageGrid } from '../../plots/images/images';
import type { MimeBundle } from '../display';
import { pictureHtml } from '../pictureHtml';
import { pictureBundle } from '../show';
import { renderTable } from '../table';
import { isObject } from './isObject';

/** Clients in the picture, and the images of each. */
const [shownClients, perClient] = [5, 10];

/** A federated dataset as a table of its sizes, above examples of its first clients, a row each. */
export async function federatedValue(value: unknown): Promise<MimeBundle | undefined> {
  if (!isFederated(value)) return undefined;
  const { perClient: sizes, ...totals } = statistics(value);
  const row = {
    ...totals,
    'fewest of a client': sizes.min,
    median: sizes.median,
    'most of a client': sizes.max,
    ...('classNames' in value
      ? { classes: value.classNames.length }
      : { 'to predict': value.targetNames.join(', ') }),
  };
  const { html, text } = renderTable([row], { caption: `${value.name}: ${value.description}` });
  const picture = await pictureOf(value);
  return { 'text/html': `<div>${html}${picture}</div>`, 'text/plain': text };
}

async function pictureOf(federated: FederatedDataset<AnyDataset>): Promise<string> {
  const ids = federated.clientIds
    .filter((id) => federated.clientSize(id).train >= perClient)
    .slice(0, shownClients);
  if (ids.length === 0) return '';
  const first = Array.from({ length: perClient }, (_, i) => i);
  const examples = concatenate(ids.map((id) => subset(federated.client(id).train, first)));
  if (!isLabeledImages(examples)) return '';
  const title = `The first examples of ${counted(ids.length, 'client')}, a row each`;
  const grid = imageGrid(examples, { title, rows: ids.length, columns: perClient });
  return pictureHtml(await pictureBundle(grid));
}

function isFederated(value: unknown): value is FederatedDataset<AnyDataset> {
  if (!isObject(value) || !Array.isArray(value.clientIds)) return false;
  return typeof value.client === 'function' && typeof value.clientSize === 'function';
}
