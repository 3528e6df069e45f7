/** Reads the status of a problem or an allergy, which servers send as a code, as a code of SNOMED CT, or only in words. */
import { codingsOf } from './concepts.ts';
import { codingsIn } from './code-systems.ts';
import { memberOf } from './codes.ts';
import { meaningOf, phraseOf } from './phrases.ts';
import { object, text } from './shape.ts';
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
 * Returns the status: by FHIR's code, otherwise by SNOMED CT's, otherwise by the text and the displays. UNRECOGNIZED where something
 * stands that none of them knows; null where nothing does.
 */
export function statedStatus<M extends string>(
  { members, snomed, phrases }: StatusTable<M>,
  concept: CodeableConcept | null | undefined,
): M | 'UNRECOGNIZED' | null {
  const status = object(concept);
  if (status === null) return null;
  const codings = codingsOf(status);
  const words = [status.text, ...codings.map(({ display }) => display)];
  const byCode = codings.map(({ code }) => memberOf(members, code)).find(isKnown);
  const bySnomed = codingsIn(codings, { system: 'SNOMED' }).map(({ code }) => snomed.get(code ?? '') ?? null);
  const byWords = words.map((word) => meaningOf(phrases, word) ?? byPhrase(members, word));
  const known = byCode ?? [...bySnomed, ...byWords].find((member) => member !== null);
  if (known !== undefined) return known;
  const isStated = [...words, ...codings.map(({ code }) => code)].some((word) => text(word) !== null);
  return isStated ? 'UNRECOGNIZED' : null;
}

function isKnown<M extends string>(member: M | 'UNRECOGNIZED' | null): member is M {
  return member !== null && member !== 'UNRECOGNIZED';
}

/** FHIR writes its codes with hyphens: `entered-in-error`. */
function byPhrase<M extends string>(members: Readonly<Record<string, M>>, words: unknown): M | null {
  const member = memberOf(members, phraseOf(words)?.replaceAll(' ', '-'));
  return isKnown(member) ? member : null;
}
