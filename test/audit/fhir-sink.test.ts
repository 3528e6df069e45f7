import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditRepository } from '../../src/audit/audit-repository.ts';
import { createDeliveryWorker } from '../../src/audit/delivery-worker.ts';
import type { EventSink } from '../../src/audit/event-sink.ts';
import { createFhirSink } from '../../src/audit/fhir-sink.ts';
import { openSpool, type Spool } from '../../src/audit/spool.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import { createLog } from '../../src/observability/log.ts';
import { PATIENCE } from '../support/patience.ts';
import { rejectionOf } from '../support/refusal.ts';
import { type AuditServer, startAuditServer } from './audit-server.ts';

let folder: string;
let server: AuditServer;
let logLines: string[];
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  server = await startAuditServer();
  logLines = [];
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await server.close();
  rmSync(folder, { recursive: true });
});

interface OpenedSink {
  readonly sink: EventSink;
  readonly spool: Spool;
  readonly close: () => Promise<void>;
}

interface Options {
  readonly baseUrl?: string;
  readonly maxEvents?: number;
  readonly tokenFile?: string | null;
  readonly closeTimeoutMs?: number;
  /** How long the delivery worker waits after a failure, in milliseconds. */
  readonly waitMs?: number;
}

function openSink({
  baseUrl = server.baseUrl,
  maxEvents = 10_000,
  tokenFile = null,
  closeTimeoutMs = 5_000,
  waitMs = 1,
}: Options = {}): OpenedSink {
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  const spool = openSpool({ path: join(folder, 'spool.sqlite'), maxEvents });
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  const repository = createAuditRepository({ baseUrl, tokenFile, http });
  const deliveryWorker = createDeliveryWorker({ spool, repository, log, backoffMs: () => waitMs });
  const sink = createFhirSink({ spool, deliveries: deliveryWorker, closeTimeoutMs });
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= sink.close().finally(() => http.close()));
  closers.push(close);
  return { sink, spool, close };
}

const createEvents = (...ids: readonly (string | number)[]): string[] =>
  ids.map((id) => JSON.stringify({ resourceType: 'AuditEvent', id: `event-${id}` }));
const eventIds = (...numbers: readonly (string | number)[]): string[] => numbers.map((id) => `event-${id}`);
const findLogged = (event: string): unknown[] =>
  logLines
    .map((line): { event?: unknown } => {
      // oxlint-disable-next-line typescript/no-unsafe-return -- a log line has no type; the filter below checks its event
      return JSON.parse(line);
    })
    .filter((line) => line.event === event);
const listPosts = (): string[] =>
  server.requests.filter(({ method }) => method === 'POST').map(({ url }) => url);

/** Makes the server fail, with the status or by cutting the connection (null), until the test calls the returned function. */
function failUntilRecovery(status: number | null): () => void {
  server.answer = () => status;
  return () => {
    server.answer = () => 201;
  };
}

