/**
 * THE READER of statuses. Servers send a status as a code, as a concept with a FHIR or SNOMED CT code, or only as text, in upper or lower
 * case. List filters, redaction and status fields all use this reader, so they always agree.
 */
import { memberOfText } from './codes.ts';
import { codingsOf } from './concepts.ts';
import { isObject, readText } from './lenient-read.ts';
import { lookUpPhrase, normalizePhrase } from './phrase-lookup.ts';
import { snomedCodingsIn } from './statement-codes.ts';
import type { CodeableConcept } from './types.ts';

/** A value set of statuses, and other notations that servers use for them. */
export interface StatusTable<M extends string> {
  /** The members of the GraphQL enum, by FHIR code. */
  readonly members: Readonly<Record<string, M>>;
  /** By SNOMED CT code. */
  readonly snomed: ReadonlyMap<string, M>;
  /** By whole phrases other than the codes themselves, in the form of `normalizePhrase`. */
  readonly phrases: ReadonlyMap<string, M>;
}

/** If a record has several statuses, the first one from the earliest of these groups counts. */
const PRECEDENCE: readonly ReadonlySet<string>[] = [
  new Set(['ENTERED_IN_ERROR']),
  // FHIR's clinical statuses of current allergies and conditions, which must not vanish because of an older status.
  new Set(['ACTIVE', 'RECURRENCE', 'RELAPSE']),
];

/**
 * Returns the status from FHIR and SNOMED CT codes, otherwise from text and displays. ENTERED_IN_ERROR takes precedence, then current
 * statuses, then the first one. Returns UNRECOGNIZED if no value is in the table, and null for a missing status.
 * @param status a code, a concept, or a list of either
 */
export function readStatus<M extends string>(
  table: StatusTable<M>,
  status: unknown,
): M | 'UNRECOGNIZED' | null {
  const all: readonly unknown[] = [status].flat();
  // Nearly all statuses are a single code, and every record of every page has one.
  if (all.length === 1 && !isConcept(all[0]))
    return findMember(table, all[0]) ?? (readText(all[0]) === null ? null : 'UNRECOGNIZED');
  const parts = all.map((one) => partsOf(one));
  const codings = parts.flatMap((one) => one.codings);
  const codes = [...parts.flatMap((one) => one.codes), ...codings.map(({ code }) => code)];
  const words = [...parts.flatMap((one) => one.words), ...codings.map(({ display }) => display)];
  const snomed = snomedCodingsIn(codings);
  const candidates = [
    [
      ...codes.map((code) => findMember(table, code)),
      ...snomed.map(({ code }) => table.snomed.get(readText(code) ?? '') ?? null),
    ],
    words.map((word) => findMember(table, word)),
  ];
  for (const members of candidates) {
    const known = members.filter((member) => member !== null);
    const preferred = [...PRECEDENCE, new Set<string>(known)]
      .map((group) => known.find((member) => group.has(member)))
      .find((member) => member !== undefined);
    if (preferred !== undefined) return preferred;
  }
  return [...codes, ...words].some((word) => readText(word) !== null) ? 'UNRECOGNIZED' : null;
}

interface Parts {
  readonly codes: readonly unknown[];
  readonly codings: ReturnType<typeof codingsOf>;
  readonly words: readonly unknown[];
}

function partsOf(status: unknown): Parts {
  if (!isConcept(status)) return { codes: [status], codings: [], words: [] };
  return { codes: [], codings: codingsOf(status), words: [status.text] };
}

function isConcept(status: unknown): status is CodeableConcept {
  return isObject(status);
}

function findMember<M extends string>({ members, phrases }: StatusTable<M>, words: unknown): M | null {
  const member =
    lookUpPhrase(phrases, words) ?? memberOfText(members, normalizePhrase(words)?.replaceAll(' ', '-'));
  return member === 'UNRECOGNIZED' ? null : member;
}
