/** The code systems that have a name in the graph, by URI (terminology.hl7.org; Epic also sends some as OIDs). */
import { text } from './shape.ts';
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

/** No known URI of a system is nearly as long. */
const LONGEST_SYSTEM = 500;

/**
 * Returns the last part of a system's URI, or its OID, in lower case: `v3-actcode` for
 * `https://terminology.hl7.org/CodeSystem/v3-ActCode/|3.0.0`, and `2.16.840.1.113883.4.1` with and without `urn:oid:`. Servers spell one
 * system in several ways, and HL7 has published some systems under several hosts and paths. Empty for text that is too long for a system.
 */
export function systemName(system: unknown): string {
  const uri = text(system);
  if (uri === null || uri.length > LONGEST_SYSTEM) return '';
  const [address = ''] = uri.toLowerCase().split(/[|?]/, 1);
  let end = address.length;
  while (end > 0 && AT_THE_END.has(address.charAt(end - 1))) end -= 1;
  const plain = address.slice(0, end);
  return plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf(':'), plain.lastIndexOf('#')) + 1);
}

/** The characters after its name that a system is the same without. */
const AT_THE_END: ReadonlySet<string> = new Set(['/', '#', ' ', '\t', '\r', '\n']);

/** What a selection of codes goes by; with neither, all are meant. */
export interface SystemChoice {
  readonly system?: CodeSystemName | null | undefined;
  readonly uri?: string | null | undefined;
}

/** The codings of the chosen systems, in the server's order. */
export function codingsIn(codings: readonly Coding[], { system, uri }: SystemChoice): Coding[] {
  if (!system && !uri) return [...codings];
  const wanted: ReadonlySet<string> = new Set([
    ...(system ? CODE_SYSTEMS[system] : []),
    ...(uri ? [uri] : []),
  ]);
  return codings.filter((coding) => wanted.has(text(coding.system) ?? ''));
}

/** The first code of the chosen systems; without a choice, the first of a system that has a name here. */
export function codeIn(codings: readonly Coding[], choice: SystemChoice): string | null {
  const hasChoice = Boolean(choice.system) || Boolean(choice.uri);
  const candidates = hasChoice
    ? codingsIn(codings, choice)
    : codings.filter((coding) => KNOWN.has(text(coding.system) ?? ''));
  return candidates.map(({ code }) => text(code)).find((code) => code !== null) ?? null;
}
