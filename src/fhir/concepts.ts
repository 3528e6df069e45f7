import { codeText, isPublishedSystem, saysWhyAbsent } from './code-systems.ts';
import { isObject, readObjects, readText, withoutList } from './lenient-read.ts';
import type { CodeableConcept, Coding, Extension } from './types.ts';

export function codingsOf({ coding }: Pick<CodeableConcept, 'coding'>): Coding[] {
  return readObjects(coding);
}

/** Returns the words for the concept, otherwise its code with its system, such as `RxNorm 7980`. */
export function conceptText(concept: CodeableConcept): string | null {
  return firstName(concept);
}

/** Returns the words for a concept; null if it has only codes. */
export function conceptWords(concept: CodeableConcept): string | null {
  return wordsIn(concept);
}

/**
 * THE ORDER in which coded elements get their name: the first candidate with words, otherwise the first code. The words of a concept are
 * its `text`, otherwise the display that a user selected (FHIR R4 §2.24.0.5, `Coding.userSelected`), otherwise the display of a published
 * system, otherwise any. A code that only says why there is none (NullFlavor, data-absent-reason) is no name.
 * @param candidates concepts, codings, references or texts, the best name first; ignores other values
 */
export function firstName(...candidates: readonly unknown[]): string | null {
  return firstOf(candidates, wordsIn) ?? firstOf(candidates, codeIn);
}

function firstOf(candidates: readonly unknown[], read: (candidate: unknown) => string | null): string | null {
  for (const candidate of candidates) {
    const found = read(withoutList(candidate));
    if (found !== null) return found;
  }
  return null;
}

function wordsIn(candidate: unknown): string | null {
  if (!isObject(candidate)) return readText(candidate);
  const { text: own, display, coding }: NamedElement = candidate;
  return readText(own) ?? readText(displayAmong(namedIn(coding))) ?? readText(display);
}

/** The elements that name a concept, coding or reference. In R4, only CodeableConcept has `coding`. */
interface NamedElement {
  readonly text?: unknown;
  readonly display?: unknown;
  readonly coding?: unknown;
  readonly system?: unknown;
  readonly code?: unknown;
}

function namedIn(coding: unknown): NamedElement[] {
  return [coding].flat().filter(isObject);
}

function displayAmong(codings: readonly NamedElement[]): string | null {
  const named = codings.filter(({ display }) => readText(display) !== null);
  const best = named.toSorted((one, other) => displayRank(one) - displayRank(other))[0];
  return readText(best?.display);
}

function displayRank({ system, userSelected }: NamedElement & { readonly userSelected?: unknown }): number {
  return (userSelected === true ? 0 : 2) + (isPublishedSystem(system) ? 0 : 1);
}

function codeIn(candidate: unknown): string | null {
  if (!isObject(candidate)) return null;
  const codings: readonly NamedElement[] = [...namedIn(candidate['coding']), candidate];
  const coded = codings.filter(({ code, system }) => readText(code) !== null && !saysWhyAbsent(system));
  const best = coded.find(({ system }) => isPublishedSystem(system)) ?? coded[0];
  return best === undefined ? null : codeText(best);
}

/** The system and displays of a bare `valueCode` in an extension. */
export interface CodeReading {
  readonly system?: string;
  readonly displays?: Readonly<Record<string, string>>;
}

/** Returns the value of an extension as a concept, for any of FHIR's coded and string types; null without such a value. */
export function extensionConcept(
  extension: Extension,
  { system, displays = {} }: CodeReading = {},
): CodeableConcept | null {
  const { valueCodeableConcept, valueCoding, valueCode, valueString } = extension;
  if (readObjects([valueCodeableConcept])[0] !== undefined) return valueCodeableConcept ?? null;
  if (readObjects([valueCoding])[0] !== undefined) return { coding: readObjects([valueCoding]) };
  const code = readText(valueCode);
  if (code !== null) {
    const display = Object.hasOwn(displays, code) ? displays[code] : undefined;
    return {
      coding: [
        { code, ...(system === undefined ? {} : { system }), ...(display === undefined ? {} : { display }) },
      ],
    };
  }
  const shown = readText(valueString);
  return shown === null ? null : { text: shown };
}
