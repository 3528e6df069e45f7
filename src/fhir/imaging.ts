/** Reads imaging studies (FHIR R4 ImagingStudy). */
import { codingsOf } from './concepts.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import { identifiersOf } from './ssn.ts';
import type { Coding, Identifier, ImagingStudy } from './types.ts';

/** Returns the accession number: the identifier of HL7 v2-0203 type `ACSN`, or whose type says so in words; null without one. */
export function accessionOf(study: ImagingStudy): Identifier | null {
  return identifiersOf(study).find(({ type }) => isAccession(type)) ?? null;
}

function isAccession(type: Identifier['type']): boolean {
  const concept = readObject(type);
  if (concept === null) return false;
  return (
    codingsOf(concept).some(({ code }) => readText(code) === 'ACSN') ||
    /^accession\b/i.test(readText(concept.text) ?? '')
  );
}

/** Returns the DICOM study instance UID without `urn:oid:` (FHIR R4 ImagingStudy, notes on identifiers); null without one. */
export function studyUidOf(study: ImagingStudy): string | null {
  const uid = identifiersOf(study).find(({ system }) => readText(system) === 'urn:dicom:uid');
  return readText(uid?.value)?.replace(/^urn:oid:/, '') ?? null;
}

/** Returns the body sites of all series, each once. */
export function bodySitesOf({ series }: ImagingStudy): Coding[] {
  const sites = readObjects(readObjects(series).map(({ bodySite }) => bodySite));
  return [...new Map(sites.map((site) => [keyOf(site), site])).values()];
}

function keyOf({ system, code, display }: Coding): string {
  return JSON.stringify([system, code ?? display]);
}
