/**
 * Takes measurements in turn, each of them once in every pass, so that what else the machine does
 * meets all of them alike.
 *
 * @param passes at least 1
 * @param names what is measured
 * @param measure measures one of them once: `times` in milliseconds, `peakBytes`, …
 * @returns name -> the sorted times of all passes, their median, the highest peak, and the rest
 */
export function inTurn(passes, names, measure) {
  const results = {};
  for (let pass = 0; pass < passes; pass++) {
    for (const name of names) {
      const { times = [], peakBytes, ...rest } = measure(name);
      const before = results[name] ?? { times: [], peakBytes: 0 };
      const all = [...before.times, ...times].sort((a, b) => a - b);
      results[name] = {
        ...rest,
        times: all,
        median: all[all.length >> 1],
        peakBytes: Math.max(before.peakBytes, peakBytes),
      };
    }
  }
  return results;
}
