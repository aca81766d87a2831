import { type Display, requireDisplay } from './display';

/**
 * Shows a Markdown sentence about this run's numbers; if it does not hold, it is struck through and
 * marked as false. `npm run chapters` and the tests fail if a chapter shows a false sentence with
 * the seed they use, so that no sentence outlives its numbers.
 *
 * Throws a `FederatedError` outside a notebook.
 *
 * @param display where to show it; default: the running cell
 *
 * ```ts
 * showClaim('The hidden layer is ahead with every seed.', gains.every((gain) => gain > 0));
 * ```
 */
export function showClaim(
  sentence: string,
  holds: boolean,
  display: Display = requireDisplay('showClaim', 'assert the sentence or print it'),
): void {
  display(
    {
      'text/markdown': holds ? sentence : `**Not so with these numbers:** ~~${sentence}~~`,
      'text/plain': holds ? sentence : `Not so with these numbers: ${sentence}`,
    },
    { federated: { claim: holds } },
  );
}
