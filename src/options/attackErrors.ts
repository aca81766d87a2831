import { ArgumentError } from '../core/errors';

/** Does what an attack needs; the arguments of its errors become `--attack: target`. */
export function namingAttack<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(`--attack: ${error.argument}`, error.rule, error.value);
  }
}
