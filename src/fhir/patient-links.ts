/** Reads links to other records of a patient: merged duplicates, and records that are kept separate (FHIR R4 Patient.link). */
import { memberOf } from './codes.ts';
import { ownPatientId, type ServerUrls } from './ids.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { Patient, PatientLink, Reference, Stored } from './types.ts';
import { PATIENT_LINK_TYPE } from './defined-codes.ts';

export function linksOf({ link }: Pick<Patient, 'link'>): PatientLink[] {
  return readObjects(link);
}

/**
 * Returns whether another record has replaced this one, which must then no longer be used (FHIR R4 LinkType `replaced-by`). Returns null if
 * the type of a link is unknown.
 */
export function isReplacedBy(patient: Pick<Patient, 'link'>): boolean | null {
  const types = linksOf(patient).map(({ type }) => memberOf(PATIENT_LINK_TYPE, type));
  if (types.includes('REPLACED_BY')) return true;
  return types.some((type) => type === null || type === 'UNRECOGNIZED') ? null : false;
}

/** Returns the reference to the record that replaced this one; the first with an address, if there are several. */
export function replacementOf(patient: Pick<Patient, 'link'>): Reference | null {
  const targets = linksOf(patient)
    .filter(({ type }) => memberOf(PATIENT_LINK_TYPE, type) === 'REPLACED_BY')
    .flatMap(({ other }) => readObject(other) ?? []);
  return targets.find(({ reference }) => readText(reference) !== null) ?? targets[0] ?? null;
}

/** Leaves out records that another record in the same list replaces, unless none would remain. */
export function withoutReplaced(
  patients: readonly Stored<Patient>[],
  server: ServerUrls,
): readonly Stored<Patient>[] {
  const ids = new Set(patients.map(({ id }) => id));
  const left = patients.filter((patient) => {
    const replacement = ownPatientId(replacementOf(patient)?.reference, server);
    return replacement === null || replacement === patient.id || !ids.has(replacement);
  });
  return left.length > 0 ? left : patients;
}
