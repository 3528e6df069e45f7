import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAboutPatients, isSharedType } from '../../src/fhir/resource-kinds.ts';
import { factsOf, type ResourceType } from '../../src/fhir/resources.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import {
  ALL_TYPES,
  differingFields,
  FIELDS,
  fieldsWith,
  labelsOf,
  LOOKUPS,
  OWN_LISTS,
  propertiesOf,
  referencesOperation,
  ROOTS,
  TYPES,
  type WalkOperation,
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
import { sortUnordered } from '../support/unordered.ts';

/** The types whose records callers who are limited to patients see only of these patients, or not at all. */
const LIMITED_TYPES = ALL_TYPES.filter((type) => !isSharedType(type));

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
  /** The number of FHIR requests by wave (unless the operation reads in parallel), interaction and type. */
  readonly requestCounts: ReadonlyMap<string, number>;
  /** Sorted, because reads finish in any order. */
  readonly events: readonly unknown[];
}

async function responseTo(
  { gateway, kept }: TestSystem,
  { document, isParallel }: WalkOperation,
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
    requestCounts: requestCountsIn(body, isParallel),
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
function requestCountsIn(body: unknown, isParallel: boolean): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const group of propertiesOf(at(body, 'extensions', 'fhir', 'upstream'))) {
    const kind = `${isParallel ? '' : String(at(group, 'wave'))} ${String(at(group, 'interaction'))} ${String(at(group, 'resourceType'))}`;
    counts.set(kind, (counts.get(kind) ?? 0) + Number(at(group, 'count')));
  }
  return counts;
}

/** Sorts errors and warnings too, because reads end in any order. */
function withoutUpstream(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (name, value: unknown) =>
      name === 'upstream' ? undefined : sortUnordered(name, value),
    ),
  );
}

/** Returns two responses: one while the hidden records exist, and one when they never existed. */
async function responsesWithAndWithout(
  system: TestSystem,
  operation: WalkOperation,
  scopes: string | null,
  hidden: readonly ResourceType[],
) {
  const { web } = system;
  web.removeOthers(new Set());
  const there = await responseTo(system, operation, scopes);
  web.removeOthers(new Set(hidden));
  const never = await responseTo(system, operation, scopes);
  web.removeOthers(new Set());
  return { there, never };
}

/** Whether a literal reference points to a type of the graph. */
function isReadable(reference: unknown): boolean {
  return TYPES.some((known) => String(reference).startsWith(`${known}/`));
}

/** A field that always returns null would pass every other check. It may do so only if all its references point to types outside the graph. */
async function expectUnreadable(operation: WalkOperation, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  const references = referencesOperation(operation, labels);
  const { body } = await responseTo(foreign, references, 'system/*.rs');
  const found = references.fields.map(({ label, valuesIn }) => ({ label, values: valuesIn(body) }));
  expect(found.filter(({ values }) => values.length === 0 || values.some(isReadable))).toEqual([]);
}

/** Expects the same response whether the hidden records exist or never existed. Returns its body. */
async function expectNoDifference(
  operation: WalkOperation,
  { name, system, scopes, hidden }: Outsider,
): Promise<unknown> {
  const { type } = operation;
  const { there, never } = await responsesWithAndWithout(system(), operation, scopes(type), hidden(type));
  expect({ name, fields: differingFields(operation, there.body, never.body) }).toEqual({ name, fields: [] });
  expect({ name, ...there }).toEqual({ name, ...never });
  return there.body;
}

describe('every field that returns a resource [T1-I2]', () => {
  it('covers every field that returns a resource, from a type with a lookup', () => {
    expect([...LOOKUPS.keys()].toSorted()).toEqual(TYPES.toSorted());
    expect(FIELDS.flatMap(labelsOf).length).toBeGreaterThan(550);
  });

  it.each(FIELDS)(
    'returns the same for a hidden resource as for one that never existed: $name',
    async (operation) => {
      const { type, fields } = operation;
      const seen = await responseTo(foreign, operation, 'system/*.rs');
      const unread = fields.filter(({ valuesIn }) => valuesIn(seen.body).length === 0);
      await expectUnreadable(
        operation,
        unread.map(({ label }) => label),
      );
      expect(seen.requestCounts).not.toEqual(new Map());
      expect([type, seen.events.length > 0]).toEqual([type, isAboutPatients(factsOf(type))]);
      for (const outsider of OUTSIDERS) await expectNoDifference(operation, outsider);
    },
  );
});

