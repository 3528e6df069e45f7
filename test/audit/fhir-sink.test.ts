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

interface Opened {
  readonly sink: EventSink;
  readonly spool: Spool;
  readonly close: () => Promise<void>;
}

interface Options {
  readonly baseUrl?: string;
  readonly maxEvents?: number;
  readonly tokenFile?: string | null;
  readonly closeTimeoutMs?: number;
  /** How long the delivery worker waits after a failure. */
  readonly waitMs?: number;
}

function open({
  baseUrl = server.baseUrl,
  maxEvents = 10_000,
  tokenFile = null,
  closeTimeoutMs = 5_000,
  waitMs = 1,
}: Options = {}): Opened {
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  const spool = openSpool({ path: join(folder, 'spool.sqlite'), maxEvents });
  const http = createHttpClient({ timeoutMs: 2_000 });
  const repository = createAuditRepository({ baseUrl, tokenFile, http });
  const deliveryWorker = createDeliveryWorker({ spool, repository, log, backoffMs: () => waitMs });
  const sink = createFhirSink({ spool, deliveryWorker, closeTimeoutMs });
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= sink.close().finally(() => http.close()));
  closers.push(close);
  return { sink, spool, close };
}

const events = (...ids: readonly (string | number)[]): string[] =>
  ids.map((id) => JSON.stringify({ resourceType: 'AuditEvent', id: `event-${id}` }));
const ids = (...numbers: readonly (string | number)[]): string[] => numbers.map((id) => `event-${id}`);
const logged = (event: string): unknown[] =>
  logLines
    .map((line): { event?: unknown } => {
      // oxlint-disable-next-line typescript/no-unsafe-return -- a line of the log has no type; its event is looked at
      return JSON.parse(line);
    })
    .filter((line) => line.event === event);
const posts = (): string[] => server.requests.filter(({ method }) => method === 'POST').map(({ url }) => url);

/** Holds the server's fate in hand: it fails until it is told to work. */
function failing(status: number | null): () => void {
  server.answer = () => status;
  return () => {
    server.answer = () => 201;
  };
}

