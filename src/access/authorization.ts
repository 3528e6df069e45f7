/**
 * A caller's authorization by SMART scopes. The loaders check it before each search, and for every resource that comes back on any path.
 */
import type { Caller } from './caller.ts';
import { GatewayError } from '../errors.ts';
import { isAboutAnotherPatient, patientsOf } from './compartment.ts';
import { isDirectoryType, isPatientType, isSharedType } from '../fhir/resource-kinds.ts';
import { isResourceType, type ResourceType } from '../fhir/resources.ts';
import { categoriesOf, meetsCriteria, type SmartScope } from './scopes.ts';
import { canBeHiddenByLabel, type Confidentiality, isHiddenByLabel } from './security-labels.ts';
import { binaryIdsOf } from '../fhir/notes.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createRedaction, type RedactionPolicy, type ReferencedTarget } from './redaction.ts';
import type { ServerUrls } from '../fhir/ids.ts';

/** Reads by id and searches, which SMART grants separately. */
export type ReadInteraction = 'r' | 's';
type GatewayInteraction = ReadInteraction | 'c';

export interface Authorization {
  /** Whether any scope covers the interaction. If none does, it is FORBIDDEN, whatever is on file. */
  hasScope(type: ResourceType, interaction: GatewayInteraction): boolean;
  /** Returns the only patients whose records of the type the caller may see; null if there is no such limit. */
  permittedPatients(type: ResourceType, interaction: ReadInteraction): ReadonlySet<string> | null;
  /** Whether these are the patients of the panel that limits access, perhaps besides the patient of the caller. */
  permitsPanel(type: ResourceType, interaction: ReadInteraction): boolean;
  /** Returns the only categories of the type that the caller may search for in a patient's record; null if there is no such limit. */
  permittedCategories(type: ResourceType, patientId: string): readonly string[] | null;
  /** Whether a security label can hide records that a search for the patient finds. */
  mayHideByLabel(type: ResourceType, patientId: string): boolean;
  /** Whether one scope covers the reads of all records of the patient, of every type, also of those that the gateway does not know. */
  coversChart(patientId: string): boolean;
  /** Whether one scope does, and no label can hide a record from it. */
  seesWholeChart(patientId: string): boolean;
  /** Whether the caller may see all records of the type, so nothing can be hidden. */
  isUnrestricted(type: ResourceType, interaction: ReadInteraction): boolean;
  /** Whether the caller may see, or create, the resource. A resource that the caller may not see must look absent. */
  permits(resource: Stored<Resource>, interaction: GatewayInteraction): boolean;
  readonly hasFullAccess: boolean;
  /**
   * Whether the caller may see the Binary with the content of a permitted document. A label of another document with the same Binary hides
   * it too, once `permits` was called for that document.
   */
  permitsContent(document: Stored<Resource>, binaryId: string, binary: object): boolean;
  /**
   * Redacts a permitted resource: names of records that are not permitted, hidden contained resources, records entered in error (patients
   * see only their id and status), and social security numbers. Returns the same object for the same resource.
   */
  redact(resource: Stored<Resource>): Stored<Resource>;
}

interface AuthorizationOptions {
  readonly caller: Caller;
  /** The patients whom `user/` and `system/` scopes cover; null if they cover all patients. */
  readonly members: readonly string[] | null;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  readonly server: ServerUrls;
}

/** A scope, with the limits on the records that it covers. */
interface ScopeGrant {
  readonly scope: SmartScope;
  /** The patients whom it covers; null if it covers all patients. */
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
    // `patient/` scopes without a patient grant nothing, not even shared resources.
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
  /** Labels apply to each grant separately: a record that several grants cover is hidden only if labels hide it from all of them. */
  const coversRecord = (
    grant: ScopeGrant,
    resource: Stored<Resource>,
    interaction: GatewayInteraction,
  ): boolean =>
    meetsCriteria(resource, grant.scope) &&
    coversPatientOf(grant, resource, server) &&
    // A new record has no labels yet.
    (interaction === 'c' || !isHidden(grant, resource));

  /** Whether the grant covers a read or a search of the resource, and so decides about its contents. */
  const coversRead = (grant: ScopeGrant, resource: Stored<Resource>): boolean =>
    coversType(grant, resource.resourceType) && coversRecord(grant, resource, 'r');

  /** The ids of the Binaries of records that labels hide. */
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
  const chartGrantsOf = (patientId: string): readonly ScopeGrant[] =>
    all.filter(
      ({ scope, patients }) =>
        scope.type === ANY_TYPE &&
        scope.interactions.has('r') &&
        scope.criteria.length === 0 &&
        coversPatient(patients, patientId),
    );

