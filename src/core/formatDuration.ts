/** Milliseconds as `m:ss` or `h:mm:ss`, rounded to seconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  const head = hours ? `${hours}:${two(minutes)}` : `${minutes}`;
  return `${head}:${two(seconds % 60)}`;
}

/**
 * `0:12, about 0:28 left`; only `0:12` as long as nothing is done.
 *
 * @param elapsed milliseconds that `done` of `total` equal parts took
 */
export function formatTimeLeft(elapsed: number, done: number, total: number): string {
  const shown = formatDuration(elapsed);
  if (done === 0) return shown;
  return `${shown}, about ${formatDuration((elapsed / done) * (total - done))} left`;
}
