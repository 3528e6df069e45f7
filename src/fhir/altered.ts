/** Alters copies of JSON that share their unaltered parts with the original, which other operations may hold too. */

/** Returns the object itself if no member is altered. */
export function withMembers<T extends object>(value: T, alter: (inner: unknown, name: string) => unknown): T {
  const members: [name: string, inner: unknown][] = Object.entries(value);
  const altered: [name: string, inner: unknown][] = [];
  for (const [name, inner] of members) {
    const now = alter(inner, name);
    if (now !== inner) altered.push([name, now]);
  }
  // Assignment would lose a member that is named `__proto__`, which JSON can have.
  return altered.length === 0 ? value : { ...value, ...Object.fromEntries(altered) };
}

/** Returns the list itself if no item is altered. */
export function withItems(values: readonly unknown[], alter: (item: unknown) => unknown): readonly unknown[] {
  const altered = values.map(alter);
  return altered.every((item, at) => item === values[at]) ? values : altered;
}
