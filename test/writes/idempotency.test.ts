import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createLog } from '../../src/observability/log.ts';
import type { IdempotencyStore } from '../../src/writes/idempotency-store.ts';
import {
  createIdempotency,
  type Idempotency,
  type WriteAttempt,
  type WritePart,
} from '../../src/writes/idempotency.ts';
import { claimIdOf, createSeal, fingerprintOf, type KeyedRequest } from '../../src/writes/sealed-record.ts';
import { SEND_WINDOW_MS } from '../../src/writes/send-window.ts';
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

function start(store: IdempotencyStore = openSqliteStore({ path: null }), waitMs = 0) {
  const logLines: string[] = [];
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  return { idempotency: createIdempotency({ store, log, now: Date.now, waitMs }), logLines };
}

function part(changes: Partial<WritePart> = {}): WritePart {
  return {
    name: 'only',
    recordIntent: async () => {},
    send: async () => DONE,
    reconcile: async () => null,
    finalize: async (done) => done,
    ...changes,
  };
}

function run(idempotency: Idempotency, parts: readonly WritePart[], changes: Partial<WriteAttempt> = {}) {
  return idempotency.run({
    keyedRequests: [KEYED],
    parts,
    prepare: async () => {},
    signal: undefined,
    ...changes,
  });
}

const failsWith = (code: string) => [{ kind: 'failed', error: { code } }];

async function defect(): Promise<never> {
  throw new TypeError('Cannot read properties of Kanarienvogel');
}

