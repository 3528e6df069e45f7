import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { isAboutPatients } from '../../src/fhir/resource-kinds.ts';
import { factsOf, isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import {
  FOREIGN,
  type OfOthers,
  OWN,
  type ReferenceWeb,
  startReferenceWeb,
} from '../support/reference-web.ts';
import { sampled } from '../support/sampled.ts';

const schema = createSchema();
const TYPES = Object.keys(RESOURCES)
  .filter((type) => isResourceType(type))
  .filter((type) => RESOURCES[type].inGraph);
const OF_PATIENTS = TYPES.filter((type) => isAboutPatients(factsOf(type)));

/** A field that answers with a resource, by the names that lead to it from a resource. */
type Path = readonly string[];

/** A field of `Query` that finds one resource by its id. */
const LOOKUPS: ReadonlyMap<ResourceType, string> = new Map(
  Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const type = getNamedType(field.type).name;
    const isLookup = field.args.length === 1 && field.args[0]?.name === 'id';
    return isLookup && isResourceType(type) ? [[type, field.name] as const] : [];
  }),
);

function isEntity(type: GraphQLNamedType): boolean {
  return isAbstractType(type) ? schema.getPossibleTypes(type).some(isEntity) : isResourceType(type.name);
}

function isPlain({ args }: GraphQLField<unknown, unknown>): boolean {
  return !args.some(isRequiredArgument);
}

/** Every way from a type to a resource that passes through no other resource. */
function pathsFrom(type: GraphQLObjectType, within: readonly string[] = []): Path[] {
  return Object.values(type.getFields())
    .filter(isPlain)
    .flatMap((field): Path[] => {
      const inner = getNamedType(field.type);
      if (isEntity(inner)) return [[field.name]];
      if (!isObjectType(inner) || within.includes(inner.name)) return [];
      return pathsFrom(inner, [...within, type.name]).map((path) => [field.name].concat(path));
    });
}

interface Start {
  readonly type: ResourceType;
  readonly path: Path;
}

function label({ type, path }: Start): string {
  return `${type}.${path.join('.')}`;
}

const PATHS: readonly Start[] = TYPES.flatMap((type) => {
  const object = schema.getType(type);
  const paths = isObjectType(object) ? pathsFrom(object) : [];
  return paths.map((path) => ({ type, path }));
});

/** What comes along with the lists of a patient. */
const INCLUDED: readonly Start[] = Object.entries(PATIENT_LISTS).flatMap(([list, { type }]) =>
  Object.keys(factsOf(type).includes ?? {}).map((path): Start => ({
    type: 'Patient',
    path: [list, ...path.split('.')],
  })),
);

function selectionOf(type: ResourceType, path: Path): string {
  let current: GraphQLNamedType | undefined = schema.getType(type);
  for (const name of path) {
    current = isObjectType(current) ? getNamedType(current.getFields()[name]?.type) : undefined;
  }
  const members = isAbstractType(current) ? schema.getPossibleTypes(current).map(({ name }) => name) : [];
  const shown = ['__typename', ...members.map((member) => `... on ${member} { id }`)].join(' ');
  return `${path.join(' { ')} { ${members.length === 0 ? '__typename id' : shown} }${' }'.repeat(path.length - 1)}`;
}

/** All that stands at a path, through lists. */
function found(value: unknown, path: Path): unknown[] {
  const [name, ...rest] = path;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => found(item, path));
  if (name === undefined) return value === null || value === undefined ? [] : [value];
  return found(at(value, name), rest);
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** A FHIR server and a gateway in front of it. */
interface World {
  readonly web: ReferenceWeb;
  readonly gateway: Gateway;
  readonly kept: KeptAudit;
}

let provider: IdentityProvider;
/** The other records belong to another patient. */
let foreign: World;
/** The other records belong to the same patient, and labels hide them from patients. */
let labelled: World;

beforeAll(async () => {
  provider = await startIdentityProvider();
  [foreign, labelled] = await Promise.all([startWorld('foreign'), startWorld('labelled')]);
});

afterAll(async () => {
  const worlds = [foreign, labelled];
  await Promise.all([
    provider.close(),
    ...worlds.flatMap(({ gateway, web }) => [gateway.close(), web.close()]),
  ]);
});

async function startWorld(ofOthers: OfOthers): Promise<World> {
  const web = await startReferenceWeb(ofOthers);
  const kept = keptAudit({ upstream: web.baseUrl, isRequired: true });
  const gateway = await startGateway(web, {
    callers: provider.checks(),
    panel: { kind: 'ids', ids: [OWN, FOREIGN] },
    // So that answers tell what was asked for, which must not tell of what is hidden either.
    server: { explorer: { signsIn: true }, audit: kept.audit },
  });
  return { web, gateway, kept };
}

/** Everyone who shall not see what the other patient has, and what of it is hidden from them; `type` is what a path starts from. */
interface Outsider {
  readonly name: string;
  readonly world: () => World;
  readonly scopes: (type: ResourceType) => string | null;
  readonly hidden: (type: ResourceType) => readonly ResourceType[];
}

