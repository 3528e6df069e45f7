import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createLog } from '../../src/observability/log.ts';
import type { IdempotencyStore } from '../../src/writes/idempotency-store.ts';
import {
  createIdempotency,
  type Idempotency,
  SEND_WINDOW_MS,
  type WriteAttempt,
  type WritePart,
} from '../../src/writes/idempotency.ts';
import { claimIdOf, createSeal, fingerprintOf, type KeyedRequest } from '../../src/writes/sealed-record.ts';
import { openSqliteStore } from '../../src/writes/sqlite-store.ts';
import type { WriteResult } from '../../src/writes/write-record.ts';

const DONE: WriteResult = { outcome: 'created', id: 'e1', existing: null, isAudited: true };
const KEYED = {
  upstream: 'https://fhir.example.org',
  caller: 'me',
  idempotencyKey: 'key',
  mutation: 'm',
  input: {},
};

function createTestIdempotency(store: IdempotencyStore = openSqliteStore({ path: null }), waitMs = 0) {
  const logLines: string[] = [];
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  return { idempotency: createIdempotency({ store, log, now: Date.now, waitMs }), logLines };
}

function createPart(changes: Partial<WritePart> = {}): WritePart {
  return {
    name: 'only',
    recordIntent: async () => {},
    send: async () => DONE,
    reconcile: async () => null,
    finalize: async (done) => done,
    ...changes,
  };
}

function runWrite(
  idempotency: Idempotency,
  parts: readonly WritePart[],
  changes: Partial<WriteAttempt> = {},
) {
  return idempotency.run({
    keyedRequests: [KEYED],
    parts,
    prepare: async () => {},
    signal: undefined,
    keepSiteOpen: () => {},
    ...changes,
  });
}

const failsWith = (code: string) => [{ kind: 'failed', error: { code } }];

async function throwDefect(): Promise<never> {
  throw new TypeError('Cannot read properties of Kanarienvogel');
}

describe('a write with an idempotency key', () => {
  it('records a write as sent before it sends it [T1-T7]', async () => {
    const steps: string[] = [];
    const store = openSqliteStore({ path: null });
    const { idempotency } = createTestIdempotency({
      ...store,
      save: async (claim, sealed) => {
        steps.push('recorded');
        return store.save(claim, sealed);
      },
    });
    await runWrite(idempotency, [
      createPart({
        recordIntent: async () => void steps.push('intended'),
        send: async () => {
          steps.push('sent');
          return DONE;
        },
      }),
    ]);
    expect(steps).toEqual(['intended', 'recorded', 'sent', 'recorded']);
  });

  it('answers WRITE_IN_PROGRESS for a key in use once the wait ends, and returns the stored outcome later', async () => {
    const { idempotency } = createTestIdempotency();
    const sent = Promise.withResolvers<WriteResult>();
    const first = runWrite(idempotency, [createPart({ send: () => sent.promise })]);
    await expect(runWrite(idempotency, [createPart()])).rejects.toMatchObject({ code: 'WRITE_IN_PROGRESS' });
    sent.resolve(DONE);
    expect(await first).toEqual([{ kind: 'done', done: DONE }]);
    expect(await runWrite(idempotency, [createPart({ send: throwDefect })])).toEqual([
      { kind: 'done', done: DONE },
    ]);
  });

  it('stops waiting for a key in use when the caller aborts', async () => {
    const { idempotency } = createTestIdempotency(undefined, 60_000);
    const sent = Promise.withResolvers<WriteResult>();
    const first = runWrite(idempotency, [createPart({ send: () => sent.promise })]);
    const left = AbortSignal.abort(new GatewayError('OPERATION_TIMEOUT', 'Too long.'));
    await expect(runWrite(idempotency, [createPart()], { signal: left })).rejects.toMatchObject({
      code: 'OPERATION_TIMEOUT',
    });
    sent.resolve(DONE);
    await first;
  });

  it('reports an unknown outcome if a defect follows the send, and logs the defect without its message', async () => {
    const { idempotency, logLines } = createTestIdempotency();
    expect(await runWrite(idempotency, [createPart({ send: throwDefect })])).toMatchObject(
      failsWith('WRITE_OUTCOME_UNKNOWN'),
    );
    expect(await runWrite(idempotency, [createPart()])).toMatchObject(failsWith('WRITE_OUTCOME_UNKNOWN'));
    expect(logLines.filter((line) => line.includes('"write_failed"'))).toHaveLength(1);
    expect(logLines.join('')).not.toContain('Kanarienvogel');
  });

  it('lets a write be sent again after a defect before the send', async () => {
    const { idempotency } = createTestIdempotency();
    await expect(runWrite(idempotency, [createPart()], { prepare: throwDefect })).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
    });
    expect(await runWrite(idempotency, [createPart({ recordIntent: throwDefect })])).toMatchObject(
      failsWith('INTERNAL_SERVER_ERROR'),
    );
    expect(await runWrite(idempotency, [createPart()])).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('does not send a write after losing its claim', async () => {
    const store = openSqliteStore({ path: null });
    const { idempotency } = createTestIdempotency({ ...store, save: async () => false });
    let sent = 0;
    const outcome = await runWrite(idempotency, [createPart({ send: async () => ((sent += 1), DONE) })]);
    expect([outcome, sent]).toMatchObject([failsWith('WRITE_IN_PROGRESS'), 0]);
  });

  it('reconciles an unknown write on the next attempt, and passes the time at which it was sent', async () => {
    const { idempotency } = createTestIdempotency();
    const before = Date.now();
    const unknown = new GatewayError('WRITE_OUTCOME_UNKNOWN', 'Unknown.');
    await runWrite(idempotency, [createPart({ send: () => Promise.reject(unknown) })]);
    let reconciledSentAt = 0;
    const found = await runWrite(idempotency, [
      createPart({
        reconcile: async (sentAt) => {
          reconciledSentAt = sentAt;
          return DONE;
        },
      }),
    ]);
    expect(found).toEqual([{ kind: 'done', done: DONE }]);
    expect(reconciledSentAt).toBeGreaterThanOrEqual(before);
    expect(reconciledSentAt).toBeLessThanOrEqual(Date.now());
  });
});

