/** The charts of all patients. Generates one type of one patient on first use, and caches it. */
import type { Encounter, Patient, Resource, Stored } from '../types.ts';
import type { Chart, ChartWriter } from './clinical/chart.ts';
import { servedEncounter } from './clinical/encounter.ts';
import { LOCATIONS } from './clinical/location.ts';
import { withSecurityLabels } from './clinical/security-labels.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { PANEL_PATIENTS } from './panels.ts';
import { ALL_PRACTITIONERS } from './practitioners.ts';
import { createRandom } from './random.ts';
import type { ChartedType } from './served-type.ts';

/** One type's resources, for all patients. */
export interface ChartedResources<T extends Resource> {
  find: (id: string) => Stored<T> | undefined;
  /** Returns them in the server's order; none for an unknown patient. */
  ofPatient: (patientId: string) => readonly Stored<T>[];
  /** Returns the id of the patient whose chart holds the resource. */
  ownerOf: (id: string) => string | undefined;
  readonly write: ChartWriter<T>;
}

/** The number of patients with records. The charts of the last tenth are empty. */
const CHARTED = PANEL_PATIENTS.length - Math.ceil(PANEL_PATIENTS.length / 10);
const PLACES: ReadonlyMap<string, { patient: Stored<Patient>; index: number }> = new Map(
  PANEL_PATIENTS.map((patient, index) => [patient.id, { patient, index }]),
);

/** Lives here because the charts of all other types depend on it. */
export const ENCOUNTERS: ChartedResources<Encounter> = chartedResources(servedEncounter);

/** Returns whether a patient of the panels has this id. */
export function isPatient(id: string): boolean {
  return PLACES.has(id);
}

/** Runs the type's writer for each chart, with a separate random stream for each patient. */
export function chartedResources<T extends Resource>(served: ChartedType<T>): ChartedResources<T> {
  const { type, write } = served;
  const written = new Map<string, readonly Stored<T>[]>();
  const byId = new Map<string, { resource: Stored<T>; owner: string }>();

  function ofPatient(patientId: string): readonly Stored<T>[] {
    const known = written.get(patientId);
    if (known !== undefined) return known;
    const place = PLACES.get(patientId);
    if (place === undefined) return [];
    const { patient, index } = place;
    const resources = index < CHARTED ? write(chartOf(patient, index, type)) : [];
    const labeled = withSecurityLabels(resources, patient, served);
    written.set(patientId, labeled);
    for (const resource of labeled) byId.set(resource.id, { resource, owner: patientId });
    return labeled;
  }

  /** An id doesn't reveal its patient, so this generates charts until one holds the id. */
  function lookUp(id: string): { resource: Stored<T>; owner: string } | undefined {
    for (const patientId of PLACES.keys()) {
      const found = byId.get(id);
      if (found !== undefined) return found;
      ofPatient(patientId);
    }
    return byId.get(id);
  }

  return {
    find: (id) => lookUp(id)?.resource,
    ofPatient,
    ownerOf: (id) => lookUp(id)?.owner,
    write,
  };
}

function chartOf(patient: Stored<Patient>, index: number, type: string): Chart {
  return {
    patient,
    index,
    random: createRandom(`${patient.id} ${type}`),
    encounters: type === 'Encounter' ? [] : newestFirst(ENCOUNTERS.ofPatient(patient.id)),
    practitioners: ALL_PRACTITIONERS,
    organizations: ORGANIZATIONS,
    locations: LOCATIONS,
  };
}

/** Puts encounters without a start last. */
function newestFirst(encounters: readonly Stored<Encounter>[]): Stored<Encounter>[] {
  return encounters.toSorted((a, b) => (b.period?.start ?? '').localeCompare(a.period?.start ?? ''));
}
