import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type AuditServer, startAuditServer } from './audit-server.ts';

let folder: string;
let gateway: GatewayProcess;
let server: AuditServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  server = await startAuditServer();
});

afterEach(async () => {
  await gateway.dispose();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function readPatients(origin: string, count: number): Promise<void> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ patients(first: ${count}) { id } }` }),
  });
  expect(await response.json()).toMatchObject({ data: { patients: [{}, {}] } });
}

const eventsIn = (text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith('{"resourceType":"AuditEvent"'));

describe('a gateway process with an audit', () => {
  it('writes audit events to standard output', async () => {
    gateway = startGatewayProcess({ PORT: '0', AUDIT_LOG: 'stdout' });
    await readPatients(await gateway.listening(), 2);
    await expect.poll(() => eventsIn(gateway.output.stdout)).toHaveLength(2);
  });

  it('survives a stalled log reader: only one operation waits, and SIGTERM still works [T5-D1]', async () => {
    gateway = startGatewayProcess({ PORT: '0', AUDIT_LOG: 'stdout', METRICS_PORT: '0' });
    const origin = await gateway.listening();
    await readPatients(origin, 2);
    const metrics = await gateway.metricsListening();
    const scrape = async (): Promise<string> => (await fetch(`${metrics}/metrics`)).text();
    expect(await scrape()).toContain('gateway_audit_up 1\n');
    gateway.readOutput(false);
    // Each operation writes two events of 2 KB. If each waited five seconds, the test would time out.
    await expect
      .poll(async () => {
        await readPatients(origin, 2);
        return scrape();
      })
      .toContain('gateway_audit_up 0\n');
    for (let count = 0; count < 100; count += 1) await readPatients(origin, 2);
    gateway.readOutput(true);
    await expect.poll(scrape).toContain('gateway_audit_up 1\n');
    await expect.poll(() => gateway.output.stdout).toContain('"event":"audit_answers_again"');
    const kept = eventsIn(gateway.output.stdout).length;
    expect(kept).toBeGreaterThan(200);
    expect(kept % 2).toBe(0);
    expect(await scrape()).toContain('gateway_audit_events_lost_total 0\n');
    gateway.readOutput(false);
    await expect
      .poll(async () => {
        await readPatients(origin, 2);
        return scrape();
      })
      .toContain('gateway_audit_up 0\n');
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toEqual([0, null]);
    gateway.readOutput(true);
  });

  it('writes events before it responds, reopens the file on SIGHUP, and loses no event when killed [T5-R1]', async () => {
    const path = join(folder, 'audit.ndjson');
    gateway = startGatewayProcess({ PORT: '0', AUDIT_LOG: `file:${path}`, AUDIT_REQUIRED: 'true' });
    const origin = await gateway.listening();
    await readPatients(origin, 2);
    expect(eventsIn(readFileSync(path, 'utf8'))).toHaveLength(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    renameSync(path, `${path}.1`);
    gateway.kill('SIGHUP');
    await expect.poll(() => existsSync(path)).toBe(true);
    await readPatients(origin, 2);
    gateway.kill('SIGKILL');
    await gateway.exit;
    expect([path, `${path}.1`].map((file) => eventsIn(readFileSync(file, 'utf8')).length)).toEqual([2, 2]);
  });

  it('delivers the events that an earlier process could not deliver to the FHIR server', async () => {
    const env = {
      PORT: '0',
      AUDIT_LOG: `fhir:${server.baseUrl}`,
      AUDIT_REQUIRED: 'true',
      AUDIT_SPOOL: join(folder, 'spool.sqlite'),
    };
    server.answer = () => 503;
    gateway = startGatewayProcess(env);
    await readPatients(await gateway.listening(), 2);
    gateway.kill('SIGKILL');
    await gateway.exit;
    expect(server.taken).toEqual([]);
    await gateway.dispose();
    server.answer = () => 201;
    gateway = startGatewayProcess(env);
    await gateway.listening();
    await server.untilTaken(2);
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
  });

  it('exits with an error that names AUDIT_LOG if the audit file cannot be opened', async () => {
    gateway = startGatewayProcess({ PORT: '0', AUDIT_LOG: `file:${join(folder, 'none', 'audit')}` });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output.stderr).toContain('AUDIT_LOG: expected a writable file (ENOENT)');
  });
});
