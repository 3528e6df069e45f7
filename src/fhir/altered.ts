/** Copies of JSON with some of it altered, which share what is not: the resource itself belongs to all who read it. */

/** The object itself where no member is altered. */
export function withMembers<T extends object>(value: T, alter: (inner: unknown, name: string) => unknown): T {
  const members: [name: string, inner: unknown][] = Object.entries(value);
  const altered: [name: string, inner: unknown][] = [];
  for (const [name, inner] of members) {
    const now = alter(inner, name);
    if (now !== inner) altered.push([name, now]);
  }
  // Not by assignment, since JSON can have a member that is named `__proto__`.
  return altered.length === 0 ? value : { ...value, ...Object.fromEntries(altered) };
}

/** The list itself where no item is altered. */
export function withItems(values: readonly unknown[], alter: (item: unknown) => unknown): readonly unknown[] {
  const altered = values.map(alter);
  return altered.every((item, at) => item === values[at]) ? values : altered;
}
