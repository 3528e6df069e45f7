/** The parameters of a FHIR search, and the one text that equal searches share. */

/** Search parameters by name, unescaped but for FHIR's own escapes; several values of one have all to be met. */
export type SearchParameters = Readonly<Record<string, string | readonly string[]>>;

/** The order of the parameters does not matter to FHIR; one order makes equal searches equal texts. */
export function toCanonicalQuery(parameters: SearchParameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, values]) =>
    [values].flat().map((value): [name: string, value: string] => [name, value]),
  );
  pairs.sort(([one, a], [other, b]) => (one < other || (one === other && a < b) ? -1 : 1));
  return new URLSearchParams(pairs).toString();
}
