/** All charts of the sandbox by type, and the contents of their resources. */
import type { Coding, Patient, Reference, Resource, Stored } from '../../src/types.ts';
import { chartedResources } from '../../src/data/charts.ts';
import { LOCATIONS } from '../../src/data/clinical/location.ts';
import { MEDICATIONS } from '../../src/data/clinical/medication.ts';
import { RESEARCH_STUDY } from '../../src/data/clinical/other-records.ts';
import { ORGANIZATIONS } from '../../src/data/organizations.ts';
import { PANEL_PATIENTS } from '../../src/data/panels.ts';
import type { ChartedType } from '../../src/data/served-type.ts';
import { DIRECTORY_PRACTITIONERS } from '../../src/data/practitioners.ts';
import { RESOURCE_TYPES } from '../../src/resource-types.ts';

/** All patients with charts, and those whose charts are empty: the last tenth. */
export const PATIENTS: readonly Stored<Patient>[] = PANEL_PATIENTS;
export const EMPTY_CHARTS = Math.ceil(PATIENTS.length / 10);

/** One type in the charts of all patients. */
export interface RecordOfType extends ChartedType {
  ofPatient: (patientId: string) => readonly Stored<Resource>[];
  /** The same resources, generated a second time. */
  again: (patientId: string) => readonly Stored<Resource>[];
  readonly all: readonly Stored<Resource>[];
}

/** Every type in charts except Consent, which only one chart has. */
export const RECORD: readonly RecordOfType[] = [...RESOURCE_TYPES.values()].flatMap(({ type, charted }) =>
  charted === null || type === 'Consent' ? [] : [record(charted)],
);

/** All resources of {@link RECORD}. */
export const ALL_RESOURCES: readonly Stored<Resource>[] = RECORD.flatMap(({ all }) => all);

/** `Type/id` of every resource to which a chart may refer. */
export const KNOWN_REFERENCES: ReadonlySet<string> = new Set(
  [
    RESEARCH_STUDY,
    ...ALL_RESOURCES,
    ...PATIENTS,
    ...MEDICATIONS,
    ...LOCATIONS,
    ...ORGANIZATIONS,
    ...DIRECTORY_PRACTITIONERS,
  ].map(({ resourceType, id }) => `${resourceType}/${id}`),
);

/** Returns all resources that a writer generates, with their type. */
export function generateAll<T extends Resource>(served: ChartedType<T>): Stored<T>[] {
  const resources = chartedResources(served);
  return PATIENTS.flatMap(({ id }) => resources.ofPatient(id));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns every object in the value, including itself. */
export function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** Returns every date and time that is more precise than a year, with the name of its element. Codes and numbers can look like one. */
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
