/**
 * THE READER of statuses. Servers send a status as a code, as a concept with a code of FHIR or SNOMED CT, or only in words, and in any case.
 * Whether lists leave a record out, what a patient sees of it and what its status fields say all come from here, so that they agree.
 */
import { codingsIn } from './code-systems.ts';
import { memberInWords } from './codes.ts';
import { codingsOf } from './concepts.ts';
import { meaningOf, phraseOf } from './phrases.ts';
import { isObject, text } from './shape.ts';
import type { CodeableConcept } from './types.ts';

/** A value set of statuses, and the other ways in which servers write them. */
export interface StatusTable<M extends string> {
  /** The members of the graph's enum by FHIR's code. */
  readonly members: Readonly<Record<string, M>>;
  /** By SNOMED CT's code. */
  readonly snomed: ReadonlyMap<string, M>;
  /** By whole phrases beyond the codes themselves, as `phraseOf` writes them. */
  readonly phrases: ReadonlyMap<string, M>;
}

/**
 * Returns the status: by FHIR's code, otherwise by SNOMED CT's, otherwise by the text and the displays. Of several, ENTERED_IN_ERROR counts
 * before others. UNRECOGNIZED where something stands that the table does not know; null where nothing does.
 * @param status a code, a concept, or a list of either
 */
export function statedStatus<M extends string>(
  table: StatusTable<M>,
  status: unknown,
): M | 'UNRECOGNIZED' | null {
  const stated = [status].flat().map((one) => partsOf(one));
  const codings = stated.flatMap((one) => one.codings);
  const codes = [...stated.flatMap((one) => one.codes), ...codings.map(({ code }) => code)];
  const words = [...stated.flatMap((one) => one.words), ...codings.map(({ display }) => display)];
  const snomed = codingsIn(codings, { system: 'SNOMED' });
  const ways = [
    codes.map((code) => inWords(table, code)),
    snomed.map(({ code }) => table.snomed.get(text(code) ?? '') ?? null),
    words.map((word) => inWords(table, word)),
  ];
  for (const way of ways) {
    const known = way.filter((member) => member !== null);
    const [first] = known;
    if (first !== undefined) return known.find((member) => member === 'ENTERED_IN_ERROR') ?? first;
  }
  return [...codes, ...words].some((word) => text(word) !== null) ? 'UNRECOGNIZED' : null;
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

function inWords<M extends string>({ members, phrases }: StatusTable<M>, words: unknown): M | null {
  const member = meaningOf(phrases, words) ?? memberInWords(members, phraseOf(words)?.replaceAll(' ', '-'));
  return member === 'UNRECOGNIZED' ? null : member;
}
