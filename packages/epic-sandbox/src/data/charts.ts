/** The charts of all patients of a site. Generates one type of one patient on first use, and caches it. */
import type { Encounter, Patient, Resource, Stored } from '../types.ts';
import type { Chart, ChartWriter } from './clinical/chart.ts';
import { servedEncounter } from './clinical/encounter.ts';
import { LOCATIONS } from './clinical/location.ts';
import { withSecurityLabels } from './clinical/security-labels.ts';
import { storyOf } from './clinical/stories.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { ALL_PRACTITIONERS } from './practitioners.ts';
import { createRandom } from './random.ts';
import type { ChartedType } from './served-type.ts';
import { type SiteRecords, STANDARD_RECORDS } from './site-records.ts';

/** One type's resources, for all patients. */
export interface ChartedResources<T extends Resource> {
  find: (id: string) => Stored<T> | undefined;
  /** Returns them in the server's order; none for an unknown patient. */
  ofPatient: (patientId: string) => readonly Stored<T>[];
  /** Returns the id of the patient whose chart holds the resource. */
  ownerOf: (id: string) => string | undefined;
  readonly write: ChartWriter<T>;
}

/** A patient, with the position in the panel. */
interface Place {
  readonly patient: Stored<Patient>;
  readonly index: number;
}

export interface Charts {
  /** Generated only once, because the charts of all other types depend on them. */
  readonly encounters: ChartedResources<Encounter>;
  /** Returns the charts of one type. */
  of: <T extends Resource>(served: ChartedType<T>) => ChartedResources<T>;
  /** Returns whether a patient of the panels has this id. */
  isPatient: (id: string) => boolean;
}

export function createCharts({ patients, firstIndex, localize }: SiteRecords): Charts {
  // The charts of the last tenth are empty.
  const charted = firstIndex + patients.length - Math.ceil(patients.length / 10);
  const places: ReadonlyMap<string, Place> = new Map(
    patients.map((patient, index) => [patient.id, { patient, index: firstIndex + index }]),
  );
  const context = { places, charted, localize };
  const encounters = writeCharts(servedEncounter, { ...context, encountersOf: () => [] });
  const { ofPatient: encountersOf } = encounters;
  return {
    encounters,
    of: (served) => writeCharts(served, { ...context, encountersOf }),
    isPatient: (id) => places.has(id),
  };
}

export const STANDARD_CHARTS: Charts = createCharts(STANDARD_RECORDS);

/** Returns the standard site's charts of one type. */
export const { of: chartedResources } = STANDARD_CHARTS;

interface ChartsContext {
  readonly places: ReadonlyMap<string, Place>;
  /** The index of the first patient without records. */
  readonly charted: number;
  readonly localize: SiteRecords['localize'];
  readonly encountersOf: (patientId: string) => readonly Stored<Encounter>[];
}

/** Runs the type's writer for each chart, with a separate random stream for each patient. */
function writeCharts<T extends Resource>(
  served: ChartedType<T>,
  { places, charted, localize, encountersOf }: ChartsContext,
): ChartedResources<T> {
  const { type, write } = served;
  const written = new Map<string, readonly Stored<T>[]>();
  const byId = new Map<string, { resource: Stored<T>; owner: string }>();

  function ofPatient(patientId: string): readonly Stored<T>[] {
    const known = written.get(patientId);
    if (known !== undefined) return known;
    const place = places.get(patientId);
    if (place === undefined) return [];
    const { patient, index } = place;
    const resources = index < charted ? write(chartOf(place, type, encountersOf(patientId))) : [];
    const labeled = localize(withSecurityLabels(resources, patient, served));
    written.set(patientId, labeled);
    for (const resource of labeled) byId.set(resource.id, { resource, owner: patientId });
    return labeled;
  }

  /** An id doesn't reveal its patient, so this generates charts until one holds the id. */
  function lookUp(id: string): { resource: Stored<T>; owner: string } | undefined {
    for (const patientId of places.keys()) {
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

function chartOf({ patient, index }: Place, type: string, encounters: readonly Stored<Encounter>[]): Chart {
  const story = storyOf(patient.id);
  return {
    patient,
    index,
    story,
    random: createRandom(`${patient.id} ${type}`, story !== undefined),
    encounters: newestFirst(encounters),
    practitioners: ALL_PRACTITIONERS,
    organizations: ORGANIZATIONS,
    locations: LOCATIONS,
  };
}

/** Puts encounters without a start last. */
function newestFirst(encounters: readonly Stored<Encounter>[]): Stored<Encounter>[] {
  return encounters.toSorted((a, b) => (b.period?.start ?? '').localeCompare(a.period?.start ?? ''));
}
