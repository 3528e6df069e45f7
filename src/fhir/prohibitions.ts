/**
 * Reads prohibitions: orders not to give or do something. `doNotPerform` reverses the meaning of a record (a modifier element of FHIR R4
 * MedicationRequest, ServiceRequest and CarePlan.activity.detail; no other type in the graph defines it).
 */
import { activityName } from './care-plan.ts';
import { spelledAsCode } from './codes.ts';
import { valuesAt } from './element-path.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';
import { medicationName } from './medication.ts';
import { exclusionOf, isEnteredInError } from './modifiers.ts';
import { conceptOrText } from './quantities.ts';
import { isStored } from './resources.ts';
import type {
  CarePlan,
  CarePlanActivity,
  MedicationRequest,
  Resource,
  ServiceRequest,
  Stored,
} from './types.ts';

/** A record of a type that can contain a prohibition. */
export type ProhibitingRecord = Stored<MedicationRequest> | Stored<ServiceRequest> | Stored<CarePlan>;

export interface Prohibition {
  readonly verb: 'give' | 'perform';
  /** The prohibited treatment; null if the record itself does not name it. */
  readonly name: string | null;
  /** False once the prohibition has ended. */
  readonly isInForce: boolean;
  /** True for a proposal that is not an order yet. */
  readonly isProposed: boolean;
  /** The FHIRPath of the prohibition in the record. */
  readonly path: string;
  readonly record: ProhibitingRecord;
}

/** Statuses of requests and activities that end a prohibition. With any other status, or none, it stays in force. */
const ENDED: ReadonlySet<string | null> = new Set([
  'cancelled',
  'completed',
  'entered-in-error',
  'revoked',
  'stopped',
]);

function hasEnded({ status }: { readonly status?: unknown }): boolean {
  return ENDED.has(spelledAsCode(status));
}

/** Returns whether an order or an activity's detail is a prohibition. Some servers send the flag as a string. */
export function isProhibition(value: { readonly doNotPerform?: unknown } | null | undefined): boolean {
  return value?.doNotPerform === true || readText(value?.doNotPerform)?.toLowerCase() === 'true';
}

/** Keeps only records with a prohibition. FHIR R4 defines no search parameter for that. */
export const ONLY_PROHIBITIONS: ListFilter = {
  parameter: 'prohibitions',
  isSent: false,
  matches: (resource) => hasProhibition(resource),
};

/** Returns whether a record, one of its activities, or a contained resource is a prohibition. */
function hasProhibition(resource: object): boolean {
  return DO_NOT_PERFORM.some((path) =>
    valuesAt(resource, path).some((doNotPerform) => isProhibition({ doNotPerform })),
  );
}

/** Includes contained resources, because an activity can refer to an order that the plan contains. */
const DO_NOT_PERFORM = ['doNotPerform', 'activity.detail.doNotPerform', 'contained.doNotPerform'] as const;

/** Separates a plan's activities from its prohibitions. */
export function activitiesOf(plan: Pick<CarePlan, 'activity' | 'contained'>): {
  readonly toDo: CarePlanActivity[];
  readonly prohibited: CarePlanActivity[];
} {
  const toDo: CarePlanActivity[] = [];
  const prohibited: CarePlanActivity[] = [];
  for (const activity of readObjects(plan.activity)) {
    const isForbidden =
      isProhibition(readObject(activity.detail)) || forbiddenOrders(plan, activity).length > 0;
    (isForbidden ? prohibited : toDo).push(activity);
  }
  return { toDo, prohibited };
}

/** Returns the contained prohibitions that an activity refers to. */
function forbiddenOrders(
  { contained }: Pick<CarePlan, 'contained'>,
  { reference }: CarePlanActivity,
): Prohibition[] {
  const literal = readText(reference?.reference);
  return readObjects(contained)
    .filter((resource): resource is Stored<Resource> => literal === `#${readText(resource.id)}`)
    .flatMap((resource) => (resource.resourceType === 'CarePlan' ? [] : prohibitionsIn(resource)));
}

/** Returns the prohibitions of a record, in its order; none for a record entered in error, or of another type. */
export function prohibitionsIn(record: Stored<Resource>): Prohibition[] {
  if (isEnteredInError(record)) return [];
  if (isStored(record, 'MedicationRequest'))
    return prohibitedBy(record, { verb: 'give', name: medicationName(record) });
  if (isStored(record, 'ServiceRequest'))
    return prohibitedBy(record, { verb: 'perform', name: conceptOrText(record.code) });
  return isStored(record, 'CarePlan') ? prohibitedByPlan(record) : [];
}

/** Sorts prohibitions in force before those that have ended. */
export function sortByForce(prohibitions: readonly Prohibition[]): Prohibition[] {
  return [true, false].flatMap((isInForce) => prohibitions.filter((one) => one.isInForce === isInForce));
}

/** Returns the words to show, such as `Do not give: aspirin`. */
export function prohibitionText({ verb, isInForce, isProposed }: Prohibition, name: string | null): string {
  const notes = [isProposed ? 'proposed' : null, isInForce ? null : 'no longer in force'].filter(
    (note) => note !== null,
  );
  const end = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return `Do not ${verb}: ${name ?? 'name unavailable, see record'}${end}`;
}

function prohibitedBy(
  record: Stored<MedicationRequest> | Stored<ServiceRequest>,
  what: Pick<Prohibition, 'verb' | 'name'>,
): Prohibition[] {
  if (!isProhibition(record)) return [];
  const isProposed = exclusionOf(record) === 'PROPOSED';
  const path = `${record.resourceType}.doNotPerform`;
  return [{ ...what, isInForce: !hasEnded(record), isProposed, path, record }];
}

function prohibitedByPlan(plan: Stored<CarePlan>): Prohibition[] {
  return readObjects(plan.activity).flatMap((activity, at): Prohibition[] => {
    const isOver = hasEnded(plan);
    const ordered = forbiddenOrders(plan, activity).map(({ verb, name, isInForce, isProposed }) => ({
      verb,
      name: name ?? activityName(activity),
      isInForce: isInForce && !isOver,
      isProposed,
      path: `CarePlan.activity[${at}].reference.resolve().doNotPerform`,
      record: plan,
    }));
    const detail = readObject(activity.detail);
    if (detail === null || !isProhibition(detail) || isEnteredInError(detail)) return ordered;
    const verb = readText(detail.kind) === 'MedicationRequest' ? 'give' : 'perform';
    const isInForce = !isOver && !hasEnded(detail);
    const path = `CarePlan.activity[${at}].detail.doNotPerform`;
    return [{ verb, name: activityName(activity), isInForce, isProposed: false, path, record: plan }];
  });
}
