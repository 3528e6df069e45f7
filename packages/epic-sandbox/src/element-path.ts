/** The elements of a resource at a path such as `participant.individual`, whichever of them are lists. */

/** Every value at the path; none where the resource has nothing there. */
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

/** The text of a property of something that may not even be an object. */
export function textAt(value: unknown, name: string): string | undefined {
  const [text] = isObject(value) ? valuesAt(value, name) : [];
  return typeof text === 'string' ? text : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