describe('a FHIR sink whose server supports batches', () => {
  it('sends waiting events as one batch, in order', async () => {
    const { sink } = openSink();
    await Promise.all([sink.write(createEvents(1, 2)), sink.write(createEvents(3))]);
    await server.untilTaken(3);
    expect(server.taken).toEqual(eventIds(1, 2, 3));
    expect(listPosts()).toEqual(['/fhir']);
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [1, 2, 3].map((id) => ({
        fullUrl: `urn:uuid:event-${id}`,
        resource: { resourceType: 'AuditEvent', id: `event-${id}` },
        request: { method: 'POST', url: 'AuditEvent' },
      })),
    });
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
    });
    expect(logLines).toEqual([]);
  });

  it('posts a single event without reading the CapabilityStatement [T5-D2]', async () => {
    const { sink } = openSink();
    await sink.write(createEvents(1));
    await server.untilTaken(1);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /fhir/AuditEvent']);
  });

  it('splits many events into several batches, in order', async () => {
    const { sink } = openSink();
    const many = Array.from({ length: 120 }, (_, at) => at);
    await sink.write(createEvents(...many));
    await server.untilTaken(120);
    expect(server.taken).toEqual(eventIds(...many));
    expect(listPosts()).toHaveLength(3);
  });

  it('sets aside the one entry that the server refused, and delivers the others', async () => {
    server.answer = (id) => (id === 'event-2' ? 422 : 201);
    const { sink, spool } = openSink();
    await sink.write(createEvents(1, 2, 3));
    await expect.poll(() => spool.waiting).toBe(0);
    expect(server.taken).toEqual(eventIds(1, 3));
    expect(spool.undeliverable).toBe(1);
    expect(findLogged('audit_undeliverable')).toMatchObject([{ level: 'error', status: 422, events: 1 }]);
  });

  it.each([
    [404, ''],
    [422, ''],
    [200, '{"resourceType":"OperationOutcome"}'],
    [200, 'not JSON'],
    [200, '{"resourceType":"Bundle","entry":[{"response":{"status":"201"}}]}'],
    [200, '{"resourceType":"Bundle","entry":[{"response":{"status":"so"}},{}]}'],
  ])('posts events one by one after the server answers a batch with %i "%s"', async (status, body) => {
    server.batchAnswer = { status, body };
    const { sink } = openSink();
    await sink.write(createEvents(1, 2));
    await server.untilTaken(2);
    await sink.write(createEvents(3, 4));
    await server.untilTaken(4);
    expect(server.taken).toEqual(eventIds(1, 2, 3, 4));
    expect(listPosts()).toEqual(['/fhir', ...Array.from({ length: 4 }, () => '/fhir/AuditEvent')]);
  });

  it.each([
    ['too many values', `[${'{},'.repeat(30_000)}{}]`],
    ['too many levels of nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('posts events one by one after a batch response with %s', async (_what, body) => {
    server.batchAnswer = { status: 200, body };
    const { sink } = openSink();
    await sink.write(createEvents(1, 2));
    await server.untilTaken(2);
    expect(listPosts()).toEqual(['/fhir', '/fhir/AuditEvent', '/fhir/AuditEvent']);
  });

  it('sends a batch again if the server failed on the whole batch', async () => {
    server.batchAnswer = { status: 503, body: '' };
    const { sink } = openSink();
    await sink.write(createEvents(1, 2));
    await expect.poll(() => findLogged('audit_not_delivered').length).toBeGreaterThan(1);
    server.batchAnswer = null;
    await server.untilTaken(2);
    expect(server.taken).toEqual(eventIds(1, 2));
    expect(findLogged('audit_not_delivered')[0]).toMatchObject({ level: 'error', status: 503, events: 2 });
  });

  it('sets aside an event on which the server keeps failing while it accepts the others', async () => {
    server.answer = (id) => (id === 'event-bad' ? 500 : 201);
    const { sink, spool } = openSink();
    for (let round = 1; spool.undeliverable === 0 && round < 50; round += 1) {
      await sink.write(createEvents(round, ...(round === 1 ? ['bad'] : [])));
      await server.untilTaken(round);
    }
    await expect.poll(() => spool.waiting).toBe(0);
    expect(spool.undeliverable).toBe(1);
    expect(findLogged('audit_undeliverable')).toMatchObject([{ status: 500, events: 1 }]);
  });
});

