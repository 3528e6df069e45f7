/** What the operations tell of FHIR resources, as it is written by hand for them. */
import type { CodeableConcept, HumanName, Reference } from '../../src/fhir/types.ts';

export function fullName(names: readonly HumanName[] | undefined): string | null {
  const preferred =
    names?.find(({ use }) => use === 'usual') ?? names?.find(({ use }) => use === 'official') ?? names?.[0];
  if (preferred === undefined) return null;
  const { text, prefix = [], given = [], family, suffix = [] } = preferred;
  return text ?? [...prefix, ...given, family, ...suffix].filter((part) => part !== undefined).join(' ');
}

export function conceptText(concept: CodeableConcept | undefined): string | null {
  return concept?.text ?? null;
}

/** The type and id that a relative reference names. */
export function target(reference: Reference | undefined): { readonly type: string; readonly id: string } {
  const [type = '', id = ''] = reference?.reference?.split('/') ?? [];
  return { type, id };
}

/** Sorted by a date, the newest first, by id where dates are equal; what has none comes last. */
export function newestFirst<T extends { readonly id: string }>(
  items: readonly T[],
  dateOf: (item: T) => string | undefined,
): T[] {
  const instant = (item: T): number => Date.parse(dateOf(item) ?? '0001');
  return items.toSorted((one, other) => instant(other) - instant(one) || (one.id < other.id ? -1 : 1));
}
