/** FHIR's codes for members of the graph's enums, which also have UNRECOGNIZED, for what servers send and nobody can write. */
import type { Checks } from './checks.ts';

/** Null where nothing was given. */
export function codeFor<T extends Readonly<Record<string, string>>>(
  checks: Checks,
  path: string,
  table: T,
  member: string | null | undefined,
): (keyof T & string) | null {
  if (member === null || member === undefined) return null;
  const codes: (keyof T & string)[] = Object.keys(table);
  const code = codes.find((candidate) => table[candidate] === member);
  if (code === undefined) checks.problem(path, `expects one of ${Object.values(table).join(', ')}.`);
  return code ?? null;
}
