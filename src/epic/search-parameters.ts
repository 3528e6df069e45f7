/** Search parameters by name, unescaped except for FHIR's own escapes. A resource must match all values of a parameter. */
export type SearchParameters = Readonly<Record<string, string | readonly string[]>>;

/** Returns a query string with sorted parameters, so that equal searches have equal texts. FHIR ignores the order. */
export function toCanonicalQuery(parameters: SearchParameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, values]) =>
    [values].flat().map((value): [name: string, value: string] => [name, value]),
  );
  pairs.sort(([one, a], [other, b]) => (one < other || (one === other && a < b) ? -1 : 1));
  return new URLSearchParams(pairs).toString();
}
