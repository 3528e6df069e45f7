import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Audit, createAudit } from '../../src/audit/audit.ts';
import type { AuditedOperation } from '../../src/audit/events.ts';
import { openAudit } from '../../src/audit/open-audit.ts';
import { auditUnavailable, type Sink } from '../../src/audit/sink.ts';
import { openSpool } from '../../src/audit/spool.ts';
import type { AuditConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createOutput } from '../../src/output.ts';
import { rejectionOf } from '../support/refusal.ts';
import { operationOf, ORIGIN, RECORDER, UPSTREAM } from './actors.ts';
import { type AuditServer, startAuditServer } from './audit-server.ts';

let logLines: string[];
const log = createLog('trace', { write: (line) => void logLines.push(line) });

beforeEach(() => {
  logLines = [];
});

/** An operation that read one patient. */
function readingOf(id: string): AuditedOperation {
  const operation = operationOf();
  operation.accesses.record({
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
function auditOn(keep: Sink['write'] = async () => {}, now = RECORDER.now): Kept {
  const events: string[] = [];
  const sink: Sink = {
    async write(lines) {
      await keep(lines);
      events.push(...lines);
    },
    close: async () => {},
  };
  return { audit: createAudit({ ...RECORDER, now, sink, isRequired: true, log, timeoutMs: 50 }), events };
}

describe('an audit', () => {
  it('keeps the events of an operation, each as a line of JSON', async () => {
    const { audit, events } = auditOn();
    await audit.record(readingOf('p1'));
    expect(events.map((line): unknown => JSON.parse(line))).toMatchObject([{ resourceType: 'AuditEvent' }]);
    expect(events.join('')).toContain(`${UPSTREAM}/Patient/p1`);
    expect(events.join('')).not.toContain('\n');
  });

  it('writes nothing for an operation that touched nothing', async () => {
    const { audit, events } = auditOn(async () => {
      throw auditUnavailable('Nothing is to be written');
    });
    await audit.record(operationOf());
    expect(events).toEqual([]);
    expect(logLines).toEqual([]);
  });

  it('keeps who did not sign in, by where the request came from', async () => {
    const { audit, events } = auditOn();
    await audit.refused(ORIGIN, 'expired');
    expect(events.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: { code: '110114' }, outcome: '4', outcomeDesc: 'Not signed in: expired.' },
    ]);
  });

  it('keeps of a flood of these a bounded number of events a minute, and how many there were', async () => {
    let time = RECORDER.now();
    const { audit, events } = auditOn(undefined, () => time);
    for (let count = 0; count < 1_000; count += 1) await audit.refused(ORIGIN, 'no_token');
    expect(events).toHaveLength(600);
    time += 59_999;
    await audit.refused(ORIGIN, 'no_token');
    expect(events).toHaveLength(600);
    time += 1;
    await audit.refused(ORIGIN, 'no_token');
    await audit.refused(ORIGIN, 'no_token');
    expect(events.slice(600).map((line): unknown => JSON.parse(line))).toMatchObject([
      { outcomeDesc: 'Not signed in: no_token. 401 more were refused since the last such event.' },
      { outcomeDesc: 'Not signed in: no_token.' },
    ]);
  });

  it.each<[what: string, keep: Sink['write'], reason: string]>([
    [
      'is full',
      async () => {
        throw auditUnavailable('The audit spool is full');
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
    ['hangs', () => new Promise(() => {}), 'Events were not safe within 50 ms.'],
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
      await audit.refused(ORIGIN, 'expired');
      expect(logLines).toHaveLength(2);
    },
  );
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
        required: false,
        spool: { path: join(folder, 'spool.sqlite'), maxEvents: 100 },
        tokenFile: null,
        ...config,
      },
      upstream: UPSTREAM,
      log,
      output: createOutput(stream),
    });
    if (audit !== null) audits.push(audit);
    return audit;
  }

  it('can be none', async () => {
    expect(await open({})).toBeNull();
  });

  it('can be standard output', async () => {
    const output = new PassThrough();
    const audit = await open({ sink: { kind: 'stdout' }, required: true }, output);
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

  it.each<[what: string, sink: AuditConfig['sink'], problem: RegExp]>([
    [
      'file',
      { kind: 'file', path: '/none/audit' },
      /AUDIT_LOG expects a file that can be appended to \(ENOENT\)$/,
    ],
    [
      'spool',
      { kind: 'fhir', baseUrl: 'https://audit.example.org/fhir' },
      /AUDIT_SPOOL expects a file that can be written, and that no other process has \(ERR_SQLITE_ERROR\)$/,
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