describe('a FHIR sink whose server does not support batches', () => {
  beforeEach(() => {
    server.batches = false;
  });

  it.each([false, null])(
    'posts events one by one, in order, if the server’s batch support is %s',
    async (batches) => {
      server.batches = batches;
      const { sink } = openSink();
      await sink.write(createEvents(1, 2, 3));
      await server.untilTaken(3);
      expect(server.taken).toEqual(eventIds(1, 2, 3));
      expect(listPosts()).toEqual(['/fhir/AuditEvent', '/fhir/AuditEvent', '/fhir/AuditEvent']);
    },
  );

  it.each([400, 413, 422])(
    'delivers the events after one that the server refused with %i',
    async (status) => {
      server.answer = (id) => (id === 'event-1' ? status : 201);
      const { sink, spool } = openSink();
      await sink.write(createEvents(1, 2));
      await server.untilTaken(1);
      await expect.poll(() => spool.waiting).toBe(0);
      expect(server.taken).toEqual(eventIds(2));
      expect(findLogged('audit_undeliverable')).toMatchObject([{ status, events: 1 }]);
    },
  );

  it.each([401, 403, 404, 409, 429, 502, 503, null])(
    'retries the same event after failure %s until the server accepts it, and never changes the order',
    async (status) => {
      const recover = failUntilRecovery(status);
      const { sink, spool } = openSink();
      await sink.write(createEvents(1, 2, 3, 4));
      await expect.poll(() => findLogged('audit_not_delivered').length).toBeGreaterThan(2);
      expect(spool.waiting).toBe(4);
      recover();
      await server.untilTaken(4);
      await expect.poll(() => spool.waiting).toBe(0);
      expect(server.taken).toEqual(eventIds(1, 2, 3, 4));
      expect(spool.undeliverable).toBe(0);
      expect(findLogged('audit_delivered_again')).toMatchObject([{ level: 'info', events: 0 }]);
    },
  );

  it('sends no later events while the server is down', async () => {
    failUntilRecovery(503);
    const { sink } = openSink();
    await sink.write(createEvents(1, 2, 3));
    await expect.poll(() => findLogged('audit_not_delivered').length).toBeGreaterThan(1);
    expect(server.requests.filter(({ body }) => /event-[23]/.test(body))).toEqual([]);
  });

  it('delivers the remaining events if the server fails on one event and accepts the next', async () => {
    server.answer = (id) => (id === 'event-1' ? 500 : 201);
    const { sink, spool } = openSink();
    await sink.write(createEvents(1, 2, 3, 4, 5, 6, 7, 8));
    await expect.poll(() => spool.waiting + spool.undeliverable).toBe(1);
    expect(server.taken).toEqual(eventIds(2, 3, 4, 5, 6, 7, 8));
  });
});

describe('the log of a failed delivery', () => {
  it('logs a failed delivery without URL, token or event', async () => {
    const { sink, spool } = openSink({ baseUrl: 'http://127.0.0.1:1/fhir' });
    await sink.write(createEvents(1));
    await expect.poll(() => findLogged('audit_not_delivered').length).toBeGreaterThan(0);
    expect(findLogged('audit_not_delivered')[0]).toMatchObject({
      reason:
        'The audit repository could not be reached, or closed the connection (ECONNREFUSED). Try again later.',
      events: 1,
    });
    expect(logLines.join('')).not.toMatch(/127\.0\.0\.1|event-1/);
    expect(spool.waiting).toBe(1);
  });
});

describe('AUDIT_TOKEN_FILE [T5-E1]', () => {
  it('reads the token file again for each delivery', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'token-one\n');
    const { sink } = openSink({ tokenFile });
    await sink.write(createEvents(1));
    await server.untilTaken(1);
    writeFileSync(tokenFile, 'token-two');
    await sink.write(createEvents(2));
    await server.untilTaken(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-one',
      'Bearer token-two',
    ]);
  });

  it.each([
    ['is missing', null, 'AUDIT_TOKEN_FILE cannot be read (ENOENT).'],
    ['is empty', ' \n', 'AUDIT_TOKEN_FILE does not contain a token.'],
    ['contains a line break', 'token\r\nx: y', 'AUDIT_TOKEN_FILE does not contain a token.'],
  ])('keeps events and logs the reason if the token file %s', async (_what, content, reason) => {
    const tokenFile = join(folder, 'token');
    if (content !== null) writeFileSync(tokenFile, content);
    const { sink, spool } = openSink({ tokenFile });
    await sink.write(createEvents(1, 2));
    await expect.poll(() => findLogged('audit_not_delivered').length).toBeGreaterThan(0);
    expect(findLogged('audit_not_delivered')[0]).toMatchObject({ reason, events: 2 });
    expect(server.requests).toEqual([]);
    writeFileSync(tokenFile, 'token-one');
    await server.untilTaken(2);
    expect(spool.undeliverable).toBe(0);
  });
});

