/**
 * Codes that change what a record means: it is an error, was refuted, was only proposed, was replaced or did not happen. All stand in modifier elements of FHIR R4 (`isModifier` of each type's StructureDefinition).
 */
import { valuesAt } from './element-path.ts';
import { ERROR_IN_STATUS, type ExcludedRecords, type Modifier } from './record-exclusions.ts';
import { factsOf, isResourceType, type ResourceType } from './resources.ts';
import { readStatus, type StatusTable } from './status-reader.ts';

/** Types outside the table occur only inside other records. R4 marks their errors in `status`. */
const OF_OTHER_TYPES: readonly Modifier[] = ERROR_IN_STATUS;

/** Returns why lists leave the record out; null if they show it. An error counts before any other reason. */
export function exclusionOf(resource: object): ExcludedRecords | null {
  return modifiersOf(resource).find((modifier) => matches(resource, modifier))?.reason ?? null;
}

/** Whether the record says that it is an error. */
export function isEnteredInError(resource: object): boolean {
  return exclusionOf(resource) === 'ENTERED_IN_ERROR';
}

/** Returns the reasons for which lists of the type leave records out. */
export function exclusionsOf(type: ResourceType): ExcludedRecords[] {
  return [...new Set(factsOf(type).modifiers.map(({ reason }) => reason))];
}

/**
 * Returns the id and status of a record that was entered in error, which is all that US Core shows patients (CONF-0191). Keeps only the code of
 * a status, since its text can quote the record.
 */
export function reduceToIdAndStatus<T extends object>(resource: T): T {
  const errors = modifiersOf(resource).filter(({ reason }) => reason === 'ENTERED_IN_ERROR');
  const keptElements = new Set<string>(['resourceType', 'id']);
  const statuses = errors.map((modifier) => [modifier.element, statusOf(resource, modifier)] as const);
  const others = Object.keys(resource).flatMap((element) =>
    keptElements.has(element) ? [] : [[element, undefined] as const],
  );
  const reduced = { ...resource, ...Object.fromEntries(others), ...Object.fromEntries(statuses) };
  originals.set(reduced, resource);
  return reduced;
}

const originals = new WeakMap<object, object>();

/** Returns the record that `reduceToIdAndStatus` reduced; any other record as it is. The audit needs it to name the patient. */
export function originalOf(resource: object): object {
  return originals.get(resource) ?? resource;
}

function modifiersOf(resource: object): readonly Modifier[] {
  const type: unknown = 'resourceType' in resource ? resource.resourceType : null;
  return typeof type === 'string' && isResourceType(type) ? factsOf(type).modifiers : OF_OTHER_TYPES;
}

function matches(resource: object, { element, codes, statuses = asTable(codes) }: Modifier): boolean {
  const status = readStatus(statuses, valuesAt(resource, element));
  return status !== null && codes.some((code) => statuses.members[code] === status);
}

function asTable(codes: readonly string[]): StatusTable<string> {
  return {
    members: Object.fromEntries(codes.map((code) => [code, code])),
    snomed: new Map(),
    phrases: new Map(),
  };
}

/** Matches a code, but no sentence that could quote the record. */
const CODE = /^[a-z]+(?:[ _-][a-z]+){0,2}$/i;

/** Returns a status without its text; undefined if nothing else is left. */
function statusOf(resource: object, modifier: Modifier): unknown {
  const [status] = valuesAt(resource, modifier.element);
  const [code] = matches(resource, modifier) ? modifier.codes : [];
  if (typeof status === 'string') return code ?? (CODE.test(status) ? status : undefined);
  return code === undefined ? undefined : { coding: [{ code }] };
}