/** A caller who may not see the record that a field of `Query` names. */
interface OutsiderOfRoots extends Outsider {
  /** The errors of the operation, as response key and code; `null` if absent records decide about them. */
  readonly refusals: ((operation: WalkOperation) => readonly string[]) | null;
}

const OUTSIDERS_OF_ROOTS: readonly OutsiderOfRoots[] = [
  {
    name: 'compartment',
    system: () => foreign,
    scopes: () => 'patient/*.rs',
    hidden: () => LIMITED_TYPES,
    refusals: null,
  },
  {
    name: 'label',
    system: () => labeled,
    scopes: () => 'patient/*.rs',
    hidden: () => ALL_TYPES,
    refusals: null,
  },
  {
    name: 'scope',
    system: () => foreign,
    scopes: (type) =>
      others(type)
        .map((one) => `user/${one}.rs`)
        .join(' '),
    hidden: () => ALL_TYPES,
    refusals: ({ fields }) => fields.map((_field, index) => `f${index} FORBIDDEN`),
  },
  {
    name: 'granular',
    system: () => foreign,
    scopes: (type) => `user/${type}.rs?category=none-such`,
    hidden: () => ALL_TYPES,
    refusals: null,
  },
  {
    name: 'token',
    system: () => foreign,
    scopes: () => null,
    hidden: () => ALL_TYPES,
    refusals: () => ['undefined UNAUTHENTICATED'],
  },
];

const anyRefusals: unknown = expect.any(Array);

function refusalsIn(body: unknown): string[] {
  const refusals = propertiesOf(at(body, 'errors')).map(
    (error) => `${String(at(error, 'path', 0))} ${String(at(error, 'extensions', 'code'))}`,
  );
  return [...new Set(refusals)].toSorted();
}

describe('every field of Query that returns a resource', () => {
  it.each(ROOTS)(
    'returns the same for a hidden record as for one that never existed: $name',
    async (operation) => {
      const { type } = operation;
      const seen = await responseTo(foreign, operation, 'system/*.rs');
      expect(fieldsWith(operation, seen.body, FOREIGN)).toEqual(labelsOf(operation));
      for (const outsider of OUTSIDERS_OF_ROOTS) {
        const { name, hidden, refusals } = outsider;
        const body = await expectNoDifference(operation, outsider);
        const shown = hidden(type).includes(type) ? [] : labelsOf(operation);
        expect([name, fieldsWith(operation, body, FOREIGN)]).toEqual([name, shown]);
        const expected = refusals === null ? anyRefusals : refusals(operation).toSorted();
        expect([name, refusalsIn(body)]).toEqual([name, expected]);
      }
    },
  );
});

describe('every list of a patient with labeled records [T1-I8]', () => {
  it.each(OWN_LISTS)('omits labeled records as if they never existed: $name', async (operation) => {
    const seen = await responseTo(labeled, operation, 'user/*.rs');
    expect(fieldsWith(operation, seen.body, FOREIGN)).toEqual(labelsOf(operation));
    const { there, never } = await responsesWithAndWithout(labeled, operation, 'patient/*.rs', ALL_TYPES);
    expect(fieldsWith(operation, there.body, FOREIGN)).toEqual([]);
    expect(withoutCursors(there)).toEqual(withoutCursors(never));
    expect(fieldsWith(operation, there.body, `${OWN}-`)).toEqual(labelsOf(operation));
  });
});

/** Replaces each cursor by its type: each is sealed with a nonce of its own, so equal positions give different cursors. */
function withoutCursors({ body, ...answered }: ObservedResponse): unknown {
  const comparable: unknown = JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'endCursor' ? typeof value : value)),
  );
  return { ...answered, body: comparable };
}
