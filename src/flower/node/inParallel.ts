/**
 * Calls `body` for each item, up to `limit` at a time. After the first failure no further item is
 * started; the error is thrown once those in progress have ended.
 */
export async function inParallel<Item>(
  items: Iterable<Item>,
  limit: number,
  body: (item: Item) => Promise<void>,
): Promise<void> {
  const source = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = source.next(); !next.done && failures.length === 0; next = source.next()) {
      try {
        await body(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failures.length > 0) throw failures[0];
}