describe('a FHIR server that takes batches', () => {
  it('is sent what is waiting as one batch, in order', async () => {
    const { sink } = open();
    await Promise.all([sink.write(events(1, 2)), sink.write(events(3))]);
    await server.untilTaken(3);
    expect(server.taken).toEqual(ids(1, 2, 3));
    expect(posts()).toEqual(['/fhir']);
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

  it('is sent a single event as such, and is asked what it can do only once it matters', async () => {
    const { sink } = open();
    await sink.write(events(1));
    await server.untilTaken(1);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /fhir/AuditEvent']);
  });

  it('gets more than one batch of what is more, in order', async () => {
    const { sink } = open();
    const many = Array.from({ length: 120 }, (_, at) => at);
    await sink.write(events(...many));
    await server.untilTaken(120);
    expect(server.taken).toEqual(ids(...many));
    expect(posts()).toHaveLength(3);
  });

  it('that refuses one entry keeps the others, and the refused one is set aside', async () => {
    server.answer = (id) => (id === 'event-2' ? 422 : 201);
    const { sink, spool } = open();
    await sink.write(events(1, 2, 3));
    await expect.poll(() => spool.waiting).toBe(0);
    expect(server.taken).toEqual(ids(1, 3));
    expect(spool.undeliverable).toBe(1);
    expect(logged('audit_undeliverable')).toMatchObject([{ level: 'error', status: 422, events: 1 }]);
  });

  it.each([
    [404, ''],
    [422, ''],
    [200, '{"resourceType":"OperationOutcome"}'],
    [200, 'not JSON'],
    [200, '{"resourceType":"Bundle","entry":[{"response":{"status":"201"}}]}'],
    [200, '{"resourceType":"Bundle","entry":[{"response":{"status":"so"}},{}]}'],
  ])('after all does not, as it answers %i "%s": then events go one by one', async (status, body) => {
    server.batchAnswer = { status, body };
    const { sink } = open();
    await sink.write(events(1, 2));
    await server.untilTaken(2);
    await sink.write(events(3, 4));
    await server.untilTaken(4);
    expect(server.taken).toEqual(ids(1, 2, 3, 4));
    expect(posts()).toEqual(['/fhir', ...Array.from({ length: 4 }, () => '/fhir/AuditEvent')]);
  });

  it.each([
    ['more values than any answer should have', `[${'{},'.repeat(30_000)}{}]`],
    ['more levels than any answer should have', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('but answers with %s is sent the events one by one', async (_what, body) => {
    server.batchAnswer = { status: 200, body };
    const { sink } = open();
    await sink.write(events(1, 2));
    await server.untilTaken(2);
    expect(posts()).toEqual(['/fhir', '/fhir/AuditEvent', '/fhir/AuditEvent']);
  });

  it('that fails with a batch as a whole is sent it again', async () => {
    server.batchAnswer = { status: 503, body: '' };
    const { sink } = open();
    await sink.write(events(1, 2));
    await expect.poll(() => logged('audit_not_delivered').length).toBeGreaterThan(1);
    server.batchAnswer = null;
    await server.untilTaken(2);
    expect(server.taken).toEqual(ids(1, 2));
    expect(logged('audit_not_delivered')[0]).toMatchObject({ level: 'error', status: 503, events: 2 });
  });

  it('but fails at one event again and again while it takes the others, is spared that one', async () => {
    server.answer = (id) => (id === 'event-bad' ? 500 : 201);
    const { sink, spool } = open();
    for (let round = 1; spool.undeliverable === 0 && round < 50; round += 1) {
      await sink.write(events(round, ...(round === 1 ? ['bad'] : [])));
      await server.untilTaken(round);
    }
    await expect.poll(() => spool.waiting).toBe(0);
    expect(spool.undeliverable).toBe(1);
    expect(logged('audit_undeliverable')).toMatchObject([{ status: 500, events: 1 }]);
  });
});

describe('a FHIR server that does not take batches', () => {
  beforeEach(() => {
    server.batches = false;
  });

  it.each([false, null])('is sent events one by one, in order (its statement: %s)', async (batches) => {
    server.batches = batches;
    const { sink } = open();
    await sink.write(events(1, 2, 3));
    await server.untilTaken(3);
    expect(server.taken).toEqual(ids(1, 2, 3));
    expect(posts()).toEqual(['/fhir/AuditEvent', '/fhir/AuditEvent', '/fhir/AuditEvent']);
  });

  it.each([400, 413, 422])('and refuses one with %i has the ones after it', async (status) => {
    server.answer = (id) => (id === 'event-1' ? status : 201);
    const { sink, spool } = open();
    await sink.write(events(1, 2));
    await server.untilTaken(1);
    await expect.poll(() => spool.waiting).toBe(0);
    expect(server.taken).toEqual(ids(2));
    expect(logged('audit_undeliverable')).toMatchObject([{ status, events: 1 }]);
  });

  it.each([401, 403, 404, 409, 429, 502, 503, null])(
    'and fails with %s gets the same event again until it takes it, and none out of turn',
    async (status) => {
      const work = failing(status);
      const { sink, spool } = open();
      await sink.write(events(1, 2, 3, 4));
      await expect.poll(() => logged('audit_not_delivered').length).toBeGreaterThan(2);
      expect(spool.waiting).toBe(4);
      work();
      await server.untilTaken(4);
      await expect.poll(() => spool.waiting).toBe(0);
      expect(server.taken).toEqual(ids(1, 2, 3, 4));
      expect(spool.undeliverable).toBe(0);
      expect(logged('audit_delivered_again')).toMatchObject([{ level: 'info', events: 0 }]);
    },
  );

  it('and is down is not sent the later ones', async () => {
    failing(503);
    const { sink } = open();
    await sink.write(events(1, 2, 3));
    await expect.poll(() => logged('audit_not_delivered').length).toBeGreaterThan(1);
    expect(server.requests.filter(({ body }) => /event-[23]/.test(body))).toEqual([]);
  });

  it('and fails at one event while it takes the next does not hold up the rest', async () => {
    server.answer = (id) => (id === 'event-1' ? 500 : 201);
    const { sink, spool } = open();
    await sink.write(events(1, 2, 3, 4, 5, 6, 7, 8));
    await expect.poll(() => spool.waiting + spool.undeliverable).toBe(1);
    expect(server.taken).toEqual(ids(2, 3, 4, 5, 6, 7, 8));
  });
});

describe('the reason of a failure in the log', () => {
  it('is in words of this gateway, without URL, token or event', async () => {
    const { sink, spool } = open({ baseUrl: 'http://127.0.0.1:1/fhir' });
    await sink.write(events(1));
    await expect.poll(() => logged('audit_not_delivered').length).toBeGreaterThan(0);
    expect(logged('audit_not_delivered')[0]).toMatchObject({
      reason:
        'The audit repository could not be reached, or closed the connection (ECONNREFUSED). Try again later.',
      events: 1,
    });
    expect(logLines.join('')).not.toMatch(/127\.0\.0\.1|event-1/);
    expect(spool.waiting).toBe(1);
  });
});

describe('the token of the audit', () => {
  it('is read anew for each delivery', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'token-one\n');
    const { sink } = open({ tokenFile });
    await sink.write(events(1));
    await server.untilTaken(1);
    writeFileSync(tokenFile, 'token-two');
    await sink.write(events(2));
    await server.untilTaken(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-one',
      'Bearer token-two',
    ]);
  });

  it.each([
    ['is missing', null, 'AUDIT_TOKEN_FILE cannot be read (ENOENT).'],
    ['is empty', ' \n', 'AUDIT_TOKEN_FILE does not contain a token.'],
    ['would be two headers', 'token\r\nx: y', 'AUDIT_TOKEN_FILE does not contain a token.'],
  ])('that %s lets events wait, and the log says why', async (_what, content, reason) => {
    const tokenFile = join(folder, 'token');
    if (content !== null) writeFileSync(tokenFile, content);
    const { sink, spool } = open({ tokenFile });
    await sink.write(events(1, 2));
    await expect.poll(() => logged('audit_not_delivered').length).toBeGreaterThan(0);
    expect(logged('audit_not_delivered')[0]).toMatchObject({ reason, events: 2 });
    expect(server.requests).toEqual([]);
    writeFileSync(tokenFile, 'token-one');
    await server.untilTaken(2);
    expect(spool.undeliverable).toBe(0);
  });
});

describe('the spool of a FHIR server', () => {
  it('keeps events through an outage and a restart, and delivers each of them, in order', async () => {
    const work = failing(503);
    const first = open();
    await first.sink.write(events(1, 2));
    await expect.poll(() => logged('audit_not_delivered').length).toBeGreaterThan(0);
    await first.close();
    work();
    const second = open();
    await second.sink.write(events(3));
    await server.untilTaken(3);
    await expect.poll(() => second.spool.waiting).toBe(0);
    // One that was under way at the stop can have arrived, and comes once more: delivery is at least once.
    expect([...new Set(server.taken)]).toEqual(ids(1, 2, 3));
  });

  it('that is full refuses new events, keeps the old ones, and takes new ones once it has delivered', async () => {
    const work = failing(503);
    const { sink, spool } = open({ maxEvents: 3 });
    await sink.write(events(1, 2));
    const [refused, kept] = await Promise.all([
      rejectionOf(sink.write(events(3, 4))),
      rejectionOf(sink.write(events(5))),
    ]);
    expect(refused).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit spool is full: 2 events are waiting and 0 are undeliverable.',
    });
    expect(kept).toBeNull();
    work();
    await server.untilTaken(3);
    await expect.poll(() => spool.waiting).toBe(0);
    await sink.write(events(6));
    await server.untilTaken(4);
    expect(server.taken).toEqual(ids(1, 2, 5, 6));
  });

  it('has a small share for refusals, so that a flood of them keeps no other event out', async () => {
    failing(503);
    const { sink, spool } = open({ maxEvents: 200 });
    const refused = await Promise.all(
      Array.from({ length: 240 }, (_, at) => rejectionOf(sink.write(events(`refused-${at}`), 'refusal'))),
    );
    expect(refused.filter((result) => result === null)).toHaveLength(10);
    expect(sink.hasRoomForRefusals?.(1)).toBe(false);
    await sink.write(events(...Array.from({ length: 190 }, (_, at) => at)));
    expect(spool.waiting).toBe(200);
  });

  it('counts what comes at once before it is written', async () => {
    failing(503);
    const { sink } = open({ maxEvents: 3 });
    const results = await Promise.all([1, 2, 3, 4, 5].map((id) => rejectionOf(sink.write(events(id)))));
    expect(results.map((result) => result?.code ?? 'kept')).toEqual([
      'kept',
      'kept',
      'kept',
      'AUDIT_UNAVAILABLE',
      'AUDIT_UNAVAILABLE',
    ]);
  });

  it('is delivered as far as it goes when the gateway stops', async () => {
    const { sink, close } = open();
    const kept = sink.write(events(1, 2, 3));
    await close();
    await kept;
    expect(server.taken).toEqual(ids(1, 2, 3));
    expect(await rejectionOf(sink.write(events(4)))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit spool is closed.',
    });
  });

  it('does not hold up the stop where the server fails, however long the delivery worker would wait', async () => {
    failing(503);
    const { sink, close } = open({ waitMs: 3_600_000 });
    await sink.write(events(1));
    await expect.poll(() => logged('audit_not_delivered').length).toBe(1);
    await close();
    expect(server.taken).toEqual([]);
  });

  it('does not hold up the stop where the server does not answer', async () => {
    const { promise: requested, resolve } = Promise.withResolvers<undefined>();
    server.answer = () => {
      resolve(undefined);
      return null;
    };
    const { sink, close } = open({ closeTimeoutMs: 1 });
    await sink.write(events(1));
    await requested;
    await close();
    expect(server.taken).toEqual([]);
  });
});
