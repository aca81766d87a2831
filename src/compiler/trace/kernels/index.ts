import type { Rules } from '../rule';
import { activations } from './activations';
import { elementwise } from './elementwise';
import { indexing } from './indexing';
import { logic } from './logic';
import { normalization } from './normalization';
import { pooling } from './pooling';
import { products } from './products';
import { reductions } from './reductions';
import { shapes } from './shapes';

/** The rules of all kernels that can be traced. */
export const kernelRules: Rules = {
  ...activations,
  ...elementwise,
  ...indexing,
  ...logic,
  ...normalization,
  ...pooling,
  ...products,
  ...reductions,
  ...shapes,
};
