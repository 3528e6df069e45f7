/** What the clinical data of a patient is made from, and how its resources are named and referred to. */
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

/** What the clinical data of one patient is made from. */
export interface Chart {
  readonly patient: Stored<Patient>;
  /** The patient's place among all, from 0: the seven public patients are 0 to 6. */
  readonly index: number;
  /** Seeded with the patient and the type, so that a change to one type leaves the others as they are. */
  readonly random: Random;
  /** Newest first; may be empty. */
  readonly encounters: readonly Stored<Encounter>[];
  readonly practitioners: NonEmpty<Stored<Practitioner>>;
  readonly organizations: NonEmpty<Stored<Organization>>;
  readonly locations: NonEmpty<Stored<Location>>;
}

/** Makes one type's resources of one patient, in the order in which the server lists them (not by date: nor is Epic's). */
export type ChartWriter<T extends Resource> = (chart: Chart) => Stored<T>[];

/** The present of the sandbox: nothing in a chart has happened later, only appointments and plans are after it. */
export const LATEST = '2026-11-01T00:00:00Z';

const SHORTEST_ID = 24;
const LONGEST_ID = 60;

/** A stable id in Epic's look for a resource of the chart: the same inputs give the same id. */
export function clinicalId(patient: Stored<Patient>, type: string, number: number): string {
  const digest = createHash('sha512').update(`${patient.id} ${type} ${number}`).digest();
  const drawn = digest.toString('base64url').replaceAll('_', '.');
  const length = SHORTEST_ID + (digest.readUInt8(0) % (LONGEST_ID - SHORTEST_ID + 1));
  return `e${drawn.slice(2, length)}3`;
}

/** As Epic writes one: relative, with a display; without `display`, the resource's own name where it has one. */
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
