/** The modules that cells may import: name -> how it is loaded. */
export type ModuleTable = Readonly<Record<string, () => Promise<object> | object>>;

/**
 * A module by its name, with the names that are wanted of it.
 *
 * @throws Error that says which modules, or which names, there are
 */
export async function loadModule(
  table: ModuleTable,
  name: string,
  names: readonly string[] = [],
): Promise<object> {
  const load = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!load) {
    const known = Object.keys(table).filter((one) => !one.startsWith('federated/'));
    throw new Error(`this page has no module '${name}'; cells can import ${known.join(', ')}`);
  }
  const found = await load();
  const missing = names.find((one) => !(one in found));
  if (missing === undefined) return found;
  throw new Error(`'${name}' has no ${missing} in this page`);
}
