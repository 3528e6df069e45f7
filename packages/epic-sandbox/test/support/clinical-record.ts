/** Every chart of the sandbox, type by type, and what there is to find in a resource. */
import type { Coding, Patient, Reference, Resource, Stored } from '../../src/types.ts';
import { chartedResources } from '../../src/data/charts.ts';
import { LOCATIONS } from '../../src/data/clinical/location.ts';
import { MEDICATIONS } from '../../src/data/clinical/medication.ts';
import { ORGANIZATIONS } from '../../src/data/organizations.ts';
import { PANEL_PATIENTS } from '../../src/data/panels.ts';
import type { ChartedType } from '../../src/data/served-type.ts';
import { ALL_PRACTITIONERS } from '../../src/data/practitioners.ts';
import { RESOURCE_TYPES } from '../../src/resource-types.ts';

/** The patients with charts, and those whose charts are empty: the last tenth. */
export const PATIENTS: readonly Stored<Patient>[] = PANEL_PATIENTS;
export const EMPTY_CHARTS = Math.ceil(PATIENTS.length / 10);

/** One type of the chart, for all patients. */
export interface RecordOfType extends ChartedType {
  ofPatient: (patientId: string) => readonly Stored<Resource>[];
  /** The same, written anew. */
  again: (patientId: string) => readonly Stored<Resource>[];
  readonly all: readonly Stored<Resource>[];
}

/** Every type of a chart but Consent, which only one chart has. */
export const RECORD: readonly RecordOfType[] = [...RESOURCE_TYPES.values()].flatMap(({ type, charted }) =>
  charted === null || type === 'Consent' ? [] : [record(charted)],
);

/** Each resource of {@link RECORD}. */
export const ALL_RESOURCES: readonly Stored<Resource>[] = RECORD.flatMap(({ all }) => all);

/** `Type/id` of all that a chart may refer to. */
export const KNOWN_REFERENCES: ReadonlySet<string> = new Set(
  [...ALL_RESOURCES, ...PATIENTS, ...MEDICATIONS, ...LOCATIONS, ...ORGANIZATIONS, ...ALL_PRACTITIONERS].map(
    ({ resourceType, id }) => `${resourceType}/${id}`,
  ),
);

/** All resources that a writer makes, with their type. */
export function written<T extends Resource>(served: ChartedType<T>): Stored<T>[] {
  const resources = chartedResources(served);
  return PATIENTS.flatMap(({ id }) => resources.ofPatient(id));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object in it, itself included. */
export function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** Every date and time in it that tells more than a year, with the name of its element; codes and numbers can look like one. */
export function datesIn(resources: unknown): { name: string; value: string }[] {
  return primitivesIn(resources).flatMap(({ name, value }) =>
    typeof value === 'string' && /^\d{4}-\d{2}/.test(value) && name !== 'code' && name !== 'value'
      ? [{ name, value }]
      : [],
  );
}

function primitivesIn(value: unknown): { name: string; value: unknown }[] {
  return objectsIn(value).flatMap((object) =>
    Object.entries(object).flatMap(([name, inner]) =>
      (Array.isArray(inner) ? inner : [inner])
        .filter((one) => typeof one !== 'object')
        .map((one: unknown) => ({ name, value: one })),
    ),
  );
}

export function codingsIn(resource: unknown): Coding[] {
  return objectsIn(resource).flatMap(({ system, code, display, value }) =>
    typeof system === 'string' && typeof code === 'string' && value === undefined
      ? [{ system, code, ...(typeof display === 'string' && { display }) }]
      : [],
  );
}

export function referencesIn(resource: unknown): (Reference & { reference: string })[] {
  return objectsIn(resource).flatMap(({ reference }) =>
    typeof reference === 'string' ? [{ reference }] : [],
  );
}

function record(served: ChartedType): RecordOfType {
  const first = chartedResources(served);
  const second = chartedResources(served);
  return {
    ...served,
    ofPatient: (id) => first.ofPatient(id),
    again: (id) => second.ofPatient(id),
    all: PATIENTS.flatMap(({ id }) => first.ofPatient(id)),
  };
}
