import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { isAboutPatients, isSharedType } from '../../src/fhir/resource-kinds.ts';
import { RECORD_TYPES } from '../../src/fhir/record-types.ts';
import { factsOf, type ResourceType } from '../../src/fhir/resources.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import {
  ALL_TYPES,
  documentOf,
  INCLUDED,
  label,
  LOOKUPS,
  type Path,
  PATHS,
  ROOTS,
  selectionOf,
  TYPES,
} from '../support/authorization-walk.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { FOREIGN, OWN } from '../support/cross-reference-records.ts';
import {
  type OtherRecords,
  type CrossReferenceServer,
  startCrossReferenceServer,
} from '../support/cross-reference-server.ts';

/** The types whose records callers who are limited to patients see only of these patients, or not at all. */
const LIMITED_TYPES = ALL_TYPES.filter((type) => !isSharedType(type));

/** Returns every value at a path; flattens lists. */
function found(value: unknown, path: Path): unknown[] {
  const [name, ...rest] = path;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => found(item, path));
  if (name === undefined) return value === null || value === undefined ? [] : [value];
  return found(at(value, name), rest);
}

function propertiesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** A FHIR server, a gateway in front of it and its audit events. */
interface TestSystem {
  readonly web: CrossReferenceServer;
  readonly gateway: Gateway;
  readonly kept: MemoryAudit;
}

let provider: IdentityProvider;
/** The other records belong to another patient. */
let foreign: TestSystem;
/** The other records belong to the same patient, and labels hide them from patients. */
let labeled: TestSystem;

beforeAll(async () => {
  provider = await startIdentityProvider();
  [foreign, labeled] = await Promise.all([startSystem('foreign'), startSystem('labelled')]);
});

afterAll(async () => {
  const systems = [foreign, labeled];
  await Promise.all([
    provider.close(),
    ...systems.flatMap(({ gateway, web }) => [gateway.close(), web.close()]),
  ]);
});

async function startSystem(ofOthers: OtherRecords): Promise<TestSystem> {
  const web = await startCrossReferenceServer(ofOthers);
  let clock = Date.now();
  // A minute passes between any two events, so none is only counted as one of many refusals.
  const now = (): number => (clock += 60_000);
  const kept = createMemoryAudit({ upstream: web.baseUrl, isRequired: true, now });
  const gateway = await startGateway(web, {
    callers: provider.tokenVerification(),
    panel: { kind: 'ids', ids: [OWN, FOREIGN] },
    // x-explain reports the FHIR requests in the response, and these must not reveal hidden records either.
    server: { explorer: { signsIn: true }, audit: kept.audit },
  });
  // Estimates depend on the CapabilityStatement, so fetch it before the first comparison.
  await gateway.client.probe();
  return { web, gateway, kept };
}

/** A caller who may not see the other patient's records, and the types hidden from them. `type` is the type in which a path starts. */
interface Outsider {
  readonly name: string;
  readonly system: () => TestSystem;
  readonly scopes: (type: ResourceType) => string | null;
  readonly hidden: (type: ResourceType) => readonly ResourceType[];
}

const others = (type: ResourceType): ResourceType[] => ALL_TYPES.filter((one) => one !== type);

const OUTSIDERS: readonly Outsider[] = [
  {
    name: 'a caller of another compartment',
    system: () => foreign,
    scopes: () => 'patient/*.rs',
    hidden: () => LIMITED_TYPES,
  },
  {
    name: 'a patient from whom labels hide the records',
    system: () => labeled,
    scopes: () => 'patient/*.rs',
    hidden: () => ALL_TYPES,
  },
  {
    name: 'a caller without the scope',
    system: () => foreign,
    scopes: (type) => `user/${type}.rs`,
    hidden: others,
  },
  {
    name: 'a caller with a granular scope',
    system: () => foreign,
    scopes: (type) =>
      [`user/${type}.rs`, ...others(type).map((one) => `user/${one}.rs?category=none-such`)].join(' '),
    hidden: others,
  },
  { name: 'a caller without a token', system: () => foreign, scopes: () => null, hidden: () => ALL_TYPES },
];