  return {
    hasScope: (type, interaction) => grantsOf(type, interaction).length > 0,
    permittedPatients(type, interaction) {
      if (isSharedType(type)) return null;
      const limits = grantsOf(type, interaction).map(({ patients }) => patients);
      return limits.includes(null) ? null : new Set(limits.flatMap((ids) => Array.from(ids ?? [])));
    },
    permitsPanel: (type, interaction) =>
      others !== null && grantsOf(type, interaction).some(({ patients }) => patients === others),
    permittedCategories(type, patientId) {
      const limits = grantsOf(type, 's')
        .filter(({ patients }) => coversPatient(patients, patientId))
        .map(({ scope }) => categoriesOf(scope));
      return limits.includes(null) ? null : [...new Set(limits.flatMap((tokens) => tokens ?? []))];
    },
    mayHideByLabel(type, patientId) {
      const grants = grantsOf(type, 's').filter(({ patients }) => coversPatient(patients, patientId));
      // A scope with categories does not cover the records of other categories, whatever their labels are.
      const isCovered = grants.some(
        ({ isSubjectToLabels, scope }) => !isSubjectToLabels && scope.criteria.length === 0,
      );
      return !isCovered && grants.some(({ isSubjectToLabels }) => isSubjectToLabels);
    },
    coversChart: (patientId) => chartGrantsOf(patientId).length > 0,
    seesWholeChart: (patientId) => chartGrantsOf(patientId).some((grant) => !grant.isSubjectToLabels),
    isUnrestricted: (type, interaction) =>
      grantsOf(type, interaction).some(
        ({ scope, patients, isSubjectToLabels }) =>
          !isSubjectToLabels && scope.criteria.length === 0 && (patients === null || isSharedType(type)),
      ),
    permits(resource, interaction) {
      const { resourceType: type } = resource;
      if (!isResourceType(type)) return false;
      const grants = grantsOf(type, interaction);
      const isPermitted = grants.some((grant) => coversRecord(grant, resource, interaction));
      if (!isPermitted) noteHiddenContents(grants, resource);
      return isPermitted;
    },
    permitsContent(document, binaryId, binary) {
      if (hasFullAccess) return true;
      if (hiddenContents.has(binaryId)) return false;
      // It is unknown which grant covers the container of a contained document, so a label counts for all grants.
      return isContained(document)
        ? !all.some((grant) => isHidden(grant, binary))
        : all.some((grant) => coversRead(grant, document) && !isHidden(grant, binary));
    },
    hasFullAccess,
    redact: createRedaction(hasFullAccess ? null : { server, policyFor }),
  };
}

function coversPatient(patients: ScopeGrant['patients'], patientId: string): boolean {
  return patients === null || patients.has(patientId);
}

/** Whether a grant covers the record's patient. Every grant covers shared resources. Only one without a limit covers a record of no patient. */
function coversPatientOf({ patients }: ScopeGrant, resource: Stored<Resource>, server: ServerUrls): boolean {
  if (patients === null || isSharedType(resource.resourceType)) return true;
  return patientsOf(resource, server).some((id) => patients.has(id));
}

/** Loaders give a contained resource the id `#id`, by which its container refers to it. */
function isContained({ id }: Stored<Resource>): boolean {
  return id.startsWith('#');
}

const ANY_TYPE = '*';

function coversType({ scope }: ScopeGrant, type: string): boolean {
  const isRead = scope.interactions.has('r') || scope.interactions.has('s');
  return isRead && (scope.type === ANY_TYPE || scope.type === type);
}

/** Whether a grant covers all records of a type, which may be one that the gateway does not read. */
function coversAllOf(grant: ScopeGrant, type: string): boolean {
  const { scope, patients, isSubjectToLabels } = grant;
  return coversType(grant, type) && patients === null && !isSubjectToLabels && scope.criteria.length === 0;
}

/**
 * Whether a grant covers a record of which only the type and the id are known: one of a type that it covers without limits, or a patient.
 */
function coversUnread(grant: ScopeGrant, { type, id }: ReferencedTarget): boolean {
  if (coversAllOf(grant, type)) return true;
  const { scope, patients } = grant;
  if (!isPatientType(type) || id === null || patients?.has(id) !== true) return false;
  // Patients know their own names, even if the scope covers only another type.
  return scope.context === 'patient' || (coversType(grant, type) && scope.criteria.length === 0);
}

/**
 * Types whose display is shown to callers of one patient, although a label may hide the record itself. The display of an encounter is its
 * kind.
 */
const DESCRIBED_DESPITE_LABELS: ReadonlySet<string> = new Set(['Encounter']);

/** Whether a grant that covers a record also covers a target of its references, because FHIR binds the target to the same patient. */
function coversBound(grant: ScopeGrant, { type, bond }: ReferencedTarget): boolean {
  const { scope, isSubjectToLabels } = grant;
  if (bond === null || !coversType(grant, type) || scope.criteria.length > 0) return false;
  return bond === 'actor' || !isSubjectToLabels || DESCRIBED_DESPITE_LABELS.has(type);
}

/** Returns a function that finds the grants for an interaction with a type. Memoizes them, because every record needs them. */
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
    `The token has no scope to ${how} ${type}. It needs, for example, \`user/${type}.${interaction}\`, or \`patient/${type}.${interaction}\` with a patient.`,
  );
}

/** Returns the error for a search that is not limited to permitted patients. */
export function searchOutOfScopeError(type: ResourceType): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `The token's scopes cover ${type} only of certain patients. Request the records of one of them.`,
  );
}

/** Returns the error for a create outside the scopes' patients or categories. */
export function createOutOfScopeError(type: ResourceType): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `The token's scopes do not cover this ${type}: they are limited to certain patients or categories.`,
  );
}
