/**
 * Assigns a column to each row, each once, so that the sum of the costs is the smallest: the Hungarian
 * method with potentials (Kuhn 1955; Munkres 1957), O(n³).
 *
 * @param costs a square matrix of finite numbers
 * @returns the column of each row
 */
export function leastCostAssignment(costs: readonly (readonly number[])[]): number[] {
  const n = costs.length;
  // Row and column n are auxiliary: each new row starts from column n.
  const rowPotential = new Float64Array(n + 1);
  const columnPotential = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1).fill(n);
  for (let row = 0; row < n; row++) {
    rowOf[n] = row;
    const slack = new Float64Array(n).fill(Infinity);
    const from = new Int32Array(n).fill(n);
    const visited = new Set<number>();
    let column = n;
    while (rowOf[column] !== n) {
      visited.add(column);
      const current = rowOf[column];
      let next = -1;
      for (let j = 0; j < n; j++) {
        if (visited.has(j)) continue;
        const reduced = costs[current][j] - rowPotential[current] - columnPotential[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          from[j] = column;
        }
        if (next < 0 || slack[j] < slack[next]) next = j;
      }
      const step = slack[next];
      for (const j of visited) {
        rowPotential[rowOf[j]] += step;
        columnPotential[j] -= step;
      }
      for (let j = 0; j < n; j++) if (!visited.has(j)) slack[j] -= step;
      column = next;
    }
    for (; column !== n; column = from[column]) rowOf[column] = rowOf[from[column]];
  }
  const columns = new Array<number>(n);
  for (let j = 0; j < n; j++) columns[rowOf[j]] = j;
  return columns;
}
