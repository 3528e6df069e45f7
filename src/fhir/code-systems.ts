/** The code systems of the GraphQL enum CodeSystem, with their URIs (terminology.hl7.org; Epic also sends some as OIDs). */
import { readText } from './lenient-read.ts';
import type { Coding } from './types.ts';

export const CODE_SYSTEMS = {
  LOINC: ['http://loinc.org', 'urn:oid:2.16.840.1.113883.6.1'],
  SNOMED: ['http://snomed.info/sct', 'urn:oid:2.16.840.1.113883.6.96'],
  RXNORM: ['http://www.nlm.nih.gov/research/umls/rxnorm', 'urn:oid:2.16.840.1.113883.6.88'],
  ICD10CM: ['http://hl7.org/fhir/sid/icd-10-cm', 'urn:oid:2.16.840.1.113883.6.90'],
  CVX: ['http://hl7.org/fhir/sid/cvx', 'urn:oid:2.16.840.1.113883.12.292'],
  CPT: ['http://www.ama-assn.org/go/cpt', 'urn:oid:2.16.840.1.113883.6.12'],
  NDC: ['http://hl7.org/fhir/sid/ndc', 'urn:oid:2.16.840.1.113883.6.69'],
  HCPCS: [
    'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'urn:oid:2.16.840.1.113883.6.285',
  ],
  UCUM: ['http://unitsofmeasure.org', 'urn:oid:2.16.840.1.113883.6.8'],
} as const satisfies Record<string, readonly string[]>;

export type CodeSystemName = keyof typeof CODE_SYSTEMS;

const KNOWN: ReadonlySet<string> = new Set(Object.values(CODE_SYSTEMS).flat());

/** Common names of code systems, by `systemName` of their URIs and OIDs (terminology.hl7.org, "External code systems"). */
const NAMES_FOR_PEOPLE: Readonly<Record<string, string>> = {
  'loinc.org': 'LOINC',
  '2.16.840.1.113883.6.1': 'LOINC',
  sct: 'SNOMED',
  '2.16.840.1.113883.6.96': 'SNOMED',
  rxnorm: 'RxNorm',
  '2.16.840.1.113883.6.88': 'RxNorm',
  'icd-10-cm': 'ICD-10-CM',
  '2.16.840.1.113883.6.90': 'ICD-10-CM',
  'icd-9-cm': 'ICD-9-CM',
  '2.16.840.1.113883.6.103': 'ICD-9-CM',
  'icd-10': 'ICD-10',
  '2.16.840.1.113883.6.3': 'ICD-10',
  icd10pcs: 'ICD-10-PCS',
  '2.16.840.1.113883.6.4': 'ICD-10-PCS',
  cvx: 'CVX',
  '2.16.840.1.113883.12.292': 'CVX',
  mvx: 'MVX',
  cpt: 'CPT',
  '2.16.840.1.113883.6.12': 'CPT',
  ndc: 'NDC',
  '2.16.840.1.113883.6.69': 'NDC',
  hcpcsreleasecodesets: 'HCPCS',
  '2.16.840.1.113883.6.285': 'HCPCS',
  cdt: 'CDT',
  unii: 'UNII',
  fdasrs: 'UNII',
  '2.16.840.1.113883.4.9': 'UNII',
  ndfrt: 'NDF-RT',
  '2.16.840.1.113883.3.26.1.5': 'NDF-RT',
  atc: 'ATC',
  'unitsofmeasure.org': 'UCUM',
  '2.16.840.1.113883.6.8': 'UCUM',
};

/** data-absent-reason and v3-NullFlavor, by `systemName`. */
const REASONS_FOR_ABSENCE: ReadonlySet<string> = new Set([
  'data-absent-reason',
  'v3-nullflavor',
  'nullflavor',
  '2.16.840.1.113883.5.1008',
]);

/** Returns whether the codes of a system say why there is no other code. */
export function saysWhyAbsent(system: unknown): boolean {
  return REASONS_FOR_ABSENCE.has(systemName(system));
}

/** HL7's own systems, whose displays are reliable too. */
const HL7 = /^https?:\/\/(?:[\w-]+\.)*hl7\.org\//;

