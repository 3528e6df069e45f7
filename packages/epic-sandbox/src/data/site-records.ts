/** The patients and panels of one site, and how its records differ from the standard ones. */
import type { Group, List, Patient, Stored } from '../types.ts';
import { createPatientGroup, createPatientList, PANEL_PATIENTS } from './panels.ts';
import { SPECIAL_PATIENTS, type SpecialAnswer } from './special-patients.ts';

export interface SiteRecords {
  /** All patients of the panels. */
  readonly patients: readonly Stored<Patient>[];
  /** The index of the first patient's chart. */
  readonly firstIndex: number;
  /** Merged, deleted and restricted patients by id. */
  readonly special: ReadonlyMap<string, SpecialAnswer>;
  readonly list: Stored<List>;
  readonly group: Stored<Group>;
  /** Returns a copy of standard records with the OIDs, ids and names of this site. */
  readonly localize: <T>(records: T) => T;
}

export const STANDARD_RECORDS: SiteRecords = {
  patients: PANEL_PATIENTS,
  firstIndex: 0,
  special: SPECIAL_PATIENTS,
  list: createPatientList(PANEL_PATIENTS),
  group: createPatientGroup(PANEL_PATIENTS),
  localize: (records) => records,
};
