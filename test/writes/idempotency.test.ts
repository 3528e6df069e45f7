import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import {
  type Attempt,
  createIdempotency,
  type Done,
  type Idempotency,
  type Part,
} from '../../src/writes/idempotency.ts';
import type { StateStore } from '../../src/writes/state-store.ts';
import { openSqliteStore } from '../../src/writes/store-sqlite.ts';

const DONE: Done = { outcome: 'created', id: 'e1', existing: null, isAudited: true };
const KEYED = {
  upstream: 'https://fhir.example.org',
  caller: 'me',
  idempotencyKey: 'key',
  mutation: 'm',
  input: {},
};

function start(store: StateStore = openSqliteStore({ path: null }), waitMs = 0) {
  const logLines: string[] = [];
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  return { idempotency: createIdempotency({ store, log, now: Date.now, waitMs }), logLines };
}

function part(changes: Partial<Part> = {}): Part {
  return {
    name: 'only',
    intend: async () => {},
    send: async () => DONE,
    lookUp: async () => null,
    conclude: async (done) => done,
    ...changes,
  };
}

function run(idempotency: Idempotency, parts: readonly Part[], changes: Partial<Attempt> = {}) {
  return idempotency.run({ keyed: KEYED, parts, prepare: async () => {}, signal: undefined, ...changes });
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
        intend: async () => void steps.push('intended'),
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
    const sent = Promise.withResolvers<Done>();
    const first = run(idempotency, [part({ send: () => sent.promise })]);
    await expect(run(idempotency, [part()])).rejects.toMatchObject({ code: 'WRITE_IN_PROGRESS' });
    sent.resolve(DONE);
    expect(await first).toEqual([{ kind: 'done', done: DONE }]);
    expect(await run(idempotency, [part({ send: defect })])).toEqual([{ kind: 'done', done: DONE }]);
  });

  it('that is waited for is not waited for by a caller who has left', async () => {
    const { idempotency } = start(undefined, 60_000);
    const sent = Promise.withResolvers<Done>();
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
    expect(await run(idempotency, [part({ intend: defect })])).toMatchObject(
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
        lookUp: async (sentAt) => {
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
