/** Stands for a function that a page cannot have: says so when it is called. */
export function needsNode(what: string): (...given: unknown[]) => never {
  return () => {
    throw new Error(`${what}: not in a browser; this needs Node.js`);
  };
}
