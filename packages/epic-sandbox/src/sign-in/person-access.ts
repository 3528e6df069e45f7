/** The access of a person: their part of the site's data, within the granted scopes. */
import type { Access } from '../access.ts';
import { bareId } from '../chart-search.ts';
import type { SpecialAnswer } from '../data/special-patients.ts';
import type { Entitlements } from '../entitlements.ts';
import { createIssue } from '../outcomes.ts';
import type { CreatedRecords, Interaction, ResourceTypeRow } from '../resource-type-row.ts';
import type { ResourceTypes } from '../resource-types.ts';
import { createMatches, type SearchResult, tokens } from '../searches.ts';
import type { Practitioner, Resource, Stored } from '../types.ts';
import { createHiddenRecords } from './hidden-records.ts';
import type { SandboxPerson } from './people.ts';
import { parseResourceScope, type ResourceScope } from './scopes.ts';

/** How a search without a patient is answered for a person who may see only some patients. */
export type SearchWithoutPatient = 'refuse' | 'narrow';

export interface PersonAccessOptions {
  /** The site's table, including the resources created in this sandbox. */
  readonly types: ResourceTypes;
  readonly patients: Access['patients'];
  readonly entitlements: Entitlements;
  /** Members of the staff outside the directory, who can be read by persons. */
  readonly staff: readonly Stored<Practitioner>[];
  readonly searchWithoutPatient: SearchWithoutPatient;
}

/** The grant of one sign-in, as far as it decides what is visible. */
export interface GrantedAccess {
  readonly owner: string;
  readonly person: SandboxPerson;
  readonly scopes: readonly string[];
  /** The id of the patient in context. */
  readonly patient: string | null;
}

const NOT_AUTHORIZED: SpecialAnswer = { kind: 'restricted', status: 403, code: 4118 };
const BEHIND_GLASS: SpecialAnswer = { kind: 'restricted', status: 403, code: 4130 };
/** The types that list several patients. */
const PANEL_TYPES: ReadonlySet<string> = new Set(['Group']);
/** Epic serves Consent, which holds the code status, to apps of clinicians only. */
const STAFF_TYPES: ReadonlySet<string> = new Set(['Consent']);