const others = (type: ResourceType): ResourceType[] => TYPES.filter((one) => one !== type);

const OUTSIDERS: readonly Outsider[] = [
  {
    name: 'a caller of another compartment',
    world: () => foreign,
    scopes: () => 'patient/*.rs',
    hidden: () => OF_PATIENTS,
  },
  {
    name: 'a patient from whom labels hide it',
    world: () => labelled,
    scopes: () => 'patient/*.rs',
    hidden: () => TYPES,
  },
  {
    name: 'a caller without the scope',
    world: () => foreign,
    scopes: (type) => `user/${type}.rs`,
    hidden: others,
  },
  {
    name: 'a caller with a granular scope',
    world: () => foreign,
    scopes: (type) =>
      [`user/${type}.rs`, ...others(type).map((one) => `user/${one}.rs?category=none-such`)].join(' '),
    hidden: others,
  },
  { name: 'a caller without a token', world: () => foreign, scopes: () => null, hidden: () => TYPES },
];

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly asked: ReadonlyMap<string, number>;
  /** Sorted, since reads end in any order. The time that it takes to write them must not reveal hidden records either. */
  readonly events: readonly unknown[];
}

async function answerTo(
  { gateway, kept }: World,
  document: string,
  scopes: string | null,
): Promise<Answered> {
  const request = gateway.http.post('/graphql').set('x-explain', 'true');
  if (scopes !== null) {
    void request.set('authorization', await provider.bearer(scopes, { patient: OWN }));
  }
  const response = await request.send({ query: document });
  const body: unknown = response.body;
  const events = kept
    .take()
    .map((event) => JSON.stringify(withoutItsRequest(event)))
    .toSorted();
  return { status: response.status, body: withoutUpstream(body), asked: askedIn(body), events };
}

/** The event without what differs from one request to the next. */
function withoutItsRequest({ id: _id, recorded: _recorded, entity = [], ...event }: AuditEvent): unknown {
  const besides = entity.filter(({ type }) => type?.code !== 'XrequestId');
  // Reads of several types end in any order.
  return { ...event, entity: besides.map((one) => JSON.stringify(one)).toSorted() };
}

/** How much was asked for of each kind. When it was asked for differs each time. */
function askedIn(body: unknown): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const group of valuesOf(at(body, 'extensions', 'fhir', 'upstream'))) {
    const kind = `${String(at(group, 'interaction'))} ${String(at(group, 'resourceType'))}`;
    asked.set(kind, (asked.get(kind) ?? 0) + Number(at(group, 'count')));
  }
  return asked;
}

function withoutUpstream(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'upstream' ? undefined : value)),
  );
}

/** The answer where the other patient's records are there, and where they never were. */
async function bothAnswers(
  world: World,
  document: string,
  scopes: string | null,
  hidden: readonly ResourceType[],
) {
  const { web } = world;
  web.forget(new Set());
  const there = await answerTo(world, document, scopes);
  web.forget(new Set(hidden));
  const never = await answerTo(world, document, scopes);
  web.forget(new Set());
  return { there, never };
}

function documentOf(type: ResourceType, selection: string): string {
  const lookups = foreign.web
    .ownIds(type)
    .map((id, index) => `v${index}: ${LOOKUPS.get(type)}(id: "${id}") { id ${selection} }`);
  return `{ ${lookups.join(' ')} }`;
}

/** A field that never answers would pass any other check. It may do so only if its references lead to types outside the graph. */
async function expectUnreadable(type: ResourceType, path: Path): Promise<void> {
  const literal = [...path.slice(0, -1), 'reference'];
  const selection = `${literal.join(' { ')}${' }'.repeat(literal.length - 1)}`;
  const { body } = await answerTo(foreign, documentOf(type, selection), 'system/*.rs');
  const references = valuesOf(at(body, 'data')).flatMap((own) => found(own, literal));
  expect([label({ type, path }), references.length > 0]).toEqual([label({ type, path }), true]);
  expect(
    references.filter((reference) => TYPES.some((known) => String(reference).startsWith(`${known}/`))),
  ).toEqual([]);
}

describe('every field that answers with a resource', () => {
  it('is known, and starts from a type that can be looked up', () => {
    expect([...LOOKUPS.keys()].toSorted()).toEqual(TYPES.toSorted());
    expect(PATHS.length).toBeGreaterThan(150);
    expect((PATHS.length + INCLUDED.length) * OUTSIDERS.length).toBeGreaterThan(750);
  });

  it.each(sampled([...PATHS, ...INCLUDED]).map((one) => [label(one), one] as const))(
    '%s',
    async (_label, { type, path }) => {
      const document = documentOf(type, selectionOf(type, path));
      const seen = await answerTo(foreign, document, 'system/*.rs');
      const resources = valuesOf(at(seen.body, 'data')).flatMap((own) => found(own, path));
      if (resources.length === 0) return expectUnreadable(type, path);
      expect(seen.asked).not.toEqual(new Map());
      expect([label({ type, path }), seen.events.length > 0]).toEqual([
        label({ type, path }),
        isAboutPatients(factsOf(type)),
      ]);
      for (const { name, world, scopes, hidden } of OUTSIDERS) {
        const { there, never } = await bothAnswers(world(), document, scopes(type), hidden(type));
        expect({ name, ...there }).toEqual({ name, ...never });
      }
    },
  );
});

