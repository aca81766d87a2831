/** The variables of all cells, by name. */
export interface Variables {
  /** What a cell's code sees around it. */
  readonly scope: object;
  /**
   * Takes over the variables of a cell that begins. Until one of them has its first value, other cells
   * see the variable of this name that was there before.
   *
   * @param variables properties that read and write them; a read before the first value throws
   * @returns to be called when the cell has ended: a variable without a value goes, and the one before
   *   it comes back
   */
  declare(variables: object): () => void;
}

/** No variables yet. */
export function createVariables(): Variables {
  const scope = Object.create(null) as object;
  const put = (name: string, property: PropertyDescriptor): void => {
    Object.defineProperty(scope, name, { ...property, configurable: true, enumerable: true });
  };
  return {
    scope,
    declare(variables) {
      const own = Object.entries(Object.getOwnPropertyDescriptors(variables)).map(
        ([name, property]) => ({
          name,
          property,
          before: Object.getOwnPropertyDescriptor(scope, name),
        }),
      );
      for (const { name, property, before } of own) {
        const get = (): unknown => (before && !hasValue(property) ? read(before) : read(property));
        put(name, { ...property, get });
      }
      return () => {
        for (const { name, property, before } of own) {
          if (hasValue(property)) put(name, property);
          else if (before) put(name, before);
          else Reflect.deleteProperty(scope, name);
        }
      };
    },
  };
}

function read(property: PropertyDescriptor): unknown {
  return property.get?.();
}

function hasValue(property: PropertyDescriptor): boolean {
  try {
    read(property);
    return true;
  } catch {
    return false;
  }
}