interface ObservedResponse {
  readonly status: number;
  readonly body: unknown;
  /** The number of FHIR requests by wave, interaction and type. */
  readonly requestCounts: ReadonlyMap<string, number>;
  /** Sorted, because reads finish in any order. */
  readonly events: readonly unknown[];
}

async function responseTo(
  { gateway, kept }: TestSystem,
  document: string,
  scopes: string | null,
): Promise<ObservedResponse> {
  const request = gateway.http.post('/graphql').set('x-explain', 'true');
  if (scopes !== null) {
    void request.set('authorization', await provider.bearer(scopes, { patient: OWN }));
  }
  const response = await request.send({ query: document });
  const body: unknown = response.body;
  const events = kept
    .take()
    .map((event) => JSON.stringify(withoutRequestDetails(event)))
    .toSorted();
  return {
    status: response.status,
    body: withoutUpstream(body),
    requestCounts: requestCountsIn(body),
    events,
  };
}

/** Returns the event without the parts that differ between requests. */
function withoutRequestDetails({ id: _id, recorded: _recorded, entity = [], ...event }: AuditEvent): unknown {
  const otherEntities = entity.filter(({ type }) => type?.code !== 'XrequestId');
  // Reads of several types finish in any order.
  return { ...event, entity: otherEntities.map((one) => JSON.stringify(one)).toSorted() };
}

/** Returns the number of FHIR requests by interaction and type. Leaves out their times, which always differ. */
function requestCountsIn(body: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const group of propertiesOf(at(body, 'extensions', 'fhir', 'upstream'))) {
    const kind = `${String(at(group, 'wave'))} ${String(at(group, 'interaction'))} ${String(at(group, 'resourceType'))}`;
    counts.set(kind, (counts.get(kind) ?? 0) + Number(at(group, 'count')));
  }
  return counts;
}

/** Sorts errors too, because reads fail in any order. */
function withoutUpstream(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (name, value: unknown) => {
      if (name === 'upstream') return undefined;
      return name === 'errors' && Array.isArray(value) ? value.toSorted(byText) : value;
    }),
  );
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** Returns two responses: one while the hidden records exist, and one when they never existed. */
async function responsesWithAndWithout(
  system: TestSystem,
  document: string,
  scopes: string | null,
  hidden: readonly ResourceType[],
) {
  const { web } = system;
  web.removeOthers(new Set());
  const there = await responseTo(system, document, scopes);
  web.removeOthers(new Set(hidden));
  const never = await responseTo(system, document, scopes);
  web.removeOthers(new Set());
  return { there, never };
}

/** A field that always returns null would pass every other check. It may do so only if all its references point to types outside the graph. */
async function expectUnreadable(type: ResourceType, path: Path): Promise<void> {
  const literal = [...path.slice(0, -1), 'reference'];
  const selection = `${literal.join(' { ')}${' }'.repeat(literal.length - 1)}`;
  const { body } = await responseTo(
    foreign,
    documentOf(type, foreign.web.ownIds(type), selection),
    'system/*.rs',
  );
  const references = propertiesOf(at(body, 'data')).flatMap((own) => found(own, literal));
  expect([label({ type, path }), references.length > 0]).toEqual([label({ type, path }), true]);
  expect(
    references.filter((reference) => TYPES.some((known) => String(reference).startsWith(`${known}/`))),
  ).toEqual([]);
}

describe('every field that returns a resource [T1-I2]', () => {
  it('covers every field that returns a resource, from a type with a lookup', () => {
    expect([...LOOKUPS.keys()].toSorted()).toEqual(TYPES.toSorted());
    expect(PATHS.length).toBeGreaterThan(150);
    expect((PATHS.length + INCLUDED.length) * OUTSIDERS.length).toBeGreaterThan(750);
  });

  it.each([...PATHS, ...INCLUDED].map((one) => [label(one), one] as const))(
    'returns the same for a hidden resource as for one that never existed: %s',
    async (_label, { type, path }) => {
      const document = documentOf(type, foreign.web.ownIds(type), selectionOf(type, path));
      const seen = await responseTo(foreign, document, 'system/*.rs');
      const resources = propertiesOf(at(seen.body, 'data')).flatMap((own) => found(own, path));
      if (resources.length === 0) return expectUnreadable(type, path);
      expect(seen.requestCounts).not.toEqual(new Map());
      expect([label({ type, path }), seen.events.length > 0]).toEqual([
        label({ type, path }),
        isAboutPatients(factsOf(type)),
      ]);
      for (const { name, system, scopes, hidden } of OUTSIDERS) {
        const { there, never } = await responsesWithAndWithout(
          system(),
          document,
          scopes(type),
          hidden(type),
        );
        expect({ name, ...there }).toEqual({ name, ...never });
      }
    },
  );
});

