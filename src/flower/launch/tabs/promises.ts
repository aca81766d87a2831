import type { Chosen } from '../../../options/option';

/** What leaves a tab, and who can read it, by the federation's options: sentences for its page. */
export function promisesOf(options: Chosen): readonly string[] {
  const { secureAggregation, clip, noiseMultiplier = 0, table, fractionEvaluate } = options;
  const noise = (noiseMultiplier as number) > 0;
  const scores =
    fractionEvaluate === 0
      ? []
      : ['After a round, the server also gets how well the model does on your test examples.'];
  return [
    secureAggregation
      ? 'Your update leaves this tab masked: the server learns nothing but the sum of all clients’ updates.'
      : 'The server can read the update that this tab sends, and much about few examples can be computed from it.',
    ...(noise && secureAggregation
      ? ['Each update is clipped, and this tab adds its share of the noise before masking.']
      : []),
    ...(noise && !secureAggregation
      ? [
          'The server clips updates and adds noise to their mean: the model tells little about any one client.',
        ]
      : []),
    ...(!noise && clip !== undefined
      ? [
          `Each update is clipped to the length ${clip as number}; without noise that promises nothing.`,
        ]
      : []),
    ...(table === undefined
      ? []
      : [
          'The server also gets the names and kinds of the columns, their categories, and sums over your rows.',
        ]),
    ...scores,
  ];
}
