/** What a caller may reach: asked before a search goes out, and for every resource that comes back, whatever path led to it. */
import type { Caller } from '../caller.ts';
import { GatewayError } from '../errors.ts';
import { patientsOf } from '../fhir/compartment.ts';
import { factsOf, isAboutPatients, isResourceType, type ResourceType } from '../fhir/resources.ts';
import { categoriesOf, meets, type SmartScope } from '../fhir/scopes.ts';
import type { Resource, Stored } from '../fhir/types.ts';

/** Reads by id, or searches: SMART grants them apart. */
export type ReadInteraction = 'r' | 's';
/** Creates too. */
export type Interaction = ReadInteraction | 'c';

export interface Reach {
  /** Whether any scope covers this. Without one it is FORBIDDEN, whatever is on record. */
  grants(type: ResourceType, interaction: Interaction): boolean;
  /** The only patients whose records of the type are within reach; null: there is no such limit. */
  patients(type: ResourceType, interaction: ReadInteraction): ReadonlySet<string> | null;
  /** The only categories of the type that can be searched for in a patient's record; null: there is no such limit. */
  categories(type: ResourceType, patientId: string): readonly string[] | null;
  /** True where all of the type is within reach, so that there is nothing to hide. */
  isWhole(type: ResourceType, interaction: ReadInteraction): boolean;
  /** False makes the resource as absent as one that does not exist; one that is to be created is refused. */
  permits(resource: Stored<Resource>, interaction: Interaction): boolean;
}

export interface ReachOptions {
  readonly caller: Caller;
  /** The patients whom `user/` and `system/` scopes reach; null: all. */
  readonly members: readonly string[] | null;
  /** The FHIR server's. */
  readonly baseUrl: string;
}

/** A scope and the patients that it is about; null: all. */
interface Grant {
  readonly scope: SmartScope;
  readonly patients: ReadonlySet<string> | null;
}

export function createReach({ caller, members, baseUrl }: ReachOptions): Reach {
  const own = new Set(caller.patient === null ? [] : [caller.patient]);
  const others = members === null ? null : new Set(members);
  const all = caller.scopes
    .map((scope): Grant => ({ scope, patients: scope.context === 'patient' ? own : others }))
    // A patient's scopes without a patient give nothing, not even what all patients share.
    .filter(({ scope }) => scope.context !== 'patient' || own.size > 0);

  const known = { r: createGrants(all, 'r'), s: createGrants(all, 's'), c: createGrants(all, 'c') };
  const grantsOf = (type: ResourceType, interaction: Interaction): readonly Grant[] =>
    known[interaction](type);

  const permits: Reach['permits'] = (resource, interaction) => {
    const { resourceType: type } = resource;
    if (!isResourceType(type)) return false;
    const facts = factsOf(type);
    // What only helps to find others is never shown.
    if (!facts.inGraph) return true;
    return grantsOf(type, interaction).some(
      ({ scope, patients }) =>
        meets(resource, scope) &&
        (patients === null ||
          !isAboutPatients(facts) ||
          patientsOf(resource, baseUrl).some((id) => patients.has(id))),
    );
  };

  return {
    grants: (type, interaction) => !factsOf(type).inGraph || grantsOf(type, interaction).length > 0,
    patients(type, interaction) {
      const facts = factsOf(type);
      if (!facts.inGraph || !isAboutPatients(facts)) return null;
      const limits = grantsOf(type, interaction).map(({ patients }) => patients);
      return limits.includes(null) ? null : new Set(limits.flatMap((ids) => Array.from(ids ?? [])));
    },
    categories(type, patientId) {
      const limits = grantsOf(type, 's')
        .filter(({ patients }) => patients === null || patients.has(patientId))
        .map(({ scope }) => categoriesOf(scope));
      return limits.includes(null) ? null : [...new Set(limits.flatMap((tokens) => tokens ?? []))];
    },
    isWhole: (type, interaction) =>
      !factsOf(type).inGraph ||
      grantsOf(type, interaction).some(
        ({ scope, patients }) =>
          scope.criteria.length === 0 && (patients === null || !isAboutPatients(factsOf(type))),
      ),
    permits,
  };
}

/** What covers an interaction with a type, looked for once: it is asked of every record. */
function createGrants(
  all: readonly Grant[],
  interaction: Interaction,
): (type: ResourceType) => readonly Grant[] {
  const known = new Map<ResourceType, readonly Grant[]>();
  return (type) => {
    const found =
      known.get(type) ??
      all.filter(
        ({ scope }) => (scope.type === '*' || scope.type === type) && scope.interactions.has(interaction),
      );
    known.set(type, found);
    return found;
  };
}

/** @throws GatewayError FORBIDDEN where no scope of the caller covers this */
export function demand(reach: Reach, type: ResourceType, interaction: Interaction): void {
  if (reach.grants(type, interaction)) return;
  const how = { r: 'read', s: 'search', c: 'create' }[interaction];
  throw new GatewayError(
    'FORBIDDEN',
    `The token has no scope to ${how} ${type}: it takes, for one, \`user/${type}.${interaction}\`, or \`patient/${type}.${interaction}\` with a patient.`,
  );
}

/** The answer to a search that would go beyond the patients within reach. */
export function beyondReach(type: ResourceType): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `The scopes of the token reach ${type} of certain patients alone. Ask for the records of one of them.`,
  );
}

/** The refusal of what would be created beyond the patients, or the categories, within reach. */
export function beyondReachToCreate(type: ResourceType): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `The scopes of the token do not reach so far as to create this ${type}: they are about certain patients or categories alone.`,
  );
}
