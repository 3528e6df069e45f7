/** A FHIR server that accepts AuditEvents, one by one or in batches, and fails as the test configures it. */
import { type LocalServer, type ReceivedRequest, startLocalServer } from '../http/local-server.ts';

export interface AuditServer {
  readonly baseUrl: string;
  /** The ids of the accepted events, in the order of acceptance. */
  readonly taken: readonly string[];
  readonly requests: readonly ReceivedRequest[];
  /** Returns the status for an event, or null to cut the connection. By default every event is accepted. */
  answer: (id: string) => number | null;
  /** The response to every batch; null: the server answers each entry. */
  batchAnswer: { readonly status: number; readonly body: string } | null;
  /** Whether its CapabilityStatement lists batches; null: the server has no CapabilityStatement. */
  batches: boolean | null;
  /** Resolves once the server has accepted this many events. */
  untilTaken(count: number): Promise<void>;
  close(): Promise<void>;
}

interface Event {
  readonly id: string;
}

interface Batch {
  readonly entry: readonly {
    readonly resource: Event;
    readonly request: { readonly method: string; readonly url: string };
  }[];
}

export async function startAuditServer(): Promise<AuditServer> {
  const taken: string[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const take = ({ id }: Event): number | null => {
    const status = audit.answer(id);
    if (status !== null && status < 300) taken.push(id);
    for (const { count, resolve } of waiting) if (taken.length >= count) resolve();
    return status;
  };
  const server: LocalServer = await startLocalServer((response, { method, url, body }) => {
    const end = (status: number | null, text = ''): void => {
      if (status === null) response.destroy();
      else response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(text);
    };
    if (url === '/fhir/metadata')
      return audit.batches === null ? end(404) : end(200, statement(audit.batches));
    if (method === 'POST' && url === '/fhir/AuditEvent') return end(take(eventIn(body)));
    if (method !== 'POST' || url !== '/fhir') return end(404);
    if (audit.batchAnswer !== null) return end(audit.batchAnswer.status, audit.batchAnswer.body);
    const statuses = batchIn(body).entry.map(({ resource, request }) =>
      request.method === 'POST' && request.url === 'AuditEvent' ? take(resource) : 400,
    );
    const entry = statuses.map((status) => ({ response: { status: `${status} Some Reason` } }));
    return end(200, JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry }));
  });
  const audit: AuditServer = {
    baseUrl: `${server.origin}/fhir`,
    taken,
    requests: server.requests,
    answer: () => 201,
    batchAnswer: null,
    batches: true,
    untilTaken(count) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      if (taken.length >= count) resolve(undefined);
      else waiting.push({ count, resolve: () => resolve(undefined) });
      return promise;
    },
    close: () => server.close(),
  };
  return audit;
}

function statement(batches: boolean): string {
  const interaction = batches ? [{ code: 'history-system' }, { code: 'batch' }] : [];
  return JSON.stringify({ resourceType: 'CapabilityStatement', rest: [{ mode: 'server', interaction }] });
}

function eventIn(body: string): Event {
  // oxlint-disable-next-line typescript/no-unsafe-return -- a request body has no type; this is the one the server expects
  return JSON.parse(body);
}

function batchIn(body: string): Batch {
  // oxlint-disable-next-line typescript/no-unsafe-return -- as above
  return JSON.parse(body);
}
