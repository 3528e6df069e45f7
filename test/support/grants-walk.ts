/**
 * Gateways in front of a FHIR server that shows some persons other records than other persons and the gateway itself. One has never heard of
 * the others, so that a test can compare what the persons get from both.
 */
import { GatewayError } from '../../src/errors.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { FOREIGN, OWN } from './cross-reference-records.ts';
import { type CrossReferenceServer, startCrossReferenceServer } from './cross-reference-server.ts';
import { at } from './expected.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { createMemoryAudit, type MemoryAudit } from './memory-audit.ts';
import { admitPersons, signIn, type SignedInPerson } from './persons.ts';
import { openState } from './shared-states.ts';
import { byText, sortUnordered } from './unordered.ts';
import { startValkey, type ValkeyServer } from './valkey.ts';

/** The token of the persons from whom the FHIR server hides the other records. */
export const LIMITED = 'token-of-limited';
/** The token of a person who sees everything. */
export const OTHER = 'token-of-other';
/** The token of the gateway, which sees everything. */
export const SYSTEM = 'anyone';
/** A token that the FHIR server refuses. */
const REFUSED = 'token-of-expired';
const TOKEN_ENDPOINT_DOWN = new GatewayError('UPSTREAM_UNAVAILABLE', 'The token endpoint failed.');

export interface Replica {
  readonly gateway: Gateway;
  readonly audit: MemoryAudit;
}

export interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly events: readonly string[];
  /** The requests with the token of the person. */
  readonly requests: readonly string[];
}

export interface GrantsWalk {
  readonly server: CrossReferenceServer;
  /** Null for one process. */
  readonly valkey: ValkeyServer | null;
  /** Serves only limited persons. */
  readonly alone: Replica;
  /** Serve everyone. They are the same for one process, and otherwise share a store. */
  readonly busy: Replica;
  readonly elsewhere: Replica;
  readonly other: SignedInPerson;
  /** The same person as the first limited one, who sees everything since they signed in again. */
  readonly again: SignedInPerson;
  /** Persons whose sessions fail: the FHIR server refuses one's tokens, and the other's cannot be renewed. */
  readonly failing: readonly SignedInPerson[];
  /** Signs in persons from whom the FHIR server hides the other records. */
  signInLimited(tokens?: readonly string[]): readonly SignedInPerson[];
  startReplica(): Promise<Replica>;
  /**
   * Observes an operation of a limited person while others run.
   * @param others starts these; `answered` is the response to the person
   */
  observe(
    replica: Replica,
    query: string,
    person: SignedInPerson,
    others?: (answered: Promise<unknown>) => readonly PromiseLike<unknown>[],
  ): Promise<Outcome>;
  /** Returns the requests with a token since the last observation began. */
  requestsOf(token: string): readonly string[];
  close(): Promise<void>;
}

export async function startGrantsWalk(isReplicated: boolean): Promise<GrantsWalk> {
  const server = await startCrossReferenceServer('foreign', {
    hidesOthersFrom: LIMITED,
    refusesToken: REFUSED,
  });
  const states: SharedState[] = [];
  const replicas: Replica[] = [];
  const other = signIn('colleague', { tokens: [OTHER] });
  const again = signIn('clinician', { tokens: [OTHER] });
  const failing = [
    signIn('expired', { tokens: [REFUSED, REFUSED, REFUSED] }),
    signIn('disconnected', { getToken: () => Promise.reject(TOKEN_ENDPOINT_DOWN) }),
  ];
  const persons = [other, again, ...failing];

  async function start(valkey: ValkeyServer | null): Promise<Replica> {
    const state = valkey === null ? null : await openState(valkey.place);
    if (state !== null) states.push(state);
    const audit = createMemoryAudit({ upstream: server.baseUrl, isRequired: true });
    const gateway = await startGateway(server, {
      panel: { kind: 'ids', ids: [OWN, FOREIGN] },
      admit: admitPersons(persons),
      ...(state === null ? {} : { state }),
      server: { explorer: { signsIn: true }, audit: audit.audit, sharedCacheSeconds: 3_600 },
    });
    // Estimates depend on the CapabilityStatement, which grants share.
    await gateway.client.probe();
    const replica = { gateway, audit };
    replicas.push(replica);
    return replica;
  }

  const alone = await start(null);
  const valkey = isReplicated ? await startValkey() : null;
  const busy = await start(valkey);
  const elsewhere = isReplicated ? await start(valkey) : busy;
  const requestsOf = (token: string): string[] => server.requestsOf(token).flatMap(byId).toSorted();

  return {
    server,
    valkey,
    alone,
    busy,
    elsewhere,
    other,
    again,
    failing,
    signInLimited(tokens = [LIMITED]) {
      const limited = [
        signIn('clinician', { tokens }),
        signIn('patient', { tokens, scopes: 'patient/*.rs', patient: OWN }),
      ];
      persons.push(...limited);
      return limited;
    },
    startReplica: () => start(valkey),
    async observe(replica, query, person, others = () => []) {
      server.forgetRequests();
      replica.audit.take();
      const answered = Promise.resolve(ask(replica, query, person));
      const [response] = await Promise.all([answered, ...others(answered)]);
      const requestId = String(response.headers['x-request-id']);
      const events = replica.audit.take().filter((event) => JSON.stringify(event).includes(requestId));
      return {
        status: response.status,
        body: withoutTimes(response.body),
        events: events.map(withoutRequestDetails).toSorted(),
        requests: requestsOf(LIMITED),
      };
    },
    requestsOf,
    async close() {
      for (const { gateway } of replicas) await gateway.close();
      for (const state of states) state.close();
      await valkey?.close();
      await server.close();
    },
  };
}

export function ask({ gateway }: Replica, query: string, person: SignedInPerson | null) {
  const headers = { 'x-explain': 'true', ...person?.headers };
  return gateway.http.post('/graphql').set(headers).send({ query });
}

/** Returns a request for each id of a batch. The order of earlier responses decides which ids form a batch. */
function byId(url: string): string[] {
  const { pathname, searchParams } = new URL(url, 'http://fhir.example.org');
  const ids = searchParams.get('_id')?.split(',') ?? [''];
  searchParams.delete('_id');
  searchParams.delete('_count');
  return ids.map((id) => `${pathname} ${id} ${searchParams.toString()}`);
}

/** Returns the event without the parts that differ between requests. */
function withoutRequestDetails({ id: _id, recorded: _recorded, entity = [], ...event }: AuditEvent): string {
  const others = entity.filter(({ type }) => type?.code !== 'XrequestId');
  return JSON.stringify({ ...event, entity: others.map((one) => JSON.stringify(one)).toSorted() });
}

/** Removes times and random cursors, adds up the FHIR requests of each kind, and sorts what finishes in any order. */
function withoutTimes(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (name, value: unknown): unknown => {
      if (name === 'endCursor' || name === 'startCursor') return typeof value;
      if (!Array.isArray(value)) return value;
      if (name === 'upstream') return totalsOf(value);
      return sortUnordered(name, value);
    }),
  );
}

/** A limit on concurrency can split one wave into two. */
function totalsOf(waves: readonly unknown[]): unknown {
  const totals = new Map<string, number>();
  for (const wave of waves)
    for (const count of ['count', 'cached', 'shared']) {
      const kind = `${String(at(wave, 'interaction'))} ${String(at(wave, 'resourceType'))} ${count}`;
      totals.set(kind, (totals.get(kind) ?? 0) + Number(at(wave, count)));
    }
  return [...totals].toSorted(byText);
}
