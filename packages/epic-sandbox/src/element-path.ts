/** Returns every value at the path. */
export function valuesAt(resource: object, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>(
    (values, name) =>
      values.flatMap((value) => {
        const next: unknown =
          isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
        if (next === undefined || next === null) return [];
        const list: unknown[] = Array.isArray(next) ? next : [next];
        return list;
      }),
    [resource],
  );
}

/** Returns a string property; undefined if the value is not an object, or the property not a string. */
export function textAt(value: unknown, name: string): string | undefined {
  const [text] = isObject(value) ? valuesAt(value, name) : [];
  return typeof text === 'string' ? text : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
