/** A caller's authorization by SMART scopes: checked before a search is sent, and for every resource that comes back on any path. */
import type { Caller } from './caller.ts';
import { GatewayError } from '../errors.ts';
import { isAboutAnotherPatient, patientsOf } from './compartment.ts';
import { helpsToFind, isAboutPatients, isPatientType, isDirectoryType } from '../fhir/resource-kinds.ts';
import { factsOf, isResourceType, type ResourceType } from '../fhir/resources.ts';
import { categoriesOf, meetsCriteria, type SmartScope } from './scopes.ts';
import { canBeHiddenByLabel, type Confidentiality, isHiddenByLabel } from './security-labels.ts';
import { binaryIdsOf } from '../fhir/notes.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createRedaction, type RedactionPolicy, type ReferencedTarget } from './redaction.ts';
import type { ServerUrls } from '../fhir/ids.ts';

/** Reads by id, or searches: SMART grants them separately. */
export type ReadInteraction = 'r' | 's';
/** Reads, searches and creates. */
type GatewayInteraction = ReadInteraction | 'c';

export interface Authorization {
  /** Whether any scope covers the interaction. Without one it is FORBIDDEN, whatever is on record. */
  hasScope(type: ResourceType, interaction: GatewayInteraction): boolean;
  /** The only patients whose records of the type the caller may see; null: there is no such limit. */
  permittedPatients(type: ResourceType, interaction: ReadInteraction): ReadonlySet<string> | null;
  /** The only categories of the type that the caller may search for in a patient's record; null: there is no such limit. */
  permittedCategories(type: ResourceType, patientId: string): readonly string[] | null;
  /** Whether a security label can hide records of the type that a search for the patient finds. */
  mayHideByLabel(type: ResourceType, patientId: string): boolean;
  /** Whether the caller may see all records of the type, so that there is nothing to hide. */
  isUnrestricted(type: ResourceType, interaction: ReadInteraction): boolean;
  /** Whether the caller may see, or create, the resource. One that the caller may not see must look absent. */
  permits(resource: Stored<Resource>, interaction: GatewayInteraction): boolean;
  /** Whether the caller may see every record. */
  readonly hasFullAccess: boolean;
  /**
   * Whether the caller may see the Binary that holds the content of a permitted document. A label of another document with the same Binary hides it
   * too, once `permits` was called for that document.
   */
  permitsContent(document: Stored<Resource>, binaryId: string, binary: object): boolean;
  /**
   * Redacts a permitted resource: names of records that are not permitted, hidden contained resources, records that were entered in error, of which
   * patients see id and status only, and social security numbers. The same resource gives the same object.
   */
  redact(resource: Stored<Resource>): Stored<Resource>;
}

interface AuthorizationOptions {
  readonly caller: Caller;
  /** The patients whom `user/` and `system/` scopes cover; null: all. */
  readonly members: readonly string[] | null;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  readonly server: ServerUrls;
}

/** A scope, and what limits the records that it covers. */
interface ScopeGrant {
  readonly scope: SmartScope;
  /** The patients that it is about; null: all. */
  readonly patients: ReadonlySet<string> | null;
  /** Whether security labels can hide records from it. */
  readonly isSubjectToLabels: boolean;
}