describe('every field that a query begins with', () => {
  const roots = [
    ...TYPES.map((type) => [type, `{ found: ${LOOKUPS.get(type)}(id: "${idOf(type)}") { id } }`] as const),
    ...TYPES.map(
      (type) =>
        [
          type,
          `{ found: _entities(representations: [{ __typename: "${type}", id: "${idOf(type)}" }]) { ... on ${type} { id } } }`,
        ] as const,
    ),
    ...[
      '',
      ', { __typename: "Patient", mrn: "MRN-nobody" }',
      `, { __typename: "Patient", id: "${FOREIGN}" }`,
    ].map(
      (beside) =>
        [
          'Patient',
          `{ found: _entities(representations: [{ __typename: "Patient", mrn: "MRN-${FOREIGN}" }${beside}]) { ... on Patient { id mrn } } }`,
        ] as const,
    ),
    ['Patient', `{ found: patients(filter: { ids: ["${FOREIGN}"] }) { id } }`] as const,
    ['Patient', `{ found: patients { id } }`] as const,
    ['Patient', `{ found: patientByIdentifier(system: "MRN", value: "MRN-${FOREIGN}") { id } }`] as const,
    [
      'Patient',
      `{ found: patientsConnection(filter: { ids: ["${FOREIGN}"] }) { nodes { id } edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
    ] as const,
    ...Object.keys(PATIENT_LISTS).map(
      (list) =>
        [
          'Patient',
          `{ found: patient(id: "${FOREIGN}") { ${list} { id } ${list}Connection { nodes { id } } } }`,
        ] as const,
    ),
  ] as const;

  it.each(sampled(roots))('%s: %s', async (type, document) => {
    const seen = await answerTo(foreign, document, 'system/*.rs');
    expect(JSON.stringify(at(seen.body, 'data'))).toContain(type === 'Patient' ? FOREIGN : type);
    const outsiders: readonly Outsider[] = [
      {
        name: 'compartment',
        world: () => foreign,
        scopes: () => 'patient/*.rs',
        hidden: () => OF_PATIENTS,
      },
      { name: 'label', world: () => labelled, scopes: () => 'patient/*.rs', hidden: () => TYPES },
      {
        name: 'scope',
        world: () => foreign,
        scopes: () =>
          others(type)
            .map((one) => `user/${one}.rs`)
            .join(' '),
        hidden: () => TYPES,
      },
      {
        name: 'granular',
        world: () => foreign,
        scopes: () => `user/${type}.rs?category=none-such`,
        hidden: () => TYPES,
      },
      { name: 'token', world: () => foreign, scopes: () => null, hidden: () => TYPES },
    ];
    for (const { name, world, scopes, hidden } of outsiders) {
      const { there, never } = await bothAnswers(world(), document, scopes(type), hidden(type));
      expect({ name, ...there }).toEqual({ name, ...never });
      const isShown = JSON.stringify(at(there.body, 'data') ?? null).includes(FOREIGN);
      expect([name, isShown]).toEqual([name, !hidden(type).includes(type)]);
      const refused = { scope: 'FORBIDDEN', token: 'UNAUTHENTICATED' }[name];
      expect([name, at(there.body, 'errors', 0, 'extensions', 'code')]).toEqual([
        name,
        refused ?? at(never.body, 'errors', 0, 'extensions', 'code'),
      ]);
    }
  });
});

describe('every list of a patient with labelled records', () => {
  it.each(sampled(Object.entries(PATIENT_LISTS)))('%s', async (list, { type }) => {
    const document = `{ found: patient(id: "${OWN}") { ${list} { id } ${list}Connection { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
    const seen = await answerTo(labelled, document, 'user/*.rs');
    expect(JSON.stringify(at(seen.body, 'data'))).toContain(`${FOREIGN}-${type}`);
    const { there, never } = await bothAnswers(labelled, document, 'patient/*.rs', TYPES);
    expect(withoutCursors(there)).toEqual(withoutCursors(never));
    expect(JSON.stringify(there.body)).toContain(`${OWN}-${type}`);
    expect(JSON.stringify(there.body)).not.toContain(FOREIGN);
  });
});

/** Each cursor is sealed with its own nonce. */
function withoutCursors({ body, ...answered }: Answered): unknown {
  const told: unknown = JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'endCursor' ? typeof value : value)),
  );
  return { ...answered, body: told };
}

function idOf(type: ResourceType): string {
  return type === 'Patient' ? FOREIGN : `${FOREIGN}-${type}-0`;
}
