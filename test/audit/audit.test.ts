import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Audit, createAudit } from '../../src/audit/audit.ts';
import { auditUnavailableError, type EventSink } from '../../src/audit/event-sink.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER, type TelemetryEvent } from '../../src/observability/observer.ts';
import { at } from '../support/expected.ts';
import { rejectionOf } from '../support/refusal.ts';
import { until } from '../support/time.ts';
import { AUDIT_SOURCE, CLINICIAN, operationOf, operationReading, ORIGIN, UPSTREAM } from './actors.ts';

let logLines: string[];
const log = createLog('trace', { write: (line) => void logLines.push(line) });

beforeEach(() => {
  logLines = [];
});

interface TestAudit {
  readonly audit: Audit;
  readonly events: readonly string[];
}

/** Creates an audit whose sink stores events after `store` has succeeded. */
function createTestAudit(store: EventSink['write'] = async () => {}, now = AUDIT_SOURCE.now): TestAudit {
  const events: string[] = [];
  const sink: EventSink = {
    async write(lines) {
      await store(lines);
      events.push(...lines);
    },
    close: async () => {},
  };
  return { audit: createAudit({ ...AUDIT_SOURCE, now, sink, isRequired: true, log, timeoutMs: 50 }), events };
}

describe('createAudit', () => {
  it('stores each event of an operation as one line of JSON', async () => {
    const { audit, events } = createTestAudit();
    await audit.record(operationReading('p1'));
    expect(events.map((line): unknown => JSON.parse(line))).toMatchObject([{ resourceType: 'AuditEvent' }]);
    expect(events.join('')).toContain(`${UPSTREAM}/Patient/p1`);
    expect(events.join('')).not.toContain('\n');
  });

  it('escapes separators in a subject, so every reader sees each event as one line [T5-T2]', async () => {
    const { audit, events } = createTestAudit();
    const subject = 'nurse\u2028{"resourceType":"AuditEvent"}\u2029\u0085\u202e7';
    const operation = { ...operationReading('p1'), caller: { ...CLINICIAN, subject } };
    await audit.record(operation);
    expect(events.join('')).toMatch(/^[\x20-\x7e]+$/);
    expect(
      events.map((line): unknown => at(JSON.parse(line), 'agent', '2', 'who', 'identifier', 'value')),
    ).toEqual([String.raw`nurse\u{2028}{"resourceType":"AuditEvent"}\u{2029}\u{85}\u{202e}7`]);
  });

  it('writes nothing for an operation that accessed nothing', async () => {
    const { audit, events } = createTestAudit(async () => {
      throw auditUnavailableError('The sink must not receive events');
    });
    await audit.record(operationOf());
    expect(events).toEqual([]);
    expect(logLines).toEqual([]);
  });

  it('records a refused sign-in with its reason', async () => {
    const { audit, events } = createTestAudit();
    await audit.recordSignInRefusal(ORIGIN, 'expired');
    expect(events.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: { code: '110114' }, outcome: '4', outcomeDesc: 'Not signed in: expired.' },
    ]);
  });

  it('limits the sign-in refusals recorded per minute, and counts the others in the next event', async () => {
    let time = AUDIT_SOURCE.now();
    const { audit, events } = createTestAudit(undefined, () => time);
    for (let count = 0; count < 1_000; count += 1) await audit.recordSignInRefusal(ORIGIN, 'no_token');
    expect(events).toHaveLength(600);
    time += 59_999;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    expect(events).toHaveLength(600);
    time += 1;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    expect(events.slice(600).map((line): unknown => JSON.parse(line))).toMatchObject([
      { outcomeDesc: 'Not signed in: no_token. 401 more were refused since the last such event.' },
      { outcomeDesc: 'Not signed in: no_token.' },
    ]);
  });

  it.each<[what: string, store: EventSink['write'], reason: string]>([
    [
      'The sink is full',
      async () => {
        throw auditUnavailableError('The audit spool is full');
      },
      'The audit spool is full.',
    ],
    [
      'The sink has a defect',
      async () => {
        throw new Error('Patient p1 could not be kept');
      },
      'An unexpected error happened.',
    ],
    ['The sink hangs', () => new Promise(() => {}), 'Events were not stored within 50 ms.'],
  ])(
    '%s: the caller gets AUDIT_UNAVAILABLE, and the log gets the reason without patient data',
    async (...row) => {
      const [, store, reason] = row;
      const { audit } = createTestAudit(store);
      expect(await rejectionOf(audit.record(operationReading('p1')))).toEqual({
        code: 'AUDIT_UNAVAILABLE',
        message: 'The operation could not be recorded, so it is not answered. Try again later.',
      });
      expect(logLines.map((line): unknown => JSON.parse(line))).toMatchObject([
        { level: 'error', event: 'audit_failed', requestId: ORIGIN.requestId, reason, events: 1 },
      ]);
      expect(logLines.join('')).not.toMatch(/p1/);
      await audit.recordSignInRefusal(ORIGIN, 'expired');
      expect(logLines).toHaveLength(2);
    },
  );
});

