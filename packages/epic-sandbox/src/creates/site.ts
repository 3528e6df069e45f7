/** The context of a create: the site's records and clock, and the author. */
import { randomBytes } from 'node:crypto';
import type { Encounter, Patient, Practitioner, Reference, Resource, Stored } from '../types.ts';
import { ALL_PRACTITIONERS, practitionerReference } from '../data/practitioners.ts';
import { textAt, valuesAt } from '../element-path.ts';
import type { Access } from '../access.ts';
import {
  recordInaccessible,
  invalidElement,
  missingElement,
  type Refusal,
  businessRuleViolated,
  unknownReference,
} from './refusals.ts';

export interface Site extends Pick<Access, 'types' | 'patients' | 'author'> {
  /** Returns the time in epoch ms. */
  readonly now: () => number;
  /** The systems of the identifiers that a new patient must have. */
  readonly requiredIdentifierSystems: readonly string[];
  /** Returns a copy of standard records with the OIDs, ids and names of this site. */
  readonly localize: <T>(records: T) => T;
}

/** The result of a create. */
export type CreateResult =
  | { kind: 'refused'; refusals: readonly [Refusal, ...Refusal[]] }
  /** `parts` are stored together with the resource; `waits` says that it awaits reconciliation. */
  | {
      kind: 'stored';
      resource: Stored<Resource>;
      patient: string;
      parts?: readonly Stored<Resource>[];
      waits?: boolean;
    }
  /** Nothing was created, because the resource already exists. */
  | { kind: 'matched'; resource: Stored<Resource> };

/** Combines the refusals of several checks; returns null if all passed. */
export function refuseCreateIfAny(...checks: readonly (Refusal | null)[]): CreateResult | null {
  const [first, ...others] = checks.filter((check) => check !== null);
  return first === undefined ? null : { kind: 'refused', refusals: [first, ...others] };
}

export function refuseCreate(refusal: Refusal): CreateResult {
  return { kind: 'refused', refusals: [refusal] };
}

/**
 * Returns the patient that an element refers to, or the refusal. The charts of merged, deleted and restricted patients accept no writes.
 */
export function patientAt(site: Site, resource: Resource, path: string): Stored<Patient> | Refusal {
  const expression = `${resource.resourceType}.${path}`;
  const id = referredId(resource, path, 'Patient');
  if (id === null)
    return valuesAt(resource, path).length === 0
      ? missingElement(expression)
      : invalidElement(expression, 'a reference to a Patient');
  const row = site.types.get('Patient');
  const found = row?.find(id);
  if (found?.resourceType === 'Patient') return found;
  const special = row?.special.get(id);
  switch (special?.kind) {
    case 'restricted':
      return recordInaccessible(special.status, special.code, expression);
    case 'redirected':
    case 'merged':
      return recordInaccessible(400, 4107, expression);
    case 'deleted':
    case undefined:
      return unknownReference(expression);
  }
}

/** Returns the patient's encounter that an element refers to, or the refusal. */
export function encounterAt(
  site: Site,
  resource: Resource,
  path: string,
  patient: Stored<Patient>,
): Stored<Encounter> | Refusal {
  const expression = `${resource.resourceType}.${path}`;
  const values = valuesAt(resource, path);
  if (values.length === 0) return missingElement(expression);
  const id = values.length === 1 ? referredId(resource, path, 'Encounter') : null;
  if (id === null) return invalidElement(expression, 'one reference to an Encounter');
  const found = site.types.get('Encounter')?.find(id);
  if (found?.resourceType !== 'Encounter') return unknownReference(expression);
  return site.types.get('Encounter')?.ownerOf(id) === patient.id
    ? found
    : businessRuleViolated(expression, 'The encounter is not of this patient.');
}

export function isRefusal(value: object | string): value is Refusal {
  return typeof value === 'object' && 'status' in value && 'issue' in value;
}

/** Returns null if the element is not a reference to a resource of the type. */
function referredId(resource: Resource, path: string, type: string): string | null {
  const [element] = valuesAt(resource, path);
  const { id } =
    new RegExp(`^(?:.*/)?${type}/(?<id>[^/]+)$`).exec(textAt(element, 'reference') ?? '')?.groups ?? {};
  return id ?? null;
}

/** Returns a new id in Epic's form. */
export function newId(): string {
  return `e${randomBytes(30).toString('base64url').replaceAll('_', '.')}3`;
}

/** Returns a FHIR R4 `instant` to the second, as Epic writes it. */
export function instantOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Epic records its background user as the author of what a backend app writes. */
export const BACKGROUND_USER: Reference<Practitioner> = practitionerReference(ALL_PRACTITIONERS[0]);
