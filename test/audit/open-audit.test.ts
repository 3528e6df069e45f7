import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { openAudit } from '../../src/audit/open-audit.ts';
import { createSinkPool } from '../../src/audit/sink-pool.ts';
import { openSpool } from '../../src/audit/spool.ts';
import type { AuditConfig } from '../../src/config/config.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { createLog } from '../../src/observability/log.ts';
import { matching } from '../support/expected.ts';
import { operationReading, UPSTREAM } from './actors.ts';
import { type AuditServer, startAuditServer } from './audit-server.ts';

let logLines: string[];
const log = createLog('trace', { write: (line) => void logLines.push(line) });

beforeEach(() => {
  logLines = [];
});

describe('openAudit [T5-I4]', () => {
  let folder: string;
  let server: AuditServer;
  const closers: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    server = await startAuditServer();
  });

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function open(config: Partial<AuditConfig>, stream = new PassThrough()): Promise<Audit | null> {
    const whole: AuditConfig = {
      sink: { kind: 'none' },
      isRequired: false,
      spool: { path: join(folder, 'spool.sqlite'), maxEvents: 100 },
      tokenFile: null,
      ...config,
    };
    const sinks = createSinkPool({ config: whole, log, output: createBufferedOutput(stream) });
    const { sink: destination, isRequired } = whole;
    const audit = await openAudit({ sinks, destination, isRequired, upstream: UPSTREAM, log });
    closers.push(async () => {
      await audit?.close();
      await sinks.close();
    });
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