describe('several writes under one key', () => {
  it('prepares once, then sends the parts in their order', async () => {
    const { idempotency } = createTestIdempotency();
    const steps: string[] = [];
    const createNamedPart = (name: string) =>
      createPart({ name, send: async () => (steps.push(name), DONE) });
    const prepare = async () => void steps.push('prepared');
    await runWrite(idempotency, [createNamedPart('one'), createNamedPart('two')], { prepare });
    expect(steps).toEqual(['prepared', 'one', 'two']);
  });

  it('sends no part if preparing fails, and keeps the outcome of parts that were sent before', async () => {
    const { idempotency } = createTestIdempotency();
    const forbidden = new GatewayError('FORBIDDEN', 'No.');
    const refuse = () => Promise.reject(forbidden);
    await expect(runWrite(idempotency, [createPart({ name: 'one' })], { prepare: refuse })).rejects.toBe(
      forbidden,
    );
    await runWrite(idempotency, [createPart({ name: 'one' })]);
    expect(
      await runWrite(idempotency, [createPart({ name: 'one' }), createPart({ name: 'two' })], {
        prepare: refuse,
      }),
    ).toEqual([
      { kind: 'done', done: DONE },
      { kind: 'failed', error: forbidden },
    ]);
  });
});

describe('a key that is also stored under its former name', () => {
  const FORMER: KeyedRequest = { ...KEYED, caller: 'my former name' };
  const both = { keyedRequests: [KEYED, FORMER] } as const;
  const neverSentPart = createPart({ send: throwDefect });

  it.each<[name: string, keyed: readonly [KeyedRequest, ...KeyedRequest[]]]>([
    ['the former name', [FORMER]],
    ['the current name', [KEYED]],
    ['both names', [KEYED, FORMER]],
  ])('finds a record stored under %s', async (_name, keyedRequests) => {
    const { idempotency } = createTestIdempotency();
    await runWrite(idempotency, [createPart()], { keyedRequests });
    expect(await runWrite(idempotency, [neverSentPart], both)).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('stores the record under both names, so no version of the gateway sends it again', async () => {
    const { idempotency } = createTestIdempotency();
    await runWrite(idempotency, [createPart()], both);
    for (const keyed of [KEYED, FORMER])
      expect(await runWrite(idempotency, [neverSentPart], { keyedRequests: [keyed] })).toEqual([
        { kind: 'done', done: DONE },
      ]);
  });

  it('prefers the name with a known outcome over the name with an unknown one', async () => {
    const { idempotency } = createTestIdempotency();
    const unknown = new GatewayError('WRITE_OUTCOME_UNKNOWN', 'Unknown.');
    await runWrite(idempotency, [createPart({ send: () => Promise.reject(unknown) })]);
    await runWrite(idempotency, [createPart()], { keyedRequests: [FORMER] });
    expect(await runWrite(idempotency, [neverSentPart], both)).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('waits for a write under either name, and leaves the other name unused after the wait fails', async () => {
    const { idempotency } = createTestIdempotency();
    const sent = Promise.withResolvers<WriteResult>();
    const first = runWrite(idempotency, [createPart({ send: () => sent.promise })], {
      keyedRequests: [FORMER],
    });
    await expect(runWrite(idempotency, [createPart()], both)).rejects.toMatchObject({
      code: 'WRITE_IN_PROGRESS',
    });
    const otherInput = { ...KEYED, input: { other: true } };
    expect(await runWrite(idempotency, [createPart()], { keyedRequests: [otherInput] })).toEqual([
      { kind: 'done', done: DONE },
    ]);
    sent.resolve(DONE);
    await first;
  });

  it.each<[what: string, changes: Partial<KeyedRequest>]>([
    ['another input', { input: { a: 1 } }],
    ['another mutation with the same input', { mutation: 'n' }],
  ])('answers IDEMPOTENCY_KEY_REUSED for %s under either name', async (_what, changes) => {
    const { idempotency } = createTestIdempotency();
    await runWrite(idempotency, [createPart()], { keyedRequests: [FORMER] });
    const other = {
      keyedRequests: [
        { ...KEYED, ...changes },
        { ...FORMER, ...changes },
      ],
    } as const;
    await expect(runWrite(idempotency, [createPart()], other)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });
});

describe('an unreadable record', () => {
  it.each<[what: string, sealed: (keyed: KeyedRequest) => string]>([
    ['is not sealed', () => 'x'],
    ['is sealed by another key', () => createSeal({ ...KEYED, idempotencyKey: 'other' }).close('[]')],
    ['is not JSON', (keyed) => createSeal(keyed).close('[')],
    ['is not a list', (keyed) => createSeal(keyed).close('{}')],
    ['has a part without a state', (keyed) => createSeal(keyed).close('[["only"]]')],
    ['has a part in an unknown state', (keyed) => createSeal(keyed).close('[["only",{"state":"lost"}]]')],
    ['has an invalid outcome', (keyed) => createSeal(keyed).close('[["only",{"state":"done","done":{}}]]')],
  ])('blocks the write on every attempt if the record %s', async (_what, sealed) => {
    const store = openSqliteStore({ path: null });
    const { idempotency } = createTestIdempotency(store);
    const claim = { id: claimIdOf(KEYED), fingerprint: fingerprintOf(KEYED), owner: 'one' };
    await store.claim(claim);
    await store.save(claim, sealed(KEYED));
    await store.release(claim);
    let sends = 0;
    const send = async () => ((sends += 1), DONE);
    for (let attempt = 0; attempt < 3; attempt += 1)
      await expect(runWrite(idempotency, [createPart({ send })])).rejects.toMatchObject({
        code: 'STATE_UNAVAILABLE',
      });
    expect(sends).toBe(0);
  });
});

/** Runs an attempt whose clocks advance by these times, in milliseconds, between its record and its send. */
async function runDelayed(delaysMs: readonly number[], store = openSqliteStore({ path: null })) {
  const times = delaysMs.map(() => 1_000);
  const idempotency = createIdempotency({
    store: {
      ...store,
      save: async (claim, sealed) => {
        const isSaved = await store.save(claim, sealed);
        for (const [clock, ms] of delaysMs.entries()) times[clock] = 1_000 + ms;
        return isSaved;
      },
    },
    log: createLog('silent'),
    now: Date.now,
    clocks: delaysMs.map((_, clock) => () => times[clock] ?? 0),
  });
  let sends = 0;
  const send: WritePart['send'] = async ({ isOver }) => {
    if (isOver()) throw new GatewayError('WRITE_NOT_SENT', 'Too late.');
    sends += 1;
    return DONE;
  };
  return { outcomes: await runWrite(idempotency, [createPart({ send })]), sends, store };
}

describe('a delayed write [T1-T8]', () => {
  it.each<[what: string, delaysMs: readonly number[]]>([
    ['the monotonic clock', [SEND_WINDOW_MS + 1, 0]],
    ['the system clock, as after a suspend', [0, SEND_WINDOW_MS + 1]],
    ['one clock, while the other was set back', [SEND_WINDOW_MS + 1, -3_600_000]],
  ])('does not send a write that is late by %s, and frees its key', async (_what, delaysMs) => {
    const { outcomes, sends, store } = await runDelayed(delaysMs);
    expect([outcomes, sends]).toMatchObject([failsWith('WRITE_NOT_SENT'), 0]);
    const { idempotency } = createTestIdempotency(store);
    expect(await runWrite(idempotency, [createPart()])).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('sends a write that is late by no clock', async () => {
    expect((await runDelayed([SEND_WINDOW_MS, SEND_WINDOW_MS])).sends).toBe(1);
    expect((await runDelayed([0, -3_600_000])).sends).toBe(1);
  });
});
