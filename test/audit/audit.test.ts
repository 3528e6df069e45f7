import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Audit, createAudit } from '../../src/audit/audit.ts';
import { auditUnavailableError, type EventSink } from '../../src/audit/event-sink.ts';
import { openAudit } from '../../src/audit/open-audit.ts';
import type { AuditedOperation } from '../../src/audit/operation-events.ts';
import { openSpool } from '../../src/audit/spool.ts';
import type { AuditConfig } from '../../src/config/config.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER, type TelemetryEvent } from '../../src/observability/observer.ts';
import { at, matching } from '../support/expected.ts';
import { rejectionOf } from '../support/refusal.ts';
import { AUDIT_SOURCE, CLINICIAN, operationOf, ORIGIN, UPSTREAM } from './actors.ts';
import { type AuditServer, startAuditServer } from './audit-server.ts';
import { problemsOf } from './definitions.ts';

let logLines: string[];
const log = createLog('trace', { write: (line) => void logLines.push(line) });

beforeEach(() => {
  logLines = [];
});

/** An operation that read one patient. */
function readingOf(id: string): AuditedOperation {
  const operation = operationOf();
  operation.accessLog.addResource({
    resource: { resourceType: 'Patient', id },
    interaction: 'read',
  });
  return operation;
}

interface Kept {
  readonly audit: Audit;
  readonly events: readonly string[];
}

/** An audit whose sink keeps events as `keep` does. */
function auditOn(keep: EventSink['write'] = async () => {}, now = AUDIT_SOURCE.now): Kept {
  const events: string[] = [];
  const sink: EventSink = {
    async write(lines) {
      await keep(lines);
      events.push(...lines);
    },
    close: async () => {},
  };
  return { audit: createAudit({ ...AUDIT_SOURCE, now, sink, isRequired: true, log, timeoutMs: 50 }), events };
}

