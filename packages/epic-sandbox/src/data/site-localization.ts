/** Rewrites records of the standard site for another site: its OIDs, names, and the ids of resources outside charts. */

export interface Localization {
  /** The texts of the standard site, and what the other site has in their place. */
  readonly texts: readonly (readonly [string, string])[];
  /** The ids of the other site by the ids of the standard site. */
  readonly ids: ReadonlyMap<string, string>;
}

/** Returns a function that copies records, or translates one text. */
export function createLocalizer({ texts, ids }: Localization): <T>(records: T) => T {
  /** References end in the id. */
  function localizeText(text: string): string {
    const start = text.lastIndexOf('/') + 1;
    const id = ids.get(text.slice(start));
    return id === undefined
      ? texts.reduce((localized, [from, to]) => localized.replaceAll(from, to), text)
      : text.slice(0, start) + id;
  }

  /** Copies symbols unchanged: they keep the digits of decimals. */
  function rewrite(copy: object, original: object): void {
    for (const key of Reflect.ownKeys(original)) {
      const value: unknown = Reflect.get(original, key);
      const copied: unknown = Reflect.get(copy, key);
      if (typeof value === 'string')
        Reflect.set(copy, key, typeof key === 'symbol' ? value : localizeText(value));
      else if (isObject(value) && isObject(copied)) rewrite(copied, value);
    }
  }

  return (records) => {
    // A holder, because the records can be a text.
    const original = { records };
    const copy = structuredClone(original);
    rewrite(copy, original);
    return copy.records;
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