export function createAuthorization({
  caller,
  members,
  patientSees,
  server,
}: AuthorizationOptions): Authorization {
  const own = new Set(caller.patient === null ? [] : [caller.patient]);
  const others = members === null ? null : new Set(members);
  const all = caller.scopes
    .map((scope): ScopeGrant => {
      const { context } = scope;
      const patients = context === 'patient' ? own : others;
      return { scope, patients, isSubjectToLabels: canBeHiddenByLabel(context) };
    })
    // A patient's scopes without a patient give nothing, not even what all patients share.
    .filter(({ scope }) => scope.context !== 'patient' || own.size > 0);

  const lookups = {
    r: createGrantLookup(all, 'r'),
    s: createGrantLookup(all, 's'),
    c: createGrantLookup(all, 'c'),
  };
  const grantsOf = (type: ResourceType, interaction: GatewayInteraction): readonly ScopeGrant[] =>
    lookups[interaction](type);

  const isHidden = ({ isSubjectToLabels, scope }: ScopeGrant, resource: object): boolean =>
    isSubjectToLabels && isHiddenByLabel(resource, scope.context, patientSees);
  /** Labels count for each grant by itself: a record that several grants cover is hidden only if they hide it from all of them. */
  const coversRecord = (
    grant: ScopeGrant,
    resource: Stored<Resource>,
    interaction: GatewayInteraction,
  ): boolean =>
    meetsCriteria(resource, grant.scope) &&
    coversPatientOf(grant, resource, server) &&
    // A new record has no labels yet.
    (interaction === 'c' || !isHidden(grant, resource));

  /** Whether the grant covers a read or a search of the resource, and so decides on its contents. */
  const coversRead = (grant: ScopeGrant, resource: Stored<Resource>): boolean =>
    coversType(grant, resource.resourceType) && coversRecord(grant, resource, 'r');

  /** The Binaries of records that labels hide. */
  const hiddenContents = new Set<string>();
  const noteHiddenContents = (grants: readonly ScopeGrant[], resource: Stored<Resource>): void => {
    if (!grants.some((grant) => isHidden(grant, resource))) return;
    for (const id of binaryIdsOf(resource, server)) hiddenContents.add(id);
  };

  const coversContained = (grant: ScopeGrant, contained: Record<string, unknown>): boolean =>
    !isHidden(grant, contained) &&
    (grant.patients === null || !isAboutAnotherPatient(contained, grant.patients, server));
  const policyFor = (resource: Stored<Resource>): RedactionPolicy => {
    const covering = all.filter((grant) => coversRead(grant, resource));
    return {
      reducesErrors: covering.every(({ scope }) => scope.context === 'patient'),
      mayDescribe: (target) =>
        isDirectoryType(target.type) ||
        all.some((grant) => coversUnread(grant, target)) ||
        covering.some((grant) => coversBound(grant, target)),
      mayShowContained: (contained) => covering.some((grant) => coversContained(grant, contained)),
    };
  };

  const hasFullAccess = all.some((grant) => coversAllOf(grant, ANY_TYPE));

  return {
    hasScope: (type, interaction) => helpsToFind(type) || grantsOf(type, interaction).length > 0,
    permittedPatients(type, interaction) {
      if (helpsToFind(type) || !isAboutPatients(factsOf(type))) return null;
      const limits = grantsOf(type, interaction).map(({ patients }) => patients);
      return limits.includes(null) ? null : new Set(limits.flatMap((ids) => Array.from(ids ?? [])));
    },
    permittedCategories(type, patientId) {
      const limits = grantsOf(type, 's')
        .filter(({ patients }) => patients === null || patients.has(patientId))
        .map(({ scope }) => categoriesOf(scope));
      return limits.includes(null) ? null : [...new Set(limits.flatMap((tokens) => tokens ?? []))];
    },
    mayHideByLabel: (type, patientId) =>
      grantsOf(type, 's')
        .filter(({ patients }) => patients === null || patients.has(patientId))
        .every(({ isSubjectToLabels }) => isSubjectToLabels),
    isUnrestricted: (type, interaction) =>
      helpsToFind(type) ||
      grantsOf(type, interaction).some(
        ({ scope, patients, isSubjectToLabels }) =>
          !isSubjectToLabels &&
          scope.criteria.length === 0 &&
          (patients === null || !isAboutPatients(factsOf(type))),
      ),
    permits(resource, interaction) {
      const { resourceType: type } = resource;
      if (!isResourceType(type)) return false;
      // What only helps to find others is never shown.
      if (helpsToFind(type)) return true;
      const grants = grantsOf(type, interaction);
      const isPermitted = grants.some((grant) => coversRecord(grant, resource, interaction));
      if (!isPermitted) noteHiddenContents(grants, resource);
      return isPermitted;
    },
    permitsContent(document, binaryId, binary) {
      if (hasFullAccess) return true;
      if (hiddenContents.has(binaryId)) return false;
      // Which grant covers the container of a contained document is unknown here, so a label counts for all of them.
      return isContained(document)
        ? !all.some((grant) => isHidden(grant, binary))
        : all.some((grant) => coversRead(grant, document) && !isHidden(grant, binary));
    },
    hasFullAccess,
    redact: createRedaction(hasFullAccess ? null : { server, policyFor }),
  };
}

