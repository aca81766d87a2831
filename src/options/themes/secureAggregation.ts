import { between, positiveNumber, share, whole, yes } from '../fields';
import type { Chosen, OptionTable } from '../option';

const needs = [{ option: 'secureAggregation', values: [true] }] as const;

/** Bits of a masked number as a codec has them; undefined if it has none. */
export function maskedBits({ codec, bits = 8 }: Chosen): number | undefined {
  return codec === 'quantized' || codec === 'rotated' ? (bits as number) : undefined;
}

/** The protocol that hides single updates from the server. */
export const secureAggregationOptions = {
  secureAggregation: {
    schema: yes(),
    help:
      'sum updates under masks (Bonawitz et al. 2017): protects each update against the server and other ' +
      'clients, which see only the sum; not against whoever gets the model, unless clients add noise (--noise-multiplier); clients then count equally',
  },
  secureThreshold: {
    schema: share(),
    placeholder: 'SHARE',
    help: 'share of a round’s clients, above 0.5, without which it has no result; fewer clients together with the server learn nothing',
    default: 2 / 3,
    defaultText: '2/3',
    needs,
    argument: 'threshold',
  },
  secureRange: {
    schema: positiveNumber(),
    placeholder: 'R',
    help: 'largest absolute value of an update’s numbers; what is beyond is cut off and counted',
    defaultText: 'the norm of --clip',
    needs,
    argument: 'range',
  },
  secureBits: {
    schema: whole(2, 24),
    placeholder: 'N',
    help: 'bits of the whole number for each of them',
    default: (chosen: Chosen): number => maskedBits(chosen) ?? 16,
    defaultText: '16; with --codec quantized or rotated --bits, or 8',
    needs,
    argument: 'bits',
  },
  secureNeighbors: {
    schema: whole(2),
    placeholder: 'N',
    help: 'clients with which each one shares masks, an even number',
    defaultText:
      'all others; in cohorts above 50 as many as 10 % of conspirators and 10 % of dropouts need',
    needs,
    argument: 'neighbors',
  },
  secureMaxWeight: {
    schema: positiveNumber(),
    placeholder: 'W',
    help: 'weight clients by their examples, none by more than W',
    needs,
    argument: 'maxWeight',
  },
  secureDropouts: {
    schema: between(0, 1),
    placeholder: 'P',
    help: 'probability that a client drops out in each of the five stages',
    default: 0,
    needs,
    argument: 'dropouts',
  },
} as const satisfies OptionTable;