/** Returns true for a published terminology, and false for a site's own code list. */
export function isPublishedSystem(system: unknown): boolean {
  const uri = readText(system);
  return uri !== null && (nameForPeople(uri) !== null || HL7.test(uri));
}

/**
 * Returns a code with the common name of its system, such as `RxNorm 7980`, or with the last part of the system's URL, such as
 * `condition-category problem-list-item`. An OID, a UUID or a missing system means nothing to readers and becomes `code 7980`. Returns
 * null without a code.
 */
export function codeText({
  system,
  code,
}: {
  readonly system?: unknown;
  readonly code?: unknown;
}): string | null {
  const shown = readText(code);
  if (shown === null) return null;
  const uri = readText(system);
  return `${uri === null ? 'code' : (nameForPeople(uri) ?? lastPartOfUrl(uri) ?? 'code')} ${shown}`;
}

function nameForPeople(uri: string): string | null {
  const name = systemName(uri);
  return Object.hasOwn(NAMES_FOR_PEOPLE, name) ? (NAMES_FOR_PEOPLE[name] ?? null) : null;
}

/** Returns the common name of a known system, however it is spelled; otherwise the URI; null without a system. */
export function systemIdentity(system: unknown): string | null {
  const uri = readText(system);
  return uri === null ? null : (nameForPeople(uri) ?? uri);
}

/** Returns the last path segment; null if it is a number or has unusual characters, and for a URL without a path. */
function lastPartOfUrl(uri: string): string | null {
  const [, path = ''] = /^https?:\/\/[^/?#|]+\/([^?#|]{1,200})/.exec(uri) ?? [];
  const last = path.split('/').findLast((part) => part !== '') ?? '';
  return /^(?=.*[A-Za-z])[\w.-]{1,60}$/.test(last) ? last : null;
}

/** Far longer than any known system URI. */
const MAX_SYSTEM_LENGTH = 500;

/**
 * Returns the last part of a system's URI, or its OID, in lower case: `v3-actcode` for
 * `https://terminology.hl7.org/CodeSystem/v3-ActCode/|3.0.0`, and `2.16.840.1.113883.4.1` with and without `urn:oid:`. Servers spell the
 * same system in several ways, and HL7 has published some systems under several hosts and paths. Returns '' for a missing or overlong URI.
 */
export function systemName(system: unknown): string {
  const uri = readText(system);
  if (uri === null || uri.length > MAX_SYSTEM_LENGTH) return '';
  const [address = ''] = uri.toLowerCase().split(/[|?]/, 1);
  let end = address.length;
  while (end > 0 && TRAILING.has(address.charAt(end - 1))) end -= 1;
  const plain = address.slice(0, end);
  return plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf(':'), plain.lastIndexOf('#')) + 1);
}

/** Trailing characters that do not distinguish two systems. */
const TRAILING: ReadonlySet<string> = new Set(['/', '#', ' ', '\t', '\r', '\n']);

/** Selects code systems by name, by URI or by both. Empty selects all. */
interface SystemChoice {
  readonly system?: CodeSystemName | null | undefined;
  readonly uri?: string | null | undefined;
}

/** Returns the codings of the selected systems, in the server's order. */
export function codingsIn(codings: readonly Coding[], { system, uri }: SystemChoice): Coding[] {
  if (!system && !uri) return [...codings];
  const wanted: ReadonlySet<string> = new Set([
    ...(system ? CODE_SYSTEMS[system] : []),
    ...(uri ? [uri] : []),
  ]);
  return codings.filter((coding) => wanted.has(readText(coding.system) ?? ''));
}

/** Returns the first code of the selected systems; without a selection, the first code of any system in the table. */
export function codeIn(codings: readonly Coding[], choice: SystemChoice): string | null {
  const hasChoice = Boolean(choice.system) || Boolean(choice.uri);
  const candidates = hasChoice
    ? codingsIn(codings, choice)
    : codings.filter((coding) => KNOWN.has(readText(coding.system) ?? ''));
  return candidates.map(({ code }) => readText(code)).find((code) => code !== null) ?? null;
}
