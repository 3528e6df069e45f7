/** The arguments of `Patient.latestObservations`, and the list that the field reads first. */

/** The largest number of codes, and of results of each code. */
export const MAX_COUNT = 20;
const SHARED_PAGE = 100;

export function isValidCount(count: number): boolean {
  return count >= 1 && count <= MAX_COUNT;
}

/** Returns how many searches the codes can take: one for all of them, and one for each. Arguments beyond the limits send none. */
export function countSearchesOfCodes(codes: readonly unknown[], each: number): number {
  if (!isValidCount(codes.length) || !isValidCount(each)) return 0;
  const { size } = new Set(codes);
  return size === 1 ? 1 : size + 1;
}

/** Returns the list of the newest observations of all codes. */
export function listOfCodes(codes: readonly string[], each: number) {
  const code = [...new Set(codes)];
  return {
    list: 'observations',
    args: { first: code.length === 1 ? each : SHARED_PAGE, code, ofPatient: true },
  } as const;
}

/** Returns the list that the field reads first, whatever its arguments are; none if they are beyond the limits. */
export function firstListsOfCodes({ codes, each }: Readonly<Record<string, unknown>>) {
  if (!Array.isArray(codes) || typeof each !== 'number' || countSearchesOfCodes(codes, each) === 0) return [];
  return [listOfCodes(codes.map(String), each)];
}
