/** THE TABLES of code status: codes and phrases of orders, wishes and documents. */
import { systemName } from './code-systems.ts';
import { codingsOf } from './concepts.ts';
import { isObject, readText } from './lenient-read.ts';
import { lookUpPhrase } from './phrase-lookup.ts';
import type { CodeableConcept, Coding } from './types.ts';

export type CodeStatusKind = 'ORDER' | 'WISH' | 'DOCUMENT';

interface KindsOfSystem {
  /** The names of the system, in the form of `systemName`. */
  readonly systems: ReadonlySet<string>;
  readonly kinds: ReadonlyMap<string, CodeStatusKind>;
}

const KINDS: readonly KindsOfSystem[] = [
  {
    systems: new Set(['loinc.org', '2.16.840.1.113883.6.1']),
    kinds: new Map([
      // Cardiopulmonary resuscitation orders, and their answers.
      ['100822-6', 'ORDER'],
      ['LA33470-8', 'ORDER'],
      ['LA33471-6', 'ORDER'],
      // Thoughts on resuscitation, and goals of treatment (US Core treatment-intervention-preference, care-experience-preference).
      ['75779-9', 'WISH'],
      ['75773-2', 'WISH'],
      // Presence and type of advance directives (US Core observation-adi-documentation).
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
      // Resuscitation status and its two descendants.
      ['304251008', 'ORDER'],
      ['304252001', 'ORDER'],
      ['304253006', 'ORDER'],
    ]),
  },
  {
    // http://terminology.hl7.org/CodeSystem/consentcategorycodes, for Consent.category.
    systems: new Set(['consentcategorycodes']),
    kinds: new Map([
      ['dnr', 'ORDER'],
      ['polst', 'ORDER'],
      ['acd', 'DOCUMENT'],
      ['hcd', 'DOCUMENT'],
    ]),
  },
  {
    // http://terminology.hl7.org/CodeSystem/flag-category, for Flag.category.
    systems: new Set(['flag-category']),
    kinds: new Map([['advance-directive', 'DOCUMENT']]),
  },
];

/** All LOINC and SNOMED CT codes of code status. They have no system, because servers write it as a URL and as an OID. */
export const CODE_STATUS_CODES: readonly string[] = KINDS.slice(0, 2).flatMap(({ kinds }) =>
  Array.from(kinds.keys()),
);

/** Phrases that only name the subject of a record. */
const SUBJECT_PHRASES: ReadonlyMap<string, CodeStatusKind> = new Map([
  ['code status', 'ORDER'],
  ['code status order', 'ORDER'],
  ['resuscitation status', 'ORDER'],
  ['code status orders', 'ORDER'],
  ['resuscitation order', 'ORDER'],
  ['resuscitation orders', 'ORDER'],
  // The name of LOINC 100822-6.
  ['cardiopulmonary resuscitation orders', 'ORDER'],
  ['cpr status', 'ORDER'],
  ['advance directive', 'DOCUMENT'],
  ['advance directives', 'DOCUMENT'],
  ['advance care directive', 'DOCUMENT'],
  ['advanced directive', 'DOCUMENT'],
]);

/** Phrases that are orders wherever they occur. The gateway shows them verbatim, and never interprets them. */
const ORDERS = [
  'do not resuscitate order',
  'dnr',
  'dni',
  'dnr dni',
  'dnr and dni',
  'dnr order',
  'dnar',
  'dnacpr',
  'dnr cc',
  'dnr cca',
  'dnrcc',
  'dnrcca',
  'full code',
  'partial code',
  'limited code',
  'modified code',
  'slow code',
  'no code',
  'do not resuscitate',
  'do not intubate',
  'do not resuscitate do not intubate',
  'do not attempt resuscitation',
  'do not attempt cardiopulmonary resuscitation',
  'allow natural death',
  'for resuscitation',
  'not for resuscitation',
  'no resuscitation',
  'full resuscitation',
  'no cpr',
  'attempt cpr',
  'for cpr',
  'not for cpr',
  'no intubation',
  'comfort care only',
  'comfort measures only',
  'polst',
  'molst',
] as const;