describe('an audit', () => {
  it('keeps the events of an operation, each as a line of JSON', async () => {
    const { audit, events } = auditOn();
    await audit.record(readingOf('p1'));
    expect(events.map((line): unknown => JSON.parse(line))).toMatchObject([{ resourceType: 'AuditEvent' }]);
    expect(events.join('')).toContain(`${UPSTREAM}/Patient/p1`);
    expect(events.join('')).not.toContain('\n');
  });

  it('keeps each event in one line to every reader, whatever an issuer calls a person', async () => {
    const { audit, events } = auditOn();
    const subject = 'nurse\u2028{"resourceType":"AuditEvent"}\u2029\u0085\u202e7';
    const operation = { ...readingOf('p1'), caller: { ...CLINICIAN, subject } };
    await audit.record(operation);
    expect(events.join('')).toMatch(/^[\x20-\x7e]+$/);
    expect(
      events.map((line): unknown => at(JSON.parse(line), 'agent', '2', 'who', 'identifier', 'value')),
    ).toEqual([String.raw`nurse\u{2028}{"resourceType":"AuditEvent"}\u{2029}\u{85}\u{202e}7`]);
  });

  it('writes nothing for an operation that accessed nothing', async () => {
    const { audit, events } = auditOn(async () => {
      throw auditUnavailableError('Nothing is to be written');
    });
    await audit.record(operationOf());
    expect(events).toEqual([]);
    expect(logLines).toEqual([]);
  });

  it('keeps who did not sign in, by where the request came from', async () => {
    const { audit, events } = auditOn();
    await audit.recordSignInRefusal(ORIGIN, 'expired');
    expect(events.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: { code: '110114' }, outcome: '4', outcomeDesc: 'Not signed in: expired.' },
    ]);
  });

  it('keeps of a flood of these a bounded number of events a minute, and how many there were', async () => {
    let time = AUDIT_SOURCE.now();
    const { audit, events } = auditOn(undefined, () => time);
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

  it.each<[what: string, keep: EventSink['write'], reason: string]>([
    [
      'is full',
      async () => {
        throw auditUnavailableError('The audit spool is full');
      },
      'The audit spool is full.',
    ],
    [
      'has a defect',
      async () => {
        throw new Error('Patient p1 could not be kept');
      },
      'An unexpected error happened.',
    ],
    ['hangs', () => new Promise(() => {}), 'Events were not stored within 50 ms.'],
  ])(
    'whose sink %s says so to the caller and, with the reason and no patient, in the log',
    async (...row) => {
      const [, keep, reason] = row;
      const { audit } = auditOn(keep);
      expect(await rejectionOf(audit.record(readingOf('p1')))).toEqual({
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

/** The lines of the log about an event. */
function logged(event: string): unknown[] {
  return logLines.map((line): unknown => JSON.parse(line)).filter((line) => at(line, 'event') === event);
}

/** A sink that confirms events only when the test calls `answer`. */
function hangingSink() {
  const waiting: { readonly lines: readonly string[]; readonly settle: (error?: Error) => void }[] = [];
  const kept: string[] = [];
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
    kept,
    waiting,
    /** Answers what waits, in its order. */
    async answer(error?: Error) {
      for (const { lines, settle } of waiting.splice(0)) {
        if (error === undefined) kept.push(...lines);
        settle(error);
      }
      await new Promise(setImmediate);
    },
  };
}

describe('an audit whose sink stops answering', () => {
  let emitted: TelemetryEvent[];
  beforeEach(() => {
    emitted = [];
  });

  function auditOf(sink: EventSink, timeoutMs = 20): Audit {
    const observer = { ...NOOP_OBSERVER, emit: (event: TelemetryEvent) => void emitted.push(event) };
    return createAudit({ ...AUDIT_SOURCE, sink, isRequired: false, log, observer, timeoutMs });
  }

  it('makes one operation wait in vain, and none after it until the sink answers again', async () => {
    const hanging = hangingSink();
    const audit = auditOf(hanging.sink);
    expect(audit.isStalled).toBe(false);
    expect(await rejectionOf(audit.record(readingOf('p1')))).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(audit.isStalled).toBe(true);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      // No timer runs out any more, so an operation that waits would wait for ever.
      for (const id of ['p2', 'p3'])
        expect(await rejectionOf(audit.record(readingOf(id)))).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
      await audit.recordSignInRefusal(ORIGIN, 'expired');
    } finally {
      vi.useRealTimers();
    }
    await hanging.answer();
    expect(audit.isStalled).toBe(false);
    const recording = audit.record(readingOf('p4'));
    await hanging.answer();
    await recording;
    expect(hanging.kept).toHaveLength(5);
    expect(logged('audit_answers_again')).toMatchObject([{ level: 'warn', events: 0 }]);
  });

  it('lets go of all who wait with the first of them', async () => {
    const hanging = hangingSink();
    const audit = auditOf(hanging.sink);
    const first = rejectionOf(audit.record(readingOf('p1')));
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const others = ['p2', 'p3'].map((id) => rejectionOf(audit.record(readingOf(id))));
    vi.useRealTimers();
    expect(await Promise.all([first, ...others])).toMatchObject(
      Array.from({ length: 3 }, () => ({ code: 'AUDIT_UNAVAILABLE' })),
    );
  });

  it('counts which events were kept late and which were lost, for metrics and in the log', async () => {
    const hanging = hangingSink();
    const audit = auditOf(hanging.sink);
    await rejectionOf(audit.record(readingOf('p1')));
    hanging.sink.write = () =>
      Promise.reject(auditUnavailableError('Too many audit events are waiting to be written'));
    await rejectionOf(audit.record(readingOf('p2')));
    await hanging.answer();
    expect(emitted).toEqual([
      { kind: 'audit', events: 1, isKept: false },
      { kind: 'audit-lost', events: 1 },
      { kind: 'audit', events: 1, isKept: false },
      { kind: 'audit', events: 1, isKept: true },
    ]);
    expect(logged('audit_failed')).toMatchObject([
      { reason: 'Events were not stored within 20 ms.' },
      { reason: 'Too many audit events are waiting to be written.' },
    ]);
    expect(logged('audit_answers_again')).toMatchObject([{ events: 1 }]);
  });

  it('is answered by a failure too', async () => {
    const hanging = hangingSink();
    const audit = auditOf(hanging.sink);
    await rejectionOf(audit.record(readingOf('p1')));
    await hanging.answer(auditUnavailableError('The audit file could not be written'));
    expect(audit.isStalled).toBe(false);
    expect(emitted).toContainEqual({ kind: 'audit-lost', events: 1 });
  });

  it('does not keep the gateway from stopping', async () => {
    const audit = auditOf(hangingSink().sink);
    await rejectionOf(audit.record(readingOf('p1')));
    await expect(audit.close()).resolves.toBeUndefined();
  });
});

/** An operation that was refused before it touched anything. */
const refusedWith = (code: string): AuditedOperation => operationOf({}, [code]);
const said = (lines: readonly string[]): unknown[] => {
  const events = lines.map((line): AuditEvent => {
    // oxlint-disable-next-line typescript/no-unsafe-return -- a line has no type; it was an event
    return JSON.parse(line);
  });
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.map(({ type, outcome, outcomeDesc }) => [type.code, outcome, outcomeDesc]);
};

/** An audit whose sink has a share for refusals, which can be full, and can break. */
function boundedAudit() {
  const events: string[] = [];
  const share = { isFull: false, isBroken: false };
  const sink: EventSink = {
    async write(lines) {
      if (share.isBroken) throw auditUnavailableError('The audit spool is full');
      events.push(...lines);
    },
    hasRoomForRefusals: () => !share.isFull,
    close: async () => {},
  };
  return { audit: createAudit({ ...AUDIT_SOURCE, sink, isRequired: true, log }), events, share };
}

const BY_NUMBER = { type: 'Patient', text: 'identifier=MRN|1', patientId: null } as const;

describe('an operation', () => {
  it.each<[what: string, lookFor: (accessLog: AuditedOperation['accessLog']) => void, isKept: boolean]>([
    [
      'was refused each of its searches',
      (accessLog) => accessLog.addSearch({ ...BY_NUMBER, failure: 'FORBIDDEN' }),
      false,
    ],
    ['found nothing', (accessLog) => accessLog.addSearch(BY_NUMBER), true],
    [
      'was not answered',
      (accessLog) => accessLog.addSearch({ ...BY_NUMBER, failure: 'UPSTREAM_TIMEOUT' }),
      true,
    ],
    [
      'was refused one search, and missed a record',
      (accessLog) => {
        accessLog.addSearch({ ...BY_NUMBER, failure: 'FORBIDDEN' });
        accessLog.addMissedRead({ type: 'Patient', id: 'p1' });
      },
      true,
    ],
  ])('that %s counts towards the share of refusals, or does not', async (_what, lookFor, isKept) => {
    const { audit, events, share } = boundedAudit();
    share.isFull = true;
    const operation = operationOf();
    lookFor(operation.accessLog);
    await audit.record(operation);
    expect(events.length > 0).toBe(isKept);
    await audit.close();
    const summary = 'Refused at operation without events of their own: 1 (FORBIDDEN 1).';
    expect(JSON.stringify(said(events)).includes(summary)).toBe(!isKept);
  });
});

describe('refusals for which there is no room', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are counted in one summary event a minute, and do not fail their requests', async () => {
    const { audit, events, share } = boundedAudit();
    share.isFull = true;
    for (let count = 0; count < 240; count += 1)
      await audit.recordSignInRefusal(ORIGIN, count < 200 ? 'no_token' : 'expired');
    for (let count = 0; count < 3; count += 1) await audit.record(refusedWith('RATE_LIMITED'));
    await audit.record(readingOf('p1'));
    expect(events).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said(events.slice(1))).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 240 (no_token 200, expired 40).'],
      ['rest', '4', 'Refused at operation without events of their own: 3 (RATE_LIMITED 3).'],
    ]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(events).toHaveLength(3);
    expect(logLines).toEqual([]);
  });

  it('have an event each again once there is room, of which the next has the count', async () => {
    const { audit, events, share } = boundedAudit();
    share.isFull = true;
    for (let count = 0; count < 5; count += 1) await audit.recordSignInRefusal(ORIGIN, 'no_token');
    share.isFull = false;
    await audit.recordSignInRefusal(ORIGIN, 'expired');
    expect(said(events)).toEqual([
      ['110114', '4', 'Not signed in: expired. 5 more were refused since the last such event.'],
    ]);
  });

  it('are counted again where their summary could not be kept', async () => {
    const { audit, events, share } = boundedAudit();
    share.isFull = true;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    share.isBroken = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([]);
    share.isBroken = false;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said(events)).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 2 (no_token 2).'],
    ]);
  });

  it('are in a summary when the gateway stops', async () => {
    const { audit, events, share } = boundedAudit();
    share.isFull = true;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await audit.close();
    expect(said(events)).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 1 (no_token 1).'],
    ]);
  });

  it('are no operations that accessed or looked for a record', async () => {
    const { audit, events, share } = boundedAudit();
    share.isFull = true;
    const lookedFor = refusedWith('FORBIDDEN');
    lookedFor.accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
    await audit.record(lookedFor);
    expect(events).toHaveLength(2);
  });
});

