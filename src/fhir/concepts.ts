/** Coded concepts: how to show one, and how to read one out of an extension. */
import { objects, text } from './shape.ts';
import type { CodeableConcept, Coding, Extension } from './types.ts';

export function codingsOf({ coding }: Pick<CodeableConcept, 'coding'>): Coding[] {
  return objects(coding);
}

/** The text to show: `text`, else the first display (FHIR's `userSelected` first); never a code or an OID. */
export function conceptText(concept: CodeableConcept): string | null {
  const codings = codingsOf(concept);
  const chosen = codings.find(({ userSelected }) => userSelected === true);
  const displays = [chosen, ...codings].map((coding) => text(coding?.display));
  return text(concept.text) ?? displays.find((display) => display !== null) ?? null;
}

/** How a bare `valueCode` of an extension is to be read. */
export interface CodeReading {
  readonly system?: string;
  readonly displays?: Readonly<Record<string, string>>;
}

/** The value of an extension as a concept, whichever of FHIR's value types it uses; null where it has none. */
export function extensionConcept(
  extension: Extension,
  { system, displays = {} }: CodeReading = {},
): CodeableConcept | null {
  const { valueCodeableConcept, valueCoding, valueCode, valueString } = extension;
  if (objects([valueCodeableConcept])[0] !== undefined) return valueCodeableConcept ?? null;
  if (objects([valueCoding])[0] !== undefined) return { coding: objects([valueCoding]) };
  const code = text(valueCode);
  if (code !== null) {
    const display = Object.hasOwn(displays, code) ? displays[code] : undefined;
    return {
      coding: [
        { code, ...(system === undefined ? {} : { system }), ...(display === undefined ? {} : { display }) },
      ],
    };
  }
  const shown = text(valueString);
  return shown === null ? null : { text: shown };
}
