/**
 * THE READER of statuses. Servers send a status as a code, as a concept with a code of FHIR or SNOMED CT, or only in words, and in any case.
 * Whether lists leave a record out, what a patient sees of it and what its status fields say all come from here, so that they agree.
 */
import { memberOfText } from './codes.ts';
import { codingsOf } from './concepts.ts';
import { isObject, readText } from './lenient-read.ts';
import { lookUpPhrase, normalizePhrase } from './phrase-lookup.ts';
import { snomedCodingsIn } from './statement-codes.ts';
import type { CodeableConcept } from './types.ts';

/** A value set of statuses, and the other ways in which servers write them. */
export interface StatusTable<M extends string> {
  /** The members of the graph's enum by FHIR's code. */
  readonly members: Readonly<Record<string, M>>;
  /** By SNOMED CT's code. */
  readonly snomed: ReadonlyMap<string, M>;
  /** By whole phrases besides the codes themselves, in the form of `normalizePhrase`. */
  readonly phrases: ReadonlyMap<string, M>;
}

/** Of several statuses, the first of the earliest of these groups counts: an error, and then what is in force. */
const PRECEDENCE: readonly ReadonlySet<string>[] = [
  new Set(['ENTERED_IN_ERROR']),
  // FHIR's clinical statuses of an allergy or a condition that the patient has now: it must not vanish next to an older status.
  new Set(['ACTIVE', 'RECURRENCE', 'RELAPSE']),
];

/**
 * Returns the status: by the codes of FHIR and SNOMED CT, otherwise by the text and the displays. Of several, ENTERED_IN_ERROR counts
 * before others, then one that is in force, then FHIR's first. UNRECOGNIZED where something stands that the table does not know; null where
 * nothing does.
 * @param status a code, a concept, or a list of either
 */
export function readStatus<M extends string>(
  table: StatusTable<M>,
  status: unknown,
): M | 'UNRECOGNIZED' | null {
  const parts = [status].flat().map((one) => partsOf(one));
  const codings = parts.flatMap((one) => one.codings);
  const codes = [...parts.flatMap((one) => one.codes), ...codings.map(({ code }) => code)];
  const words = [...parts.flatMap((one) => one.words), ...codings.map(({ display }) => display)];
  const snomed = snomedCodingsIn(codings);
  const candidates = [
    [
      ...codes.map((code) => memberNamed(table, code)),
      ...snomed.map(({ code }) => table.snomed.get(readText(code) ?? '') ?? null),
    ],
    words.map((word) => memberNamed(table, word)),
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

function memberNamed<M extends string>({ members, phrases }: StatusTable<M>, words: unknown): M | null {
  const member =
    lookUpPhrase(phrases, words) ?? memberOfText(members, normalizePhrase(words)?.replaceAll(' ', '-'));
  return member === 'UNRECOGNIZED' ? null : member;
}