/** Phrases that make a Consent an order. In other records they can be a procedure or a plan of care. */
const ORDERS_IN_CONSENTS = [
  'resuscitation',
  'cpr',
  'intubation',
  'intubation ok',
  'comfort care',
  'comfort measures',
  'palliative care only',
  'full treatment',
  'selective treatment',
  'limited treatment',
  'treatment limitation',
  'treatment limitations',
  'limitation of treatment',
  'limitation of care',
  'ceiling of care',
  'ceiling of treatment',
  'treatment escalation plan',
] as const;

const PHRASES: ReadonlyMap<string, CodeStatusKind> = new Map([
  ...SUBJECT_PHRASES,
  ...ORDERS.map((phrase) => [phrase, 'ORDER'] as const),
]);

/** Phrases for documents and for surrogate decision makers. */
const DOCUMENTS_IN_CONSENTS = [
  'living will',
  'health care directive',
  'healthcare directive',
  'health care proxy',
  'healthcare proxy',
  'power of attorney',
  'durable power of attorney',
  'medical power of attorney',
  'health care power of attorney',
  'healthcare power of attorney',
  'durable power of attorney for health care',
  'durable power of attorney for healthcare',
] as const;

const CONSENT_PHRASES: ReadonlyMap<string, CodeStatusKind> = new Map([
  ...PHRASES,
  ...ORDERS_IN_CONSENTS.map((phrase) => [phrase, 'ORDER'] as const),
  ...DOCUMENTS_IN_CONSENTS.map((phrase) => [phrase, 'DOCUMENT'] as const),
]);

/** Codes that only name the subject of a record. Two orders that share one need not agree. */
const SUBJECTS: ReadonlySet<string> = new Set(['100822-6', '304251008', 'dnr', 'polst', 'acd', 'hcd']);

/** Scopes of Consents about something else (http://terminology.hl7.org/CodeSystem/consentscope). */
const OTHER_SCOPES: ReadonlySet<string> = new Set(['patient-privacy', 'research']);

/** Categories of Consents about something else (FHIR R4 value set consent-category: HL7's codes, LOINC and v3-ActCode). */
const OTHER_CATEGORIES: ReadonlySet<string> = new Set([
  'npp',
  'emrgonly',
  'research',
  'rsdid',
  'rsreid',
  '57016-8',
  '57017-6',
  '64292-6',
  'ICOL',
  'IDSCL',
  'INFA',
  'INFAO',
  'INFASO',
  'IRDSCL',
  'RESEARCH',
  'RSDID',
  'RSREID',
]);

const OTHER_PHRASES: ReadonlyMap<string, true> = new Map(
  [
    'consent to treat',
    'consent to treatment',
    'consent for treatment',
    'hospital consent for treatment',
    'general consent',
    'general consent to treat',
    'general consent for treatment',
    'informed consent',
    'surgical consent',
    'consent for surgery',
    'procedure consent',
    'anesthesia consent',
    'transfusion consent',
    'blood transfusion consent',
    'immunization consent',
    'telehealth consent',
    'photography consent',
    'privacy',
    'privacy consent',
    'notice of privacy practices',
    'hipaa',
    'hipaa authorization',
    'release of information',
    'research',
    'research consent',
    'financial consent',
    'assignment of benefits',
  ].map((phrase) => [phrase, true] as const),
);

const ADVANCE_CARE_DIRECTIVE = 'adr';

