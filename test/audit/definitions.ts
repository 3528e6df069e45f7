/** Validates AuditEvents against the definitions of FHIR R4 and the profiles of IHE BALP 1.1.3. */
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import type { AuditEvent, AuditEventEntity, CodeSystemConcept, Coding } from '../../src/fhir/types.ts';
import { readCodeSystems, readStructures } from '../support/fhir-definitions.ts';

/** Returns one line per problem of the event. */
export function problemsOf(event: AuditEvent): string[] {
  return [...structureProblems(event), ...codeProblems(event), ...profileProblems(event)];
}

/** Returns the displays of a code system's concepts by code; with `root`, only of that concept and its descendants. */
export function conceptsOf(system: string, root?: string): ReadonlyMap<string, string> {
  const all = CONCEPTS_BY_SYSTEM.get(system) ?? [];
  const part = root === undefined ? all : all.filter(({ code }) => code === root).flatMap(withDescendants);
  return new Map(part.map(({ code, display = '' }) => [code, display]));
}

indexStructureDefinitionBundle(readStructures());

const CONCEPTS_BY_SYSTEM: ReadonlyMap<string, readonly CodeSystemConcept[]> = new Map(
  readCodeSystems().map(({ url = '', concept = [] }) => [url, concept.flatMap(withDescendants)]),
);

function withDescendants(concept: CodeSystemConcept): CodeSystemConcept[] {
  return [concept, ...(concept.concept ?? []).flatMap(withDescendants)];
}

/** Checks elements, cardinalities, formats and invariants (http://hl7.org/fhir/R4/auditevent.html). */
function structureProblems(event: AuditEvent): string[] {
  try {
    return validateResource(event).map(({ details }) => details?.text ?? '');
  } catch (error) {
    if (error instanceof OperationOutcomeError) return [error.message];
    throw error;
  }
}

/** The codes of a code system outside FHIR's definitions. */
const FOREIGN_CODES: Readonly<Record<string, readonly string[]>> = {
  'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType': ['XrequestId'],
  'https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes': ['AuthzOauthService'],
};

/** Reports codes that are missing from their systems, and displays that differ from them. */
function codeProblems(event: AuditEvent): string[] {
  const given: { readonly system: string; readonly code: string | undefined }[] = [
    { system: 'http://hl7.org/fhir/audit-event-action', code: event.action },
    { system: 'http://hl7.org/fhir/audit-event-outcome', code: event.outcome },
    ...event.agent.map(({ network }) => ({
      system: 'http://hl7.org/fhir/network-type',
      code: network?.type,
    })),
  ];
  const required: Coding[] = given.flatMap(({ system, code }) =>
    code === undefined ? [] : [{ system, code }],
  );
  return [...required, ...codingsIn(event)].flatMap(({ system = '', code = '', display }: Coding) => {
    if (FOREIGN_CODES[system]?.includes(code) === true) return [];
    const known = conceptsOf(system).get(code);
    if (known === undefined) return [`${system} has no code ${code}`];
    return display === undefined || display === known ? [] : [`${code} is "${known}", not "${display}"`];
  });
}

