import { flag } from '../commands/flag';
import { ArgumentError } from '../core/errors';
import type { Chosen, Need, Option, OptionTable } from './option';

/** Whether all conditions of an option are met. */
export function needsMet({ needs = [] }: Option, chosen: Chosen): boolean {
  return needs.every((need) => met(need, chosen));
}

/**
 * Refuses given options that would have no effect.
 *
 * @param chosen the values of all options, with the defaults filled in
 * @throws ArgumentError that names the first one, as on the command line
 */
export function checkNeeds(options: OptionTable, given: Chosen, chosen: Chosen): void {
  for (const [name, { needs = [] }] of Object.entries(options)) {
    if (given[name] === undefined) continue;
    const missing = needs.find((need) => !met(need, chosen));
    if (missing !== undefined) throw new ArgumentError(flag(name), ruleOf(missing), given[name]);
  }
}

function met({ option, values, or = [] }: Need, chosen: Chosen): boolean {
  if (or.some((other) => chosen[other] !== undefined)) return true;
  const value = chosen[option];
  return values === undefined ? value !== undefined : values.includes(value);
}

function ruleOf({ option, values, or = [] }: Need): string {
  if (values === undefined) {
    return `be left out without ${[option, ...or].map(flag).join(' or ')}`;
  }
  return `be left out unless ${flag(option)} is ${values.join(' or ')}`;
}