/** Whether a grant covers the record's patient. Every grant covers records that are not about patients. */
function coversPatientOf({ patients }: ScopeGrant, resource: Stored<Resource>, server: ServerUrls): boolean {
  const { resourceType: type } = resource;
  if (patients === null || (isResourceType(type) && !isAboutPatients(factsOf(type)))) return true;
  return patientsOf(resource, server).some((id) => patients.has(id));
}

/** Loaders give a contained resource the id by which its container refers to it. */
function isContained({ id }: Stored<Resource>): boolean {
  return id.startsWith('#');
}

const ANY_TYPE = '*';

/** Whether a grant lets its caller read or search a type. */
function coversType({ scope }: ScopeGrant, type: string): boolean {
  const isRead = scope.interactions.has('r') || scope.interactions.has('s');
  return isRead && (scope.type === ANY_TYPE || scope.type === type);
}

/** Whether a grant covers all records of a type, including types that the gateway does not read. */
function coversAllOf(grant: ScopeGrant, type: string): boolean {
  const { scope, patients, isSubjectToLabels } = grant;
  return coversType(grant, type) && patients === null && !isSubjectToLabels && scope.criteria.length === 0;
}

/** Whether a grant covers a record of which only type and id are known: any of a type that it covers without limits, or a patient. */
function coversUnread(grant: ScopeGrant, { type, id }: ReferencedTarget): boolean {
  if (coversAllOf(grant, type)) return true;
  const { scope, patients } = grant;
  if (!isPatientType(type) || id === null || patients?.has(id) !== true) return false;
  // Patients know their own names, even with a scope for one type only.
  return scope.context === 'patient' || (coversType(grant, type) && scope.criteria.length === 0);
}

/** Types whose records are described to callers of one patient, though a label may hide the record itself: the display of an encounter is its kind. */
const DESCRIBED_DESPITE_LABELS: ReadonlySet<string> = new Set(['Encounter']);

/** Whether a grant that covers a record also covers a target of its references, because FHIR binds that to the same patient. */
function coversBound(grant: ScopeGrant, { type, bond }: ReferencedTarget): boolean {
  const { scope, isSubjectToLabels } = grant;
  if (bond === null || !coversType(grant, type) || scope.criteria.length > 0) return false;
  return bond === 'actor' || !isSubjectToLabels || DESCRIBED_DESPITE_LABELS.has(type);
}

/** Finds the grants that cover an interaction with a type. Remembers them, since every record needs them. */
function createGrantLookup(
  all: readonly ScopeGrant[],
  interaction: GatewayInteraction,
): (type: ResourceType) => readonly ScopeGrant[] {
  const known = new Map<ResourceType, readonly ScopeGrant[]>();
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

/** @throws GatewayError FORBIDDEN if no scope of the caller covers the interaction */
export function requireScope(
  authorization: Authorization,
  type: ResourceType,
  interaction: GatewayInteraction,
): void {
  if (authorization.hasScope(type, interaction)) return;
  const how = { r: 'read', s: 'search', c: 'create' }[interaction];
  throw new GatewayError(
    'FORBIDDEN',
    `The token has no scope to ${how} ${type}: it takes, for one, \`user/${type}.${interaction}\`, or \`patient/${type}.${interaction}\` with a patient.`,
  );
}

/** Returns the error for a search that is not limited to permitted patients. */
export function searchOutOfScopeError(type: ResourceType): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `The scopes of the token reach ${type} of certain patients alone. Ask for the records of one of them.`,
  );
}

/** Returns the error for a create that the limits of the caller's scopes, to patients or categories, do not cover. */
export function createOutOfScopeError(type: ResourceType): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `The scopes of the token do not reach so far as to create this ${type}: they are about certain patients or categories alone.`,
  );
}