describe('every field of Query that returns a resource', () => {
  it.each(ROOTS)(
    'returns the same for a hidden %s as for one that never existed: %s',
    async (type, document) => {
      const seen = await responseTo(foreign, document, 'system/*.rs');
      expect(JSON.stringify(at(seen.body, 'data'))).toContain(type === 'Patient' ? FOREIGN : type);
      const outsiders: readonly Outsider[] = [
        {
          name: 'compartment',
          system: () => foreign,
          scopes: () => 'patient/*.rs',
          hidden: () => LIMITED_TYPES,
        },
        { name: 'label', system: () => labeled, scopes: () => 'patient/*.rs', hidden: () => ALL_TYPES },
        {
          name: 'scope',
          system: () => foreign,
          scopes: () =>
            others(type)
              .map((one) => `user/${one}.rs`)
              .join(' '),
          hidden: () => ALL_TYPES,
        },
        {
          name: 'granular',
          system: () => foreign,
          scopes: () => `user/${type}.rs?category=none-such`,
          hidden: () => ALL_TYPES,
        },
        { name: 'token', system: () => foreign, scopes: () => null, hidden: () => ALL_TYPES },
      ];
      for (const { name, system, scopes, hidden } of outsiders) {
        const { there, never } = await responsesWithAndWithout(
          system(),
          document,
          scopes(type),
          hidden(type),
        );
        expect({ name, ...there }).toEqual({ name, ...never });
        const isShown = JSON.stringify(at(there.body, 'data') ?? null).includes(FOREIGN);
        expect([name, isShown]).toEqual([name, !hidden(type).includes(type)]);
        const refused = { scope: 'FORBIDDEN', token: 'UNAUTHENTICATED' }[name];
        expect([name, at(there.body, 'errors', 0, 'extensions', 'code')]).toEqual([
          name,
          refused ?? at(never.body, 'errors', 0, 'extensions', 'code'),
        ]);
      }
    },
  );
});

describe('every list of a patient with labeled records [T1-I8]', () => {
  const lists = [
    ...Object.entries(PATIENT_LISTS).map(([list, { type }]) => ({ list, type, argument: '' })),
    ...Object.entries(RECORD_TYPES)
      .filter(([, type]) => factsOf(type).patient.length > 0)
      .map(([member, type]) => ({ list: 'records', type, argument: `(type: ${member})` })),
  ];

  it.each(lists)(
    'omits labeled records from $list $argument as if they never existed',
    async ({ list, type, argument }) => {
      const document = `{ found: patient(id: "${OWN}") { ${list}${argument} { id } ${list}Connection${argument} { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
      const seen = await responseTo(labeled, document, 'user/*.rs');
      expect(JSON.stringify(at(seen.body, 'data'))).toContain(`${FOREIGN}-${type}`);
      const { there, never } = await responsesWithAndWithout(labeled, document, 'patient/*.rs', ALL_TYPES);
      expect(withoutCursors(there)).toEqual(withoutCursors(never));
      expect(JSON.stringify(there.body)).toContain(`${OWN}-${type}`);
      expect(JSON.stringify(there.body)).not.toContain(FOREIGN);
    },
  );
});

/** Replaces each cursor by its type: each is sealed with a nonce of its own, so equal positions give different cursors. */
function withoutCursors({ body, ...answered }: ObservedResponse): unknown {
  const comparable: unknown = JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'endCursor' ? typeof value : value)),
  );
  return { ...answered, body: comparable };
}
