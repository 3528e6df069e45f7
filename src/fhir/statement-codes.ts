/**
 * Recognizes codes that state absence instead of naming something: "none known", "not asked" or "unknown". A code with any text outside the
 * known phrases, such as "NKDA; latex", may name something, so it is not such a statement.
 */
import { systemIdentity, systemName } from './code-systems.ts';
import { codingsOf } from './concepts.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import { lookUpPhrase } from './phrase-lookup.ts';
import type { CodeableConcept, Coding } from './types.ts';

export interface StatementCodes<M> {
  /** By SNOMED CT code. */
  readonly snomed: ReadonlyMap<string, M>;
  /** By code of HL7's International Patient Summary (CodeSystem absent-unknown-uv-ips). */
  readonly absentUnknown: ReadonlyMap<string, M>;
  /** By whole phrase in the form of `normalizePhrase`, found in texts and in displays of local codes. */
  readonly phrases: ReadonlyMap<string, M>;
  /** Ranks a meaning by how much it denies. If a code has several meanings, the weakest denial counts. */
  readonly rankOf: (meaning: M) => number;
  /** The meanings of the reasons for absent data in FHIR and HL7 v3. */
  readonly absent: Readonly<Record<Absence, M>>;
}

type Absence = 'notAsked' | 'unknown';

/** Published under http://hl7.org/fhir/uv/ips/CodeSystem/, and formerly under http://hl7.org/fhir/uv/ips/. */
const ABSENT_UNKNOWN = 'absent-unknown-uv-ips';

/**
 * By `systemName` of http://terminology.hl7.org/CodeSystem/data-absent-reason and v3-NullFlavor. Leaves out reasons that imply that data
 * exists (`masked`, `as-text`, `OTH`, …).
 */
const ABSENT_REASONS: Readonly<Record<string, Readonly<Record<string, Absence>>>> = {
  'data-absent-reason': {
    'not-asked': 'notAsked',
    unknown: 'unknown',
    'asked-unknown': 'unknown',
    'asked-declined': 'unknown',
    'temp-unknown': 'unknown',
  },
  'v3-nullflavor': { NASK: 'notAsked', UNK: 'unknown', ASKU: 'unknown', NAV: 'unknown', NI: 'unknown' },
  '2.16.840.1.113883.5.1008': {
    NASK: 'notAsked',
    UNK: 'unknown',
    ASKU: 'unknown',
    NAV: 'unknown',
    NI: 'unknown',
  },
};

/** The displays of these reasons, which servers also send as text. */
const ABSENCE_PHRASES: ReadonlyMap<string, Absence> = new Map([
  ['not asked', 'notAsked'],
  ['unknown', 'unknown'],
  ['asked but unknown', 'unknown'],
  ['asked but declined', 'unknown'],
  ['temporarily unknown', 'unknown'],
  ['temporarily unavailable', 'unknown'],
  ['no information', 'unknown'],
  ['noinformation', 'unknown'],
]);

/** https://hl7.org/fhir/R4/extension-data-absent-reason.html */
export const DATA_ABSENT_REASON = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** Systems whose codes name substances and disorders, by `systemIdentity`. */
const NAMING_SYSTEMS: ReadonlySet<string | null> = new Set([
  'RxNorm',
  'NDC',
  'UNII',
  'NDF-RT',
  'ATC',
  'ICD-9-CM',
  'ICD-10',
  'ICD-10-CM',
]);

/** More such systems, by `systemName` (terminology.hl7.org): MED-RT, the OID of ATC, and other URIs of UNII. */
const OTHER_NAMING_SYSTEMS: ReadonlySet<string> = new Set([
  'medrt',
  '2.16.840.1.113883.6.345',
  '2.16.840.1.113883.6.73',
  'fdasis.nlm.nih.gov',
  'unii.nlm.nih.gov',
  'fdasis',
]);

/** Matches the URI of a SNOMED CT edition or version (SNOMED CT URI Standard), such as http://snomed.info/sct/731000124108. */
const SNOMED_EDITION = /^https?:\/\/(?:www\.)?snomed\.info\/sct\//i;

/** Returns the SNOMED CT codings of any edition, however the server spells the system. */
export function snomedCodingsIn(codings: readonly Coding[]): Coding[] {
  return codings.filter(
    ({ system }) => systemIdentity(system) === 'SNOMED' || SNOMED_EDITION.test(readText(system) ?? ''),
  );
}

/** Returns the meaning of a statement of absence; null if the code names something or is missing. */
export function lookUpStatement<M>(table: StatementCodes<M>, code: unknown): M | null {
  const concept: CodeableConcept | null = readObject(isConcept(code) ? code : null);
  if (concept === null) return null;
  const codings = codingsOf(concept);
  const words = [concept.text, ...codings.map(({ display }) => display)].filter(
    (word) => readText(word) !== null,
  );
  const bySnomed = snomedCodingsIn(codings).map((coding) => lookUp(table.snomed, coding));
  const byWords = words.map((word) => lookUpWords(table, word));
  if (bySnomed.includes(null) || byWords.includes(null) || codings.some(namesSomething)) return null;
  const absences = [
    ...codings.map(({ system, code: given }) => reasonOf(system, given)),
    ...absenceOf(concept),
  ];
  const meanings = [
    ...bySnomed,
    ...codings.filter(isOfPatientSummary).map((coding) => lookUp(table.absentUnknown, coding)),
    ...byWords,
    ...absences.map((absence) => (absence === null ? null : table.absent[absence])),
  ].filter((meaning) => meaning !== null);
  return meanings.toSorted((one, other) => table.rankOf(one) - table.rankOf(other))[0] ?? null;
}

function lookUpWords<M>({ phrases, absent }: StatementCodes<M>, words: unknown): M | null {
  const absence = lookUpPhrase(ABSENCE_PHRASES, words);
  return lookUpPhrase(phrases, words) ?? (absence === null ? null : absent[absence]);
}

function lookUp<M>(table: ReadonlyMap<string, M>, { code }: Coding): M | null {
  return table.get(readText(code) ?? '') ?? null;
}

function isOfPatientSummary({ system }: Coding): boolean {
  return systemName(system) === ABSENT_UNKNOWN;
}

function namesSomething({ system }: Coding): boolean {
  return NAMING_SYSTEMS.has(systemIdentity(system)) || OTHER_NAMING_SYSTEMS.has(systemName(system));
}

function reasonOf(system: unknown, code: unknown): Absence | null {
  const reasons = ABSENT_REASONS[systemName(system)] ?? {};
  const key = readText(code) ?? '';
  return Object.hasOwn(reasons, key) ? (reasons[key] ?? null) : null;
}

/** Reads the reason that replaces a code (R4 extension data-absent-reason). */
function absenceOf({ extension }: CodeableConcept): (Absence | null)[] {
  return readObjects(extension)
    .filter(({ url }) => url === DATA_ABSENT_REASON)
    .map(({ valueCode }) => reasonOf('data-absent-reason', valueCode));
}

function isConcept(value: unknown): value is CodeableConcept {
  return typeof value === 'object';
}
