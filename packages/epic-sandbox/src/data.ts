/** The seeded data, for tests that assert it: patients, resources, and records in the odd shapes that real servers send. */
import { LOCATIONS } from './data/clinical/location.ts';
import { MEDICATIONS } from './data/clinical/medication.ts';
import { PRACTITIONER_ROLES } from './data/clinical/practitioner-role.ts';
import { ORGANIZATIONS } from './data/organizations.ts';
import { PANEL_PATIENTS } from './data/panels.ts';
import { ALL_PRACTITIONERS } from './data/practitioners.ts';
import { SERVED } from './data/served-types.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import type { Resource, Stored } from './types.ts';

export { LOCATIONS, MEDICATIONS, ORGANIZATIONS, PRACTITIONER_ROLES, ALL_PRACTITIONERS };
export * as documentShapes from './data/clinical/shapes-documents.ts';
export * as encounterShapes from './data/clinical/shapes-encounters.ts';
export * as observationShapes from './data/clinical/shapes-observations.ts';
export * as recordShapes from './data/clinical/shapes-record.ts';
export * as patientShapes from './data/shapes.ts';
export { SITE_MRN_SYSTEM } from './data/epic-patient.ts';
export { MOOD_SCREENING, VISIT_PREPARATION } from './data/clinical/questionnaire.ts';
export {
  ALLERGY,
  BLOOD_PRESSURE,
  CLOSED_ENCOUNTER,
  HEART_RATE,
  NEW_PATIENT,
  NOTE,
  OPEN_ENCOUNTER,
  PROBLEM,
} from './data/new-resources.ts';
export {
  CAMILA_LOPEZ,
  DERRICK_LIN,
  DESIREE_POWELL,
  ELIJAH_DAVIS,
  LINDA_ROSS,
  OLIVIA_ROBERTS,
  PUBLIC_PATIENTS,
  WARREN_MCGINNIS,
} from './data/patients.ts';
export {
  DELETED,
  MERGE_SURVIVOR,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
  RESTRICTED,
  RESTRICTED_AS_BAD_REQUEST,
} from './data/special-patients.ts';

/** The names of the resource types that the sandbox serves. */
export const SERVED_TYPES: ReadonlySet<string> = new Set(RESOURCE_TYPES.keys());

/** Returns every resource that a sandbox serves before a client creates any. */
export function seededResources(): readonly Stored<Resource>[] {
  const charts = [...RESOURCE_TYPES.values()].flatMap((type) =>
    PANEL_PATIENTS.flatMap(({ id }) => type.ofPatient(id)),
  );
  const shared = SERVED.flatMap((served) => ('resources' in served ? served.resources : []));
  return [...PANEL_PATIENTS, ...charts, ...shared];
}