export function createPersonAccess(grant: GrantedAccess, options: PersonAccessOptions): Access {
  const { types, staff, entitlements } = options;
  const { person } = grant;
  const scopes = grant.scopes.flatMap((scope) => parseResourceScope(scope) ?? []);
  const isHidden = createHiddenRecords(person, types);
  const isNarrowing = options.searchWithoutPatient === 'narrow';

  const scopesOf = (type: string, interaction: Interaction): ResourceScope[] =>
    scopes.filter(
      (scope) => (scope.type === '*' || scope.type === type) && scope.interactions.has(interaction),
    );

  /** Returns the ids of the only visible patients; null for all but those behind glass. `patient/` scopes see the patient in context. */
  function reachOf(type: string): readonly string[] | null {
    const isOfUser = scopes.some(
      ({ context, type: scoped }) => context === 'user' && (scoped === '*' || scoped === type),
    );
    if (isOfUser) return person.patients;
    return grant.patient === null ? [] : [grant.patient];
  }

  function isForbidden(type: string): boolean {
    return person.types?.has(type) === false || (person.audience === 'patients' && STAFF_TYPES.has(type));
  }

  function limit(row: ResourceTypeRow): ResourceTypeRow {
    const reach = reachOf(row.type);
    const isPatient = row.type === 'Patient';
    if (isForbidden(row.type) || (reach !== null && PANEL_TYPES.has(row.type))) return forbid(row);

    const readScopes = [...scopesOf(row.type, 'read'), ...scopesOf(row.type, 'search')];
    const ownerOf = (id: string): string | undefined => (isPatient ? id : row.ownerOf(id));

    /** Returns why a patient's records are out of reach; null if they are not. */
    function refusalOf(patientId: string): SpecialAnswer | null {
      if (reach !== null && !reach.includes(patientId)) return NOT_AUTHORIZED;
      return person.behindGlass.has(patientId) ? BEHIND_GLASS : null;
    }

    function isVisible(resource: Stored<Resource>): boolean {
      const owner = isPatient || row.charted !== null ? ownerOf(resource.id) : null;
      const isReachable = owner === undefined ? reach === null : owner === null || refusalOf(owner) === null;
      return (
        isReachable &&
        !isHidden(resource) &&
        readScopes
          .filter(({ context }) => context === 'user' || owner === null || owner === grant.patient)
          .some(({ query }) => isWithin(row, resource, query))
      );
    }

    /** A record that is hidden from the staff is refused. From patients and their families, even its existence is hidden. */
    function specialOf(id: string): SpecialAnswer | undefined {
      if (isPatient) return refusalOf(id) ?? row.special.get(id);
      const resource = row.find(id);
      if (resource === undefined) return row.special.get(id);
      const owner = row.ownerOf(id);
      const refusal = owner === undefined ? null : refusalOf(owner);
      if (refusal !== null) return refusal === BEHIND_GLASS ? refusal : undefined;
      return person.audience === 'clinicians' && isHidden(resource) ? NOT_AUTHORIZED : undefined;
    }

    function search(query: URLSearchParams, created: CreatedRecords): SearchResult {
      const narrowed = narrow(row, query, reach);
      const refusal = namedPatients(row, narrowed)
        .map(refusalOf)
        .find((found) => found !== null);
      if (refusal?.kind === 'restricted')
        return { kind: 'refused', status: refusal.status, issues: [createIssue(refusal.code)] };
      const result = row.search(narrowed, created);
      return result.kind === 'refused' && isPatient && isNarrowing && reach !== null
        ? createMatches(reach.flatMap((id) => row.find(id) ?? []).filter(isVisible))
        : leaveOutHidden(result, isVisible);
    }

    return {
      ...row,
      find: (id) => {
        const found =
          row.find(id) ?? (row.type === 'Practitioner' ? staff.find((one) => one.id === id) : undefined);
        return found !== undefined && isVisible(found) ? found : undefined;
      },
      ofPatient: (patientId) => row.ofPatient(patientId).filter(isVisible),
      special: { get: specialOf },
      search,
    };
  }

  /** Without the parameter, Epic refuses the search or narrows it to the only patient. */
  function narrow(
    row: ResourceTypeRow,
    query: URLSearchParams,
    reach: readonly string[] | null,
  ): URLSearchParams {
    const [parameter] = patientParameters(row);
    const [only, ...others] = reach ?? [];
    if (!isNarrowing || parameter === undefined || only === undefined) return query;
    if (others.length > 0 || namedPatients(row, query).length > 0) return query;
    return new URLSearchParams([...query, [parameter, only]]);
  }

  /** Returns the ids of the patients that a search names, also by an encounter. */
  function namedPatients(row: ResourceTypeRow, query: URLSearchParams): readonly string[] {
    const named = patientParameters(row).flatMap((name) => tokens(query, name).map(bareId));
    if (named.length > 0 || row.charted?.inPlaceOfPatient === undefined) return named;
    return tokens(query, row.charted.inPlaceOfPatient).flatMap(
      (encounter) => types.get('Encounter')?.ownerOf(bareId(encounter)) ?? [],
    );
  }

  /** Epic also leaves the hidden records out of searches by the staff, and warns of it. */
  function leaveOutHidden(
    result: SearchResult,
    isVisible: (resource: Stored<Resource>) => boolean,
  ): SearchResult {
    if (result.kind === 'refused') return result;
    const visible = result.matches.filter(isVisible);
    const isPartial = visible.length < result.matches.length && person.audience === 'clinicians';
    return createMatches(visible, isPartial ? [...result.issues, createIssue(4119)] : result.issues);
  }

  const limited = new Map([...types].map(([type, row]) => [type, limit(row)] as const));
  return {
    owner: grant.owner,
    types: limited,
    patients: () => options.patients().filter(({ id }) => limited.get('Patient')?.find(id) !== undefined),
    allows: (type, interaction) =>
      entitlements.allows(type, interaction) &&
      scopesOf(type, interaction).length > 0 &&
      !(interaction === 'create' && isForbidden(type)),
    author: person.fhirUser,
  };
}

/** Returns a row for which every read and search is refused. */
function forbid(row: ResourceTypeRow): ResourceTypeRow {
  return {
    ...row,
    find: () => undefined,
    ofPatient: () => [],
    special: { get: () => NOT_AUTHORIZED },
    search: () => ({ kind: 'refused', status: 403, issues: [createIssue(4118)] }),
  };
}

/** Returns whether a record matches the parameters of a scope. */
function isWithin({ charted }: ResourceTypeRow, resource: Stored<Resource>, query: URLSearchParams): boolean {
  return [...query].every(
    ([name, value]) =>
      charted?.criteria.some((criterion) => criterion.name === name && criterion.admits(resource, value)) ===
      true,
  );
}

function patientParameters({ charted }: ResourceTypeRow): readonly string[] {
  return charted === null ? [] : (charted.patientParameters ?? ['patient', 'subject']);
}
