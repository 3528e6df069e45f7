import type {
  AllergyIntolerance,
  CodeableConcept,
  Condition,
  HumanName,
  Reference,
} from '../../src/fhir/types.ts';

export function formatName(names: readonly HumanName[] | undefined): string | null {
  const preferred =
    names?.find(({ use }) => use === 'usual') ?? names?.find(({ use }) => use === 'official') ?? names?.[0];
  if (preferred === undefined) return null;
  const { text, prefix = [], given = [], family, suffix = [] } = preferred;
  return text ?? [...prefix, ...given, family, ...suffix].filter((part) => part !== undefined).join(' ');
}

export function getConceptText(concept: CodeableConcept | undefined): string | null {
  return concept?.text ?? null;
}

/** Returns the type and id of a relative reference. */
export function parseReference(reference: Reference | undefined): {
  readonly type: string;
  readonly id: string;
} {
  const [type = '', id = ''] = reference?.reference?.split('/') ?? [];
  return { type, id };
}

/** Sorts by date, newest first, then by id. Items without a date come last, and those that come first for another reason before all others. */
export function sortNewestFirst<T extends { readonly id: string }>(
  items: readonly T[],
  dateOf: (item: T) => string | undefined,
  comesFirst: (item: T) => boolean = () => false,
): T[] {
  const instant = (item: T): number => Date.parse(dateOf(item) ?? '0001');
  return items.toSorted(
    (one, other) =>
      Number(comesFirst(other)) - Number(comesFirst(one)) ||
      instant(other) - instant(one) ||
      (one.id < other.id ? -1 : 1),
  );
}

export function isSevere({ criticality }: AllergyIntolerance): boolean {
  return criticality === 'high';
}

export function isActive({ clinicalStatus }: Condition): boolean {
  return clinicalStatus?.coding?.[0]?.code === 'active';
}