describe('a FHIR sink with a spool', () => {
  it('keeps events during an outage and a restart, then delivers them in order [T5-R1]', async () => {
    const recover = failUntilRecovery(503);
    const first = openSink();
    await first.sink.write(createEvents(1, 2));
    await expect.poll(() => findLogged('audit_not_delivered').length).toBeGreaterThan(0);
    await first.close();
    recover();
    const second = openSink();
    await second.sink.write(createEvents(3));
    await server.untilTaken(3);
    await expect.poll(() => second.spool.waiting).toBe(0);
    // An event in flight at the stop can have arrived, and is sent again: delivery is at least once.
    expect([...new Set(server.taken)]).toEqual(eventIds(1, 2, 3));
  });

  it('refuses new events while the spool is full, and accepts new ones after delivering the old ones', async () => {
    const recover = failUntilRecovery(503);
    const { sink, spool } = openSink({ maxEvents: 3 });
    await sink.write(createEvents(1, 2));
    const [refused, kept] = await Promise.all([
      rejectionOf(sink.write(createEvents(3, 4))),
      rejectionOf(sink.write(createEvents(5))),
    ]);
    expect(refused).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit spool is full: 2 events are waiting and 0 are undeliverable.',
    });
    expect(kept).toBeNull();
    recover();
    await server.untilTaken(3);
    await expect.poll(() => spool.waiting).toBe(0);
    await sink.write(createEvents(6));
    await server.untilTaken(4);
    expect(server.taken).toEqual(eventIds(1, 2, 5, 6));
  });

  it('limits refusals to a small share of the spool, so a flood of them displaces no other event', async () => {
    failUntilRecovery(503);
    const { sink, spool } = openSink({ maxEvents: 200 });
    const refused = await Promise.all(
      Array.from({ length: 240 }, (_, at) =>
        rejectionOf(sink.write(createEvents(`refused-${at}`), 'refusal')),
      ),
    );
    expect(refused.filter((result) => result === null)).toHaveLength(10);
    expect(sink.hasRoomForRefusals?.(1)).toBe(false);
    await sink.write(createEvents(...Array.from({ length: 190 }, (_, at) => at)));
    expect(spool.waiting).toBe(200);
  });

  it('counts concurrent events against the capacity before they are written', async () => {
    failUntilRecovery(503);
    const { sink } = openSink({ maxEvents: 3 });
    const results = await Promise.all([1, 2, 3, 4, 5].map((id) => rejectionOf(sink.write(createEvents(id)))));
    expect(results.map((result) => result?.code ?? 'kept')).toEqual([
      'kept',
      'kept',
      'kept',
      'AUDIT_UNAVAILABLE',
      'AUDIT_UNAVAILABLE',
    ]);
  });

  it('delivers the spooled events when the gateway stops', async () => {
    const { sink, close } = openSink();
    const kept = sink.write(createEvents(1, 2, 3));
    await close();
    await kept;
    expect(server.taken).toEqual(eventIds(1, 2, 3));
    expect(await rejectionOf(sink.write(createEvents(4)))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit spool is closed.',
    });
  });

  it('closes without waiting for the next retry if the server fails', async () => {
    failUntilRecovery(503);
    const { sink, close } = openSink({ waitMs: 3_600_000 });
    await sink.write(createEvents(1));
    await expect.poll(() => findLogged('audit_not_delivered').length).toBe(1);
    await close();
    expect(server.taken).toEqual([]);
  });

  it('closes after its timeout if the server does not respond', async () => {
    const { promise: requested, resolve } = Promise.withResolvers<undefined>();
    server.answer = () => {
      resolve(undefined);
      return null;
    };
    const { sink, close } = openSink({ closeTimeoutMs: 1 });
    await sink.write(createEvents(1));
    await requested;
    await close();
    expect(server.taken).toEqual([]);
  });
});