function codingsIn(value: unknown): Coding[] {
  if (Array.isArray(value)) return value.flatMap(codingsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own: Coding[] =
    'code' in value && 'system' in value && typeof value.code === 'string' && typeof value.system === 'string'
      ? [{ ...value, system: value.system, code: value.code }]
      : [];
  return [...own, ...Object.values(value).flatMap(codingsIn)];
}

interface Profile {
  readonly action: string;
  readonly subtype: string;
  readonly client: string;
  readonly server: string;
  readonly users: readonly string[];
  readonly slices: readonly Slice[];
}

/** How many entities of a type an event contains, their permitted roles, and the elements that they must have or lack. */
interface Slice {
  readonly type: string;
  readonly times: 1 | '0..1' | 0;
  readonly roles: readonly string[];
  readonly has: readonly (keyof AuditEventEntity)[];
  readonly lacks: readonly (keyof AuditEventEntity)[];
}

const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type|';
const XREQUEST_ID = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType|XrequestId';

const PATIENT: Slice = { type: `${ENTITY_TYPE}1`, times: 1, roles: ['1'], has: ['what'], lacks: [] };
const NO_PATIENT: Slice = { ...PATIENT, times: 0 };
const REQUEST: Slice = { type: XREQUEST_ID, times: '0..1', roles: [''], has: ['what'], lacks: [] };
const DATA: Slice = { type: `${ENTITY_TYPE}2`, times: 1, roles: ['4', '3', '20'], has: ['what'], lacks: [] };
const QUERY: Slice = {
  type: `${ENTITY_TYPE}2`,
  times: 1,
  roles: ['24'],
  has: ['query'],
  lacks: ['what', 'lifecycle', 'detail'],
};

const [SOURCE, DESTINATION] = ['110153', '110152'];
const READ = {
  action: 'R',
  subtype: 'read',
  client: DESTINATION,
  server: SOURCE,
  users: ['IRCP'],
} as const;
const SEARCH = {
  action: 'E',
  subtype: 'search',
  client: SOURCE,
  server: DESTINATION,
  users: ['IRCP'],
} as const;
const CREATE = {
  action: 'C',
  subtype: 'create',
  client: SOURCE,
  server: DESTINATION,
  users: ['AUT', 'INF', 'CST'],
} as const;

/** The BALP profiles of RESTful reads, queries and creates (https://profiles.ihe.net/ITI/BALP/1.1.3/artifacts.html). */
const PROFILES: Readonly<Record<string, Profile>> = {
  Read: { ...READ, slices: [NO_PATIENT, DATA, REQUEST] },
  PatientRead: { ...READ, slices: [PATIENT, DATA, REQUEST] },
  Query: { ...SEARCH, slices: [NO_PATIENT, QUERY, REQUEST] },
  PatientQuery: { ...SEARCH, slices: [PATIENT, QUERY, REQUEST] },
  Create: { ...CREATE, slices: [NO_PATIENT, DATA, REQUEST] },
  PatientCreate: { ...CREATE, slices: [PATIENT, DATA, REQUEST] },
};

const PROFILE_BASE = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

/** Reports the rules of the event's own profiles that the event breaks. */
function profileProblems(event: AuditEvent): string[] {
  return (event.meta?.profile ?? []).flatMap((url) => {
    const profile = PROFILES[url.replace(PROFILE_BASE, '')];
    return profile === undefined ? [`${url} is not a BALP profile`] : mismatches(event, profile);
  });
}

function mismatches(event: AuditEvent, profile: Profile): string[] {
  const { type, subtype = [], action, outcome, agent } = event;
  const agentsOf = (...codes: readonly string[]) =>
    agent.filter((each) => each.type?.coding?.some(({ code = '' }) => codes.includes(code)));
  const [clients, servers] = [agentsOf(profile.client), agentsOf(profile.server)];
  const users = agentsOf('IRCP', 'AUT', 'INF', 'CST');
  const rules: readonly (readonly [isMet: boolean, problem: string])[] = [
    [type.code === 'rest', 'the type is rest'],
    [subtype.some(({ code }) => code === profile.subtype), `a subtype is ${profile.subtype}`],
    [action === profile.action, `the action is ${profile.action}`],
    [outcome === '0', 'the outcome is success'],
    [clients.length === 1 && servers.length === 1, 'there is one client, and one server'],
    [
      [...clients, ...servers].every(({ who, network, media }) => who && network && !media),
      'client and server have who and network, and no media',
    ],
    [users.length <= 1, 'there is at most one user'],
    [
      users.every(
        ({ type: coded, who, requestor, network, media }) =>
          who &&
          requestor &&
          !network &&
          !media &&
          coded?.coding?.some(({ code = '' }) => profile.users.includes(code)),
      ),
      'the user is the requestor, of the right kind, with who, and without network and media',
    ],
    ...profile.slices.map((slice) => [meets(event, slice), `entities of ${slice.type}`] as const),
  ];
  return rules.flatMap(([isMet, problem]) => (isMet ? [] : [`not so: ${problem}`]));
}

function meets({ entity = [] }: AuditEvent, { type, times, roles, has, lacks }: Slice): boolean {
  const own = entity.filter((each) => `${each.type?.system}|${each.type?.code}` === type);
  const isRight = times === '0..1' ? own.length <= 1 : own.length === times;
  return (
    isRight &&
    own.every(
      (each) =>
        roles.includes(each.role?.code ?? '') &&
        has.every((name) => each[name] !== undefined) &&
        lacks.every((name) => each[name] === undefined),
    )
  );
}