describe('the audit that is configured', () => {
  let folder: string;
  let server: AuditServer;
  const audits: Audit[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    server = await startAuditServer();
  });

  afterEach(async () => {
    for (const audit of audits.splice(0)) await audit.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function open(config: Partial<AuditConfig>, stream = new PassThrough()): Promise<Audit | null> {
    const audit = await openAudit({
      config: {
        sink: { kind: 'none' },
        isRequired: false,
        spool: { path: join(folder, 'spool.sqlite'), maxEvents: 100 },
        tokenFile: null,
        ...config,
      },
      upstream: UPSTREAM,
      log,
      output: createBufferedOutput(stream),
    });
    if (audit !== null) audits.push(audit);
    return audit;
  }

  it('can be none', async () => {
    expect(await open({})).toBeNull();
  });

  it('can be standard output', async () => {
    const output = new PassThrough();
    const audit = await open({ sink: { kind: 'stdout' }, isRequired: true }, output);
    await audit?.record(readingOf('p1'));
    expect(String(output.read())).toMatch(/^\{"resourceType":"AuditEvent".*\}\n$/);
    expect(audit?.isRequired).toBe(true);
  });

  it('can be a file', async () => {
    const path = join(folder, 'audit.ndjson');
    const audit = await open({ sink: { kind: 'file', path } });
    await audit?.record(readingOf('p1'));
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"resourceType":"AuditEvent".*\}\n$/);
    expect(audit?.isRequired).toBe(false);
    audit?.reopen();
  });

  it('can be a FHIR server', async () => {
    const audit = await open({ sink: { kind: 'fhir', baseUrl: server.baseUrl } });
    await audit?.record(readingOf('p1'));
    await server.untilTaken(1);
    expect(server.requests[0]?.body).toContain(`${UPSTREAM}/Patient/p1`);
  });

  it('closes its token and its spool to other users who could read them, and the log says so', async () => {
    const sink = { kind: 'fhir', baseUrl: server.baseUrl } as const;
    const [tokenFile, path] = [join(folder, 'token'), join(folder, 'other-spool.sqlite')];
    for (const file of [tokenFile, path]) {
      writeFileSync(file, '');
      chmodSync(file, 0o644);
    }
    await open({ sink, tokenFile, spool: { path, maxEvents: 100 } });
    expect([tokenFile, path].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(logLines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { event: 'audit_file_closed_to_others', reason: matching(/AUDIT_TOKEN_FILE/) },
      { event: 'audit_file_closed_to_others', reason: matching(/audit spool/) },
    ]);
    await expect(open({ sink, tokenFile: '/proc/self/comm' })).rejects.toThrow(
      'AUDIT_TOKEN_FILE: expected a file that other users cannot read: run chmod o= on it',
    );
  });

  it.each<[what: string, sink: AuditConfig['sink'], problem: RegExp]>([
    ['file', { kind: 'file', path: '/none/audit' }, /AUDIT_LOG: expected a writable file \(ENOENT\)$/],
    [
      'file, closed to others,',
      { kind: 'file', path: '/proc/self/comm' },
      /AUDIT_LOG: expected a file that other users cannot read: run chmod o= on it/,
    ],
    [
      'spool',
      { kind: 'fhir', baseUrl: 'https://audit.example.org/fhir' },
      /AUDIT_SPOOL: expected a writable file that no other process has open \(ERR_SQLITE_ERROR\)$/,
    ],
  ])('is an error of the configuration where its %s cannot be had', async (_what, sink, problem) => {
    const held = openSpool({ path: join(folder, 'spool.sqlite'), maxEvents: 1 });
    try {
      await expect(open({ sink })).rejects.toThrow(problem);
    } finally {
      held.close();
    }
  });
});
