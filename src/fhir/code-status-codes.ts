/** THE TABLES of code status: which records are orders, wishes and documents, and which of them count no longer. */
import { systemName } from './code-systems.ts';
import { codingsOf } from './concepts.ts';
import { meaningOf } from './phrases.ts';
import { text } from './shape.ts';
import type { CodeableConcept, Coding } from './types.ts';

export type CodeStatusKind = 'ORDER' | 'WISH' | 'DOCUMENT';

interface KindsOfSystem {
  /** The names of the system, as `systemName` gives them. */
  readonly systems: ReadonlySet<string>;
  readonly kinds: ReadonlyMap<string, CodeStatusKind>;
}

const KINDS: readonly KindsOfSystem[] = [
  {
    systems: new Set(['loinc.org', '2.16.840.1.113883.6.1']),
    kinds: new Map([
      // Cardiopulmonary resuscitation orders, and the answers for them.
      ['100822-6', 'ORDER'],
      ['LA33470-8', 'ORDER'],
      ['LA33471-6', 'ORDER'],
      // Thoughts on resuscitation, and goals for treatment (US Core treatment-intervention-preference, care-experience-preference).
      ['75779-9', 'WISH'],
      ['75773-2', 'WISH'],
      // Whether there are advance directives, and of what type (US Core observation-adi-documentation).
      ['45473-6', 'DOCUMENT'],
      ['81352-7', 'DOCUMENT'],
      // Advance directives, and documents that forbid resuscitation (US Core adi-documentreference).
      ['42348-3', 'DOCUMENT'],
      ['84095-9', 'DOCUMENT'],
    ]),
  },
  {
    systems: new Set(['sct', '2.16.840.1.113883.6.96']),
    kinds: new Map([
      // Resuscitation status, and the two concepts below it.
      ['304251008', 'ORDER'],
      ['304252001', 'ORDER'],
      ['304253006', 'ORDER'],
    ]),
  },
  {
    // http://terminology.hl7.org/CodeSystem/consentcategorycodes: of Consent.category.
    systems: new Set(['consentcategorycodes']),
    kinds: new Map([
      ['dnr', 'ORDER'],
      ['polst', 'ORDER'],
      ['acd', 'DOCUMENT'],
      ['hcd', 'DOCUMENT'],
    ]),
  },
];

const PHRASES: ReadonlyMap<string, CodeStatusKind> = new Map([
  ['code status', 'ORDER'],
  ['code status order', 'ORDER'],
  ['resuscitation status', 'ORDER'],
  ['cpr status', 'ORDER'],
  ['do not resuscitate order', 'ORDER'],
  ['advance directive', 'DOCUMENT'],
  ['advance directives', 'DOCUMENT'],
  ['advance care directive', 'DOCUMENT'],
]);

/** The codes that only say what a record is about: two orders that share one of them need not agree. */
const SUBJECTS: ReadonlySet<string> = new Set(['100822-6', '304251008', 'dnr', 'polst', 'acd', 'hcd']);

/** The scopes of Consents about something else (http://terminology.hl7.org/CodeSystem/consentscope). */
const OTHER_SCOPES: ReadonlySet<string> = new Set(['patient-privacy', 'research']);

const ADVANCE_CARE_DIRECTIVE = 'adr';

/** Returns what concepts say that a record is; an order before all else, null where they do not say. */
export function kindIn(concepts: readonly CodeableConcept[]): CodeStatusKind | null {
  const kinds = new Set(
    concepts.flatMap((concept) => [
      ...codingsOf(concept).flatMap((coding) => [kindOfCode(coding), meaningOf(PHRASES, coding.display)]),
      meaningOf(PHRASES, concept.text),
    ]),
  );
  return (['ORDER', 'WISH', 'DOCUMENT'] as const).find((kind) => kinds.has(kind)) ?? null;
}

function kindOfCode({ system, code }: Coding): CodeStatusKind | null {
  const name = systemName(system);
  const known = KINDS.filter(({ systems }) => name === '' || systems.has(name));
  return known.map(({ kinds }) => kinds.get(text(code) ?? '')).find((kind) => kind !== undefined) ?? null;
}

/** Whether a Consent is about privacy or research. */
export function isOtherConsent(scope: CodeableConcept): boolean {
  return codingsOf(scope).some(({ code }) => OTHER_SCOPES.has(text(code) ?? ''));
}

/** Whether a Consent is an advance care directive. */
export function isAdvanceCareDirective(scope: CodeableConcept): boolean {
  return codingsOf(scope).some(({ code }) => text(code) === ADVANCE_CARE_DIRECTIVE);
}

/** The codes by which an order says what is ordered, with the names of their systems. */
export function contentCodes(concept: CodeableConcept): string[] {
  return codingsOf(concept).flatMap(({ system, code }) => {
    const shown = text(code);
    return shown === null || SUBJECTS.has(shown) ? [] : [`${systemName(system)}|${shown}`];
  });
}
