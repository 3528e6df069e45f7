/** The input of the chart writers, and the ids and references of what they write. */
import { createHash } from 'node:crypto';
import type {
  Encounter,
  Location,
  Organization,
  Patient,
  Practitioner,
  Reference,
  Resource,
  Stored,
} from '../../types.ts';
import type { NonEmpty, Random } from '../random.ts';
import type { ChartStory } from './chart-story.ts';

/** The input from which a writer generates one patient's clinical data. */
export interface Chart {
  readonly patient: Stored<Patient>;
  /** The patient's position in the panel, from 0. The seven public patients are 0 to 6. */
  readonly index: number;
  /** Seeded with the patient and the type, so a change to one type leaves the others unchanged. */
  readonly random: Random;
  /** The fixed facts of the chart; undefined for most patients, whose charts are random. */
  readonly story: ChartStory | undefined;
  /** Newest first; may be empty. */
  readonly encounters: readonly Stored<Encounter>[];
  readonly practitioners: NonEmpty<Stored<Practitioner>>;
  readonly organizations: NonEmpty<Stored<Organization>>;
  readonly locations: NonEmpty<Stored<Location>>;
}

/** Generates one type's resources of one patient, in the server's order. Like Epic's, that is not the order of dates. */
export type ChartWriter<T extends Resource> = (chart: Chart) => Stored<T>[];

/** The sandbox's present. Only appointments and plans are later. */
export const LATEST = '2026-11-01T00:00:00Z';

/** The public patients come first in the panel, and have resources of every type. */
export const PUBLIC_PATIENT_COUNT = 7;
/** The index of the patient with the odd shapes of documents, contents, encounters and Observations: Warren McGinnis. */
export const ODD_SHAPES_PATIENT = 6;

const SHORTEST_ID = 24;
const LONGEST_ID = 60;

/** Returns an id in Epic's form. The same arguments always give the same id. */
export function clinicalId(patient: Stored<Patient>, type: string, number: number): string {
  const digest = createHash('sha512').update(`${patient.id} ${type} ${number}`).digest();
  const drawn = digest.toString('base64url').replaceAll('_', '.');
  const length = SHORTEST_ID + (digest.readUInt8(0) % (LONGEST_ID - SHORTEST_ID + 1));
  return `e${drawn.slice(2, length)}3`;
}

/** Returns a reference in Epic's form: relative, with a display. Defaults to the resource's own name, if it has one. */
export function referenceTo<T extends Resource>(
  resource: Stored<T>,
  display: string | undefined = nameOf(resource),
): Reference<T> {
  return {
    reference: `${resource.resourceType}/${resource.id}`,
    ...(display !== undefined && { display }),
  };
}

function nameOf(resource: Resource): string | undefined {
  const name: unknown = 'name' in resource ? resource.name : undefined;
  if (typeof name === 'string') return name;
  const first: unknown = Array.isArray(name) ? name[0] : undefined;
  const isNamed = typeof first === 'object' && first !== null && 'text' in first;
  return isNamed && typeof first.text === 'string' ? first.text : undefined;
}
