/**
 * The results of two pieces of work, when both have ended; throws what the first of them threw only then, so
 * that no program goes on behind an error message.
 */
export async function bothDone(...pieces) {
  const outcomes = await Promise.allSettled(pieces);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.map(({ value }) => value);
}