/** Returns the parsed log lines of an event. */
function findLogged(event: string): unknown[] {
  return logLines.map((line): unknown => JSON.parse(line)).filter((line) => at(line, 'event') === event);
}

/** Creates a sink that confirms events only when the test calls `answer`. */
function createHangingSink() {
  const waiting: { readonly lines: readonly string[]; readonly settle: (error?: Error) => void }[] = [];
  const stored: string[] = [];
  const sink: EventSink = {
    write(lines) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const settle = (error?: Error): void => (error === undefined ? resolve(undefined) : reject(error));
      waiting.push({ lines, settle });
      return promise;
    },
    close: () => new Promise(() => {}),
  };
  return {
    sink,
    stored,
    waiting,
    /** Settles the waiting writes in their order. */
    answer(error?: Error) {
      for (const { lines, settle } of waiting.splice(0)) {
        if (error === undefined) stored.push(...lines);
        settle(error);
      }
    },
  };
}

describe('createAudit with a sink that stops responding [T5-D1]', () => {
  let emitted: TelemetryEvent[];
  beforeEach(() => {
    emitted = [];
  });

  function createObservedAudit(sink: EventSink, timeoutMs = 20): Audit {
    const observer = { ...NOOP_OBSERVER, emit: (event: TelemetryEvent) => void emitted.push(event) };
    return createAudit({ ...AUDIT_SOURCE, sink, isRequired: false, log, observer, timeoutMs });
  }

  it('lets only one operation time out while the sink hangs, and fails later ones at once', async () => {
    const hanging = createHangingSink();
    const audit = createObservedAudit(hanging.sink);
    expect(audit.isStalled).toBe(false);
    expect(await rejectionOf(audit.record(operationReading('p1')))).toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(audit.isStalled).toBe(true);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      // Timers no longer fire, so an operation that waited would wait forever.
      for (const id of ['p2', 'p3'])
        expect(await rejectionOf(audit.record(operationReading(id)))).toMatchObject({
          code: 'AUDIT_UNAVAILABLE',
        });
      await audit.recordSignInRefusal(ORIGIN, 'expired');
    } finally {
      vi.useRealTimers();
    }
    hanging.answer();
    await until(() => !audit.isStalled);
    const recording = audit.record(operationReading('p4'));
    hanging.answer();
    await recording;
    expect(hanging.stored).toHaveLength(5);
    expect(findLogged('audit_answers_again')).toMatchObject([{ level: 'warn', events: 0 }]);
  });

  it('fails all waiting operations when the first one times out', async () => {
    const hanging = createHangingSink();
    const audit = createObservedAudit(hanging.sink);
    const first = rejectionOf(audit.record(operationReading('p1')));
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const others = ['p2', 'p3'].map((id) => rejectionOf(audit.record(operationReading(id))));
    vi.useRealTimers();
    expect(await Promise.all([first, ...others])).toMatchObject(
      Array.from({ length: 3 }, () => ({ code: 'AUDIT_UNAVAILABLE' })),
    );
  });

  it('counts the events that were stored late or lost, in metrics and the log', async () => {
    const hanging = createHangingSink();
    const audit = createObservedAudit(hanging.sink);
    await rejectionOf(audit.record(operationReading('p1')));
    hanging.sink.write = () =>
      Promise.reject(auditUnavailableError('Too many audit events are waiting to be written'));
    await rejectionOf(audit.record(operationReading('p2')));
    hanging.answer();
    await until(() => emitted.length > 3);
    expect(emitted).toEqual([
      { kind: 'audit', events: 1, isKept: false },
      { kind: 'audit-lost', events: 1 },
      { kind: 'audit', events: 1, isKept: false },
      { kind: 'audit', events: 1, isKept: true },
    ]);
    expect(findLogged('audit_failed')).toMatchObject([
      { reason: 'Events were not stored within 20 ms.' },
      { reason: 'Too many audit events are waiting to be written.' },
    ]);
    expect(findLogged('audit_answers_again')).toMatchObject([{ events: 1 }]);
  });

  it('stops being stalled when the sink reports a failure', async () => {
    const hanging = createHangingSink();
    const audit = createObservedAudit(hanging.sink);
    await rejectionOf(audit.record(operationReading('p1')));
    hanging.answer(auditUnavailableError('The audit file could not be written'));
    await until(() => !audit.isStalled);
    expect(emitted).toContainEqual({ kind: 'audit-lost', events: 1 });
  });

  it('closes although the sink hangs [T6-D5]', async () => {
    const audit = createObservedAudit(createHangingSink().sink);
    await rejectionOf(audit.record(operationReading('p1')));
    await expect(audit.close()).resolves.toBeUndefined();
  });
});