describe('a write', () => {
  it('is on record as sent before it is sent', async () => {
    const steps: string[] = [];
    const store = openSqliteStore({ path: null });
    const { idempotency } = start({
      ...store,
      save: async (claim, sealed) => {
        steps.push('recorded');
        return store.save(claim, sealed);
      },
    });
    await run(idempotency, [
      part({
        recordIntent: async () => void steps.push('intended'),
        send: async () => {
          steps.push('sent');
          return DONE;
        },
      }),
    ]);
    expect(steps).toEqual(['intended', 'recorded', 'sent', 'recorded']);
  });

  it('is waited for by whoever has the same key, but not for ever', async () => {
    const { idempotency } = start();
    const sent = Promise.withResolvers<WriteResult>();
    const first = run(idempotency, [part({ send: () => sent.promise })]);
    await expect(run(idempotency, [part()])).rejects.toMatchObject({ code: 'WRITE_IN_PROGRESS' });
    sent.resolve(DONE);
    expect(await first).toEqual([{ kind: 'done', done: DONE }]);
    expect(await run(idempotency, [part({ send: defect })])).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('that is waited for is not waited for by a caller who has left', async () => {
    const { idempotency } = start(undefined, 60_000);
    const sent = Promise.withResolvers<WriteResult>();
    const first = run(idempotency, [part({ send: () => sent.promise })]);
    const left = AbortSignal.abort(new GatewayError('OPERATION_TIMEOUT', 'Too long.'));
    await expect(run(idempotency, [part()], { signal: left })).rejects.toMatchObject({
      code: 'OPERATION_TIMEOUT',
    });
    sent.resolve(DONE);
    await first;
  });

  it('is unknown where a defect comes after it was sent, and the log has the defect without its words', async () => {
    const { idempotency, logLines } = start();
    expect(await run(idempotency, [part({ send: defect })])).toMatchObject(
      failsWith('WRITE_OUTCOME_UNKNOWN'),
    );
    expect(await run(idempotency, [part()])).toMatchObject(failsWith('WRITE_OUTCOME_UNKNOWN'));
    expect(logLines.filter((line) => line.includes('"write_failed"'))).toHaveLength(1);
    expect(logLines.join('')).not.toContain('Kanarienvogel');
  });

  it('was not sent where a defect comes before it, and can be', async () => {
    const { idempotency } = start();
    await expect(run(idempotency, [part()], { prepare: defect })).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
    });
    expect(await run(idempotency, [part({ recordIntent: defect })])).toMatchObject(
      failsWith('INTERNAL_SERVER_ERROR'),
    );
    expect(await run(idempotency, [part()])).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('is not sent where the claim was lost meanwhile', async () => {
    const store = openSqliteStore({ path: null });
    const { idempotency } = start({ ...store, save: async () => false });
    let sent = 0;
    const outcome = await run(idempotency, [part({ send: async () => ((sent += 1), DONE) })]);
    expect([outcome, sent]).toMatchObject([failsWith('WRITE_IN_PROGRESS'), 0]);
  });

  it('is found by the next attempt that looks for it, with the time at which it was sent', async () => {
    const { idempotency } = start();
    const before = Date.now();
    const unknown = new GatewayError('WRITE_OUTCOME_UNKNOWN', 'Who knows.');
    await run(idempotency, [part({ send: () => Promise.reject(unknown) })]);
    let asked = 0;
    const found = await run(idempotency, [
      part({
        reconcile: async (sentAt) => {
          asked = sentAt;
          return DONE;
        },
      }),
    ]);
    expect(found).toEqual([{ kind: 'done', done: DONE }]);
    expect(asked).toBeGreaterThanOrEqual(before);
    expect(asked).toBeLessThanOrEqual(Date.now());
  });
});

describe('several writes under one key', () => {
  it('are sent in their order, after what has to hold for all of them', async () => {
    const { idempotency } = start();
    const steps: string[] = [];
    const named = (name: string) => part({ name, send: async () => (steps.push(name), DONE) });
    const prepare = async () => void steps.push('prepared');
    await run(idempotency, [named('one'), named('two')], { prepare });
    expect(steps).toEqual(['prepared', 'one', 'two']);
  });

  it('are not sent where what has to hold does not; some that were sent before keep their outcome', async () => {
    const { idempotency } = start();
    const forbidden = new GatewayError('FORBIDDEN', 'No.');
    const refuse = () => Promise.reject(forbidden);
    await expect(run(idempotency, [part({ name: 'one' })], { prepare: refuse })).rejects.toBe(forbidden);
    await run(idempotency, [part({ name: 'one' })]);
    expect(
      await run(idempotency, [part({ name: 'one' }), part({ name: 'two' })], { prepare: refuse }),
    ).toEqual([
      { kind: 'done', done: DONE },
      { kind: 'failed', error: forbidden },
    ]);
  });
});

describe('a key that has a former name too', () => {
  const FORMER: KeyedRequest = { ...KEYED, caller: 'me, as I was called' };
  const both = { keyedRequests: [KEYED, FORMER] } as const;
  const refuse = part({ send: defect });

  it.each<[was: string, keyed: readonly [KeyedRequest, ...KeyedRequest[]]]>([
    ['the former one', [FORMER]],
    ['the present one', [KEYED]],
    ['both', [KEYED, FORMER]],
  ])('finds the record under %s', async (_was, keyedRequests) => {
    const { idempotency } = start();
    await run(idempotency, [part()], { keyedRequests });
    expect(await run(idempotency, [refuse], both)).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('is on record under both, so that neither version of the gateway sends it again', async () => {
    const { idempotency } = start();
    await run(idempotency, [part()], both);
    for (const keyed of [KEYED, FORMER])
      expect(await run(idempotency, [refuse], { keyedRequests: [keyed] })).toEqual([
        { kind: 'done', done: DONE },
      ]);
  });

  it('keeps the outcome that is known under one of them, where the other has none', async () => {
    const { idempotency } = start();
    const unknown = new GatewayError('WRITE_OUTCOME_UNKNOWN', 'Who knows.');
    await run(idempotency, [part({ send: () => Promise.reject(unknown) })]);
    await run(idempotency, [part()], { keyedRequests: [FORMER] });
    expect(await run(idempotency, [refuse], both)).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('is waited for under either, and is as good as new where nothing came of waiting', async () => {
    const { idempotency } = start();
    const sent = Promise.withResolvers<WriteResult>();
    const first = run(idempotency, [part({ send: () => sent.promise })], { keyedRequests: [FORMER] });
    await expect(run(idempotency, [part()], both)).rejects.toMatchObject({ code: 'WRITE_IN_PROGRESS' });
    const otherInput = { ...KEYED, input: { other: true } };
    expect(await run(idempotency, [part()], { keyedRequests: [otherInput] })).toEqual([
      { kind: 'done', done: DONE },
    ]);
    sent.resolve(DONE);
    await first;
  });

  it('is refused for another input under either', async () => {
    const { idempotency } = start();
    await run(idempotency, [part()], { keyedRequests: [FORMER] });
    const other = {
      keyedRequests: [
        { ...KEYED, input: { a: 1 } },
        { ...FORMER, input: { a: 1 } },
      ],
    } as const;
    await expect(run(idempotency, [part()], other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('a record that cannot be read', () => {
  it.each<[what: string, sealed: (keyed: KeyedRequest) => string]>([
    ['is not sealed', () => 'x'],
    ['is sealed by another key', () => createSeal({ ...KEYED, idempotencyKey: 'other' }).close('[]')],
    ['is no JSON', (keyed) => createSeal(keyed).close('[')],
    ['is no list', (keyed) => createSeal(keyed).close('{}')],
    ['has a part without a state', (keyed) => createSeal(keyed).close('[["only"]]')],
    ['has a part in a state of its own', (keyed) => createSeal(keyed).close('[["only",{"state":"lost"}]]')],
    [
      'has an outcome of its own',
      (keyed) => createSeal(keyed).close('[["only",{"state":"done","done":{}}]]'),
    ],
  ])('stops the write, now and later, where it %s', async (_what, sealed) => {
    const store = openSqliteStore({ path: null });
    const { idempotency } = start(store);
    const claim = { id: claimIdOf(KEYED), fingerprint: fingerprintOf(KEYED), owner: 'one' };
    await store.claim(claim);
    await store.save(claim, sealed(KEYED));
    await store.release(claim);
    let sends = 0;
    const send = async () => ((sends += 1), DONE);
    for (let attempt = 0; attempt < 3; attempt += 1)
      await expect(run(idempotency, [part({ send })])).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
    expect(sends).toBe(0);
  });
});

/** Runs an attempt during which these clocks advance, after it is recorded and before it is sent. */
async function heldUp(heldUpMs: readonly number[], store = openSqliteStore({ path: null })) {
  const times = heldUpMs.map(() => 1_000);
  const idempotency = createIdempotency({
    store: {
      ...store,
      save: async (claim, sealed) => {
        const isSaved = await store.save(claim, sealed);
        for (const [clock, ms] of heldUpMs.entries()) times[clock] = 1_000 + ms;
        return isSaved;
      },
    },
    log: createLog('silent'),
    now: Date.now,
    clocks: heldUpMs.map((_, clock) => () => times[clock] ?? 0),
  });
  let sends = 0;
  const send: WritePart['send'] = async ({ isOver }) => {
    if (isOver()) throw new GatewayError('WRITE_NOT_SENT', 'Too late.');
    sends += 1;
    return DONE;
  };
  return { outcomes: await run(idempotency, [part({ send })]), sends, store };
}

describe('a write that leaves late', () => {
  it.each<[what: string, heldUpMs: readonly number[]]>([
    ['the monotonic clock', [SEND_WINDOW_MS + 1, 0]],
    ['the clock of the system, as after the machine was suspended', [0, SEND_WINDOW_MS + 1]],
    ['one of them, while the other was set back', [SEND_WINDOW_MS + 1, -3_600_000]],
  ])('is not sent where that shows by %s, and its key is as good as new', async (_what, heldUpMs) => {
    const { outcomes, sends, store } = await heldUp(heldUpMs);
    expect([outcomes, sends]).toMatchObject([failsWith('WRITE_NOT_SENT'), 0]);
    const { idempotency } = start(store);
    expect(await run(idempotency, [part()])).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('is sent where it is not late by any clock', async () => {
    expect((await heldUp([SEND_WINDOW_MS, SEND_WINDOW_MS])).sends).toBe(1);
    expect((await heldUp([0, -3_600_000])).sends).toBe(1);
  });
});