/** Returns the kind of record that concepts name. ORDER takes precedence; null if they name none. */
export function kindIn(
  concepts: readonly CodeableConcept[],
  phrases: ReadonlyMap<string, CodeStatusKind> = PHRASES,
): CodeStatusKind | null {
  const kinds = new Set(
    concepts.flatMap((concept) => [
      ...codingsOf(concept).flatMap((coding) => [kindOfCode(coding), lookUpPhrase(phrases, coding.display)]),
      lookUpPhrase(phrases, concept.text),
    ]),
  );
  return (['ORDER', 'WISH', 'DOCUMENT'] as const).find((kind) => kinds.has(kind)) ?? null;
}

function kindOfCode({ system, code }: Coding): CodeStatusKind | null {
  const name = systemName(system);
  const known = KINDS.filter(({ systems }) => name === '' || systems.has(name));
  return known.map(({ kinds }) => kinds.get(readText(code) ?? '')).find((kind) => kind !== undefined) ?? null;
}

/** Returns the kind of record that categories or provisions of a Consent name; null if they name none. */
export function kindInConsent(concepts: readonly CodeableConcept[]): CodeStatusKind | null {
  return kindIn(concepts, CONSENT_PHRASES);
}

/** Returns whether a Consent is known to be about something else, such as privacy, research or treatment in general. */
export function isOtherConsent(scope: CodeableConcept, categories: readonly CodeableConcept[]): boolean {
  return (
    codingsOf(scope).some(({ code }) => OTHER_SCOPES.has(readText(code) ?? '')) ||
    categories.some(
      (category) =>
        lookUpPhrase(OTHER_PHRASES, category.text) === true ||
        codingsOf(category).some(
          ({ code, display }) =>
            OTHER_CATEGORIES.has(readText(code) ?? '') || lookUpPhrase(OTHER_PHRASES, display) === true,
        ),
    )
  );
}

/** Matches words of orders within a longer text, in lower case and without punctuation: "D.N.R." becomes `d n r`. */
const ORDER_MENTIONED =
  /\b(?:d ?n ?r|dnar|d n a r|dnacpr|dni\b|d n i\b|polst\b|molst\b|(?:full|partial|limited|modified|slow|no) code\b|code status|natural death|(?:not|no|never|without) (?:(?:for|attempt|to|cardiopulmonary) ){0,3}(?:cpr\b|resuscit|intubat))/u;
/** Matches words that can be an order in a Consent, and a procedure in other records. */
const PROCEDURE_MENTIONED = /\b(?:cpr\b|comfort (?:care|measures))|resuscit|intubat/u;

/** FHIR elements whose strings are not words. */
const NOT_WORDS: ReadonlySet<string> = new Set(['id', 'reference', 'system', 'url']);

/** Returns whether any text within a value, such as "DNR form", mentions an order. The value can be an order, or its opposite. */
export function mentionsOrder(value: unknown): boolean {
  return hasText(value, (text) => ORDER_MENTIONED.test(text));
}

/** Returns whether any text within a value of a Consent mentions an order. */
export function mentionsOrderInConsent(value: unknown): boolean {
  return hasText(value, (text) => ORDER_MENTIONED.test(text) || PROCEDURE_MENTIONED.test(text));
}

function hasText(value: unknown, isWanted: (text: string) => boolean): boolean {
  if (typeof value === 'string')
    return isWanted(
      value
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' '),
    );
  if (Array.isArray(value)) return value.some((one) => hasText(one, isWanted));
  return (
    isObject(value) &&
    Object.entries(value).some(([name, inner]) => !NOT_WORDS.has(name) && hasText(inner, isWanted))
  );
}

export function isAdvanceCareDirective(scope: CodeableConcept): boolean {
  return codingsOf(scope).some(({ code }) => readText(code) === ADVANCE_CARE_DIRECTIVE);
}

/** Returns whether a code only names the subject of a record. */
export function isSubjectCode(code: unknown): boolean {
  return SUBJECTS.has(readText(code) ?? '');
}

/** Returns whether a text only names the subject of a record, such as "Code status". */
export function isSubjectPhrase(words: unknown): boolean {
  return lookUpPhrase(SUBJECT_PHRASES, words) !== null;
}
