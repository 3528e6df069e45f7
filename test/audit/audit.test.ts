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

/** Returns an operation that read one patient. */
function operationReading(id: string): AuditedOperation {
  const operation = operationOf();
  operation.accessLog.addResource({
    resource: { resourceType: 'Patient', id },
    interaction: 'read',
  });
  return operation;
}

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

  it('escapes separators in a subject, so every reader sees each event as one line', async () => {
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
    async answer(error?: Error) {
      for (const { lines, settle } of waiting.splice(0)) {
        if (error === undefined) stored.push(...lines);
        settle(error);
      }
      await new Promise(setImmediate);
    },
  };
}

describe('createAudit with a sink that stops responding', () => {
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
    await hanging.answer();
    expect(audit.isStalled).toBe(false);
    const recording = audit.record(operationReading('p4'));
    await hanging.answer();
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
    await hanging.answer();
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
    await hanging.answer(auditUnavailableError('The audit file could not be written'));
    expect(audit.isStalled).toBe(false);
    expect(emitted).toContainEqual({ kind: 'audit-lost', events: 1 });
  });

  it('closes although the sink hangs', async () => {
    const audit = createObservedAudit(createHangingSink().sink);
    await rejectionOf(audit.record(operationReading('p1')));
    await expect(audit.close()).resolves.toBeUndefined();
  });
});

/** Returns an operation that was refused before it accessed anything. */
const operationRefusedWith = (code: string): AuditedOperation => operationOf({}, [code]);
const readOutcomes = (lines: readonly string[]): unknown[] => {
  const events = lines.map((line): AuditEvent => {
    // oxlint-disable-next-line typescript/no-unsafe-return -- a line has no type; the audit wrote an event
    return JSON.parse(line);
  });
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.map(({ type, outcome, outcomeDesc }) => [type.code, outcome, outcomeDesc]);
};

/** Creates an audit whose sink has a share for refusals; a test can fill the share or break the sink. */
function createBoundedAudit() {
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

const SEARCH_BY_MRN = { type: 'Patient', text: 'identifier=MRN|1', patientId: null } as const;

describe('the share of refusals', () => {
  it.each<
    [what: string, verb: 'drops' | 'stores', access: (accessLog: AuditedOperation['accessLog']) => void]
  >([
    [
      'whose searches were all refused',
      'drops',
      (accessLog) => accessLog.addSearch({ ...SEARCH_BY_MRN, failure: 'FORBIDDEN' }),
    ],
    ['whose search found nothing', 'stores', (accessLog) => accessLog.addSearch(SEARCH_BY_MRN)],
    [
      'whose search timed out',
      'stores',
      (accessLog) => accessLog.addSearch({ ...SEARCH_BY_MRN, failure: 'UPSTREAM_TIMEOUT' }),
    ],
    [
      'with a refused search and a missed read',
      'stores',
      (accessLog) => {
        accessLog.addSearch({ ...SEARCH_BY_MRN, failure: 'FORBIDDEN' });
        accessLog.addMissedRead({ type: 'Patient', id: 'p1' });
      },
    ],
  ])(
    'given an operation %s and no room for refusals, the audit %s the event',
    async (_what, verb, access) => {
      const { audit, events, share } = createBoundedAudit();
      share.isFull = true;
      const operation = operationOf();
      access(operation.accessLog);
      await audit.record(operation);
      const isStored = verb === 'stores';
      expect(events.length > 0).toBe(isStored);
      await audit.close();
      const summary = 'Refused at operation without events of their own: 1 (FORBIDDEN 1).';
      expect(JSON.stringify(readOutcomes(events)).includes(summary)).toBe(!isStored);
    },
  );
});

describe('refusals beyond their share', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts refusals beyond their share in one summary event a minute, without failing their requests', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    for (let count = 0; count < 240; count += 1)
      await audit.recordSignInRefusal(ORIGIN, count < 200 ? 'no_token' : 'expired');
    for (let count = 0; count < 3; count += 1) await audit.record(operationRefusedWith('RATE_LIMITED'));
    await audit.record(operationReading('p1'));
    expect(events).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(readOutcomes(events.slice(1))).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 240 (no_token 200, expired 40).'],
      ['rest', '4', 'Refused at operation without events of their own: 3 (RATE_LIMITED 3).'],
    ]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(events).toHaveLength(3);
    expect(logLines).toEqual([]);
  });

  it('records each refusal again once there is room, and adds the count to the next event', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    for (let count = 0; count < 5; count += 1) await audit.recordSignInRefusal(ORIGIN, 'no_token');
    share.isFull = false;
    await audit.recordSignInRefusal(ORIGIN, 'expired');
    expect(readOutcomes(events)).toEqual([
      ['110114', '4', 'Not signed in: expired. 5 more were refused since the last such event.'],
    ]);
  });

  it('counts refusals again if their summary could not be stored', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    share.isBroken = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([]);
    share.isBroken = false;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(readOutcomes(events)).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 2 (no_token 2).'],
    ]);
  });

  it('writes the summary of refusals when the gateway stops', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    await audit.recordSignInRefusal(ORIGIN, 'no_token');
    await audit.close();
    expect(readOutcomes(events)).toEqual([
      ['110114', '4', 'Refused at sign-in without events of their own: 1 (no_token 1).'],
    ]);
  });

  it('stores the event of a refused operation that read or tried to read a record', async () => {
    const { audit, events, share } = createBoundedAudit();
    share.isFull = true;
    const lookedFor = operationRefusedWith('FORBIDDEN');
    lookedFor.accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
    await audit.record(lookedFor);
    expect(events).toHaveLength(2);
  });
});

