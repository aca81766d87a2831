import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectRows } from '../../../src/tables/selectRows';
import { federateTable } from '../../../src/tables/federated/federateTable';
import { applyPreprocessing } from '../../../src/tables/federated/applyPreprocessing';
import { tableOf } from '../../../src/tables/tableOf';
import type { TableValue } from '../../../src/tables/tableOf';
import { largestDifference } from '../../../src/core/vector';

/** What scikit-learn 1.9.1 says of the pooled rows; sklearnReference.py wrote it. */
const reference = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'support', 'sklearnReference.json'), 'utf8'),
) as {
  table: Record<string, TableValue[]>;
  trained: number;
  featuresOfTheFirst: number[][];
  logistic: { loss: number; heldOutLoss: number; heldOutAccuracy: number };
  linear: { loss: number; heldOutLoss: number };
};

const all = tableOf(reference.table, 'made-up');
const rows = [...Array(all.rows).keys()];
const training = selectRows(all, rows.slice(0, reference.trained));
const columns = { client: 'hospital', features: ['age', 'pressure', 'sex'], testShare: 0 };

test('federated preprocessing is that of StandardScaler, SimpleImputer and OneHotEncoder', async () => {
  const { preprocessing } = await federateTable(training, { ...columns, target: 'outcome' });
  const { features } = applyPreprocessing(preprocessing, selectRows(all, [0, 1, 2, 3, 4]));
  expect(largestDifference(features, reference.featuresOfTheFirst.flat())).toBeLessThan(1e-6);
});
