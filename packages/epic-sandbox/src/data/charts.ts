/** The charts of all patients: each type of each patient is written when it is first asked for, and kept from then on. */
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

/** One type's resources of all patients. */
export interface ChartedResources<T extends Resource> {
  find: (id: string) => Stored<T> | undefined;
  /** In the order in which the server lists them; none for a patient who is not known. */
  ofPatient: (patientId: string) => readonly Stored<T>[];
  /** The id of the patient whose chart it is in. */
  ownerOf: (id: string) => string | undefined;
  readonly write: ChartWriter<T>;
}

/** The last tenth of all patients have nothing in their charts. */
const CHARTED = PANEL_PATIENTS.length - Math.ceil(PANEL_PATIENTS.length / 10);
const PLACES: ReadonlyMap<string, { patient: Stored<Patient>; index: number }> = new Map(
  PANEL_PATIENTS.map((patient, index) => [patient.id, { patient, index }]),
);

/** Kept here, because the charts of all other types are made from them. */
export const ENCOUNTERS: ChartedResources<Encounter> = chartedResources(servedEncounter);

/** Whether somebody on the panels has this id. */
export function isPatient(id: string): boolean {
  return PLACES.has(id);
}

/** Returns the resources that the type's writer makes of each chart, with a random stream of its own for each patient. */
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
    const labelled = withSecurityLabels(resources, patient, served);
    written.set(patientId, labelled);
    for (const resource of labelled) byId.set(resource.id, { resource, owner: patientId });
    return labelled;
  }

  /** Whose it is cannot be told from an id: charts are written until it turns up. */
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

/** Those that do not tell when they began come last. */
function newestFirst(encounters: readonly Stored<Encounter>[]): Stored<Encounter>[] {
  return encounters.toSorted((a, b) => (b.period?.start ?? '').localeCompare(a.period?.start ?? ''));
}
