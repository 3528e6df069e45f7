/**
 * Reads modifier elements, whose codes change what a record means: it was entered in error, refuted, only proposed, superseded or not done.
 * The elements are those with `isModifier` in FHIR R4's StructureDefinitions.
 */
import { valuesAt } from './element-path.ts';
import { ERROR_IN_STATUS, type ExcludedRecords, type Modifier } from './record-exclusions.ts';
import { factsOf, isResourceType, type ResourceType } from './resources.ts';
import { readStatus } from './status-reader.ts';

/** Types outside the table occur only as contained resources. R4 marks their errors in `status`. */
const OF_OTHER_TYPES: readonly Modifier[] = ERROR_IN_STATUS;

/** Caches results, because each list that a record may belong to asks several times. */
const exclusions = new WeakMap<object, ExcludedRecords | null>();

/** Returns why lists leave the record out; null if they show it. Entered in error takes precedence. */
export function exclusionOf(resource: object): ExcludedRecords | null {
  const known = exclusions.get(resource);
  if (known !== undefined) return known;
  const found = modifiersOf(resource).find((modifier) => matches(resource, modifier))?.reason ?? null;
  exclusions.set(resource, found);
  return found;
}

export function isEnteredInError(resource: object): boolean {
  return exclusionOf(resource) === 'ENTERED_IN_ERROR';
}

/** Returns all reasons why lists of the type can leave records out. */
export function exclusionsOf(type: ResourceType): ExcludedRecords[] {
  return [...new Set(factsOf(type).modifiers.map(({ reason }) => reason))];
}

/**
 * Reduces a record that was entered in error to its id and status, which is all that US Core lets patients see (CONF-0191). Keeps only the
 * code of a status, because its text can quote the record.
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

/** Returns the record before `reduceToIdAndStatus`; other records unchanged. Audit events need it to identify the patient. */
export function originalOf(resource: object): object {
  return originals.get(resource) ?? resource;
}

function modifiersOf(resource: object): readonly Modifier[] {
  const type: unknown = 'resourceType' in resource ? resource.resourceType : null;
  return typeof type === 'string' && isResourceType(type) ? factsOf(type).modifiers : OF_OTHER_TYPES;
}

function matches(resource: object, { element, codes, statuses }: Modifier): boolean {
  const status = readStatus(statuses, valuesAt(resource, element));
  return status !== null && codes.some((code) => statuses.members[code] === status);
}

/** Matches codes, but not sentences, which could quote the record. */
const CODE = /^[a-z]+(?:[ _-][a-z]+){0,2}$/i;

/** Returns a status without its text; undefined if it has no code. */
function statusOf(resource: object, modifier: Modifier): unknown {
  const [status] = valuesAt(resource, modifier.element);
  const [code] = matches(resource, modifier) ? modifier.codes : [];
  if (typeof status === 'string') return code ?? (CODE.test(status) ? status : undefined);
  return code === undefined ? undefined : { coding: [{ code }] };
}