describe('openAudit', () => {
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

  it('opens no audit for the sink "none"', async () => {
    expect(await open({})).toBeNull();
  });

  it('opens an audit on standard output', async () => {
    const output = new PassThrough();
    const audit = await open({ sink: { kind: 'stdout' }, isRequired: true }, output);
    await audit?.record(operationReading('p1'));
    expect(String(output.read())).toMatch(/^\{"resourceType":"AuditEvent".*\}\n$/);
    expect(audit?.isRequired).toBe(true);
  });

  it('opens an audit on a file', async () => {
    const path = join(folder, 'audit.ndjson');
    const audit = await open({ sink: { kind: 'file', path } });
    await audit?.record(operationReading('p1'));
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"resourceType":"AuditEvent".*\}\n$/);
    expect(audit?.isRequired).toBe(false);
    audit?.reopen();
  });

  it('opens an audit on a FHIR server', async () => {
    const audit = await open({ sink: { kind: 'fhir', baseUrl: server.baseUrl } });
    await audit?.record(operationReading('p1'));
    await server.untilTaken(1);
    expect(server.requests[0]?.body).toContain(`${UPSTREAM}/Patient/p1`);
  });

  it('removes other users’ access to the token file and the spool, and logs it', async () => {
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
    [
      'the folder of the audit file is missing',
      { kind: 'file', path: '/none/audit' },
      /AUDIT_LOG: expected a writable file \(ENOENT\)$/,
    ],
    [
      'the audit file cannot be made private',
      { kind: 'file', path: '/proc/self/comm' },
      /AUDIT_LOG: expected a file that other users cannot read: run chmod o= on it/,
    ],
    [
      'another process uses the spool',
      { kind: 'fhir', baseUrl: 'https://audit.example.org/fhir' },
      /AUDIT_SPOOL: expected a writable file that no other process has open \(ERR_SQLITE_ERROR\)$/,
    ],
  ])('rejects the configuration if %s', async (_what, sink, problem) => {
    const held = openSpool({ path: join(folder, 'spool.sqlite'), maxEvents: 1 });
    try {
      await expect(open({ sink })).rejects.toThrow(problem);
    } finally {
      held.close();
    }
  });
});
