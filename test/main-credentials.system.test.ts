import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pkcs8 } from './config/key-material.ts';
import { unusedOrigin } from './http/local-server.ts';
import { ENDLESS_TIMEOUTS, postQuery, TEN_NAMES } from './process-queries.ts';
import { having, including } from './support/expected.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';

let gateway: GatewayProcess;

afterEach(() => gateway.dispose());

describe('npm start with Epic credentials in .env', () => {
  let sandbox: Sandbox;
  let env: string;

  beforeEach(async () => {
    sandbox = await startSandbox();
    const { clientId, keyId, privateKey } = sandbox.credentials;
    const key = pkcs8(privateKey)
      .trim()
      .replaceAll('\n', String.raw`\n`);
    env = [
      `EPIC_BASE_URL=${sandbox.baseUrl}/`,
      `EPIC_CLIENT_ID=${clientId}`,
      `EPIC_KEY_ID=${keyId}`,
      `EPIC_PRIVATE_KEY=${key}`,
      `PATIENT_PANEL="list:${sandbox.panels.list}"`,
      'PORT=0',
    ].join('\n');
  });

  afterEach(() => sandbox.close());

  it('serves that FHIR server, and prints that its data is real', async () => {
    gateway = startGatewayProcess({}, { '.env': env });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain(
      `Serves     ${sandbox.baseUrl} (real credentials: treat all data as patient data)`,
    );
    expect((await postQuery(origin, TEN_NAMES)).data?.patients).toHaveLength(10);
    const operations = sandbox.requests.map(({ operation }) => operation);
    expect(operations).toEqual(
      expect.arrayContaining(['smart-configuration', 'token', 'search', 'metadata']),
    );
    expect(gateway.output.stderr).toBe('');
  });

  it('reads a PKCS#1 key from a file', async () => {
    const withFile = env.replace(/EPIC_PRIVATE_KEY=.*/, 'EPIC_PRIVATE_KEY_FILE=epic.pem');
    const pem = sandbox.credentials.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    gateway = startGatewayProcess({}, { '.env': withFile, 'epic.pem': pem });
    expect((await postQuery(await gateway.listening(), TEN_NAMES)).data?.patients).toHaveLength(10);
  });

  it('restricts the mode of the key file, and logs that other users could read it [T6-I10]', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'));
    const path = join(folder, 'epic.pem');
    try {
      writeFileSync(path, sandbox.credentials.privateKey.export({ type: 'pkcs8', format: 'pem' }));
      chmodSync(path, 0o644);
      const withFile = env.replace(/EPIC_PRIVATE_KEY=.*/, `EPIC_PRIVATE_KEY_FILE=${path}`);
      gateway = startGatewayProcess({}, { '.env': withFile });
      await gateway.listening();
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(gateway.output.stdout).toContain('"event":"key_file_closed_to_others"');
      expect(gateway.output.stdout).not.toContain(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('closes the key files of sites to other users, at the start and when it reads the sites file again [T6-S4]', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-sites-'));
    const { clientId, privateKey } = sandbox.credentials;
    const write = (id: string): void => {
      writeFileSync(join(folder, `${id}.pem`), pkcs8(privateKey));
      chmodSync(join(folder, `${id}.pem`), 0o644);
      const site = { baseUrl: sandbox.baseUrl, clientId, privateKeyFile: `${id}.pem` };
      writeFileSync(join(folder, 'sites.json'), JSON.stringify({ sites: { [id]: site } }));
    };
    const modeOf = (id: string): number => statSync(join(folder, `${id}.pem`)).mode & 0o777;
    try {
      write('north');
      gateway = startGatewayProcess({ SITES_FILE: join(folder, 'sites.json'), PORT: '0' });
      await gateway.listening();
      expect(modeOf('north')).toBe(0o600);
      expect(gateway.output.stdout).toContain(
        'Other users could read the file of sites.north.privateKeyFile.',
      );
      write('south');
      gateway.kill('SIGHUP');
      await expect.poll(() => gateway.output.stdout).toContain('"event":"sites_reloaded"');
      expect(modeOf('south')).toBe(0o600);
      expect(gateway.output.stdout).not.toContain(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not start if other users can read the key file and the gateway cannot change its mode [T6-I10]', async () => {
    const pem = sandbox.credentials.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    // Every user can read this file, the command line of a process, and its mode is fixed.
    const holder = spawn('tail', ['-f', '/dev/null'], { argv0: pem, stdio: 'ignore' });
    try {
      const file = `/proc/${holder.pid}/cmdline`;
      await expect.poll(() => readFileSync(file, 'utf8')).toContain('PRIVATE KEY');
      const withFile = env.replace(/EPIC_PRIVATE_KEY=.*/, `EPIC_PRIVATE_KEY_FILE=${file}`);
      gateway = startGatewayProcess({}, { '.env': withFile });
      expect(await gateway.exit).toEqual([1, null]);
      expect(gateway.output.stderr).toContain(
        'EPIC_PRIVATE_KEY_FILE: expected a file that other users cannot read: run chmod o= on it',
      );
    } finally {
      holder.kill();
    }
  });

  it('prefers a setting of the environment to the same one in .env', async () => {
    gateway = startGatewayProcess({ PATIENT_PANEL: 'ids:eUnknown' }, { '.env': env });
    expect((await postQuery(await gateway.listening(), TEN_NAMES)).data?.patients).toEqual([]);
  });

  it('prints only log lines without patient data in production', async () => {
    gateway = startGatewayProcess(
      // Audit events name patients, so write them to a file.
      { NODE_ENV: 'production', LOG_LEVEL: 'trace', AUDIT_LOG: 'file:audit.ndjson' },
      { '.env': env },
    );
    const origin = await gateway.listening();
    const { data } = await postQuery(origin, TEN_NAMES);
    expect(data?.patients).toHaveLength(10);
    gateway.kill('SIGTERM');
    await gateway.exit;
    const events = gateway.output.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(events[0]).toMatchObject({
      level: 'info',
      event: 'listening',
      host: '127.0.0.1',
      upstream: new URL(sandbox.baseUrl).host,
    });
    expect(events).toEqual(including(having({ level: 'info', event: 'stopping', signal: 'SIGTERM' })));
    const names = data?.patients?.flatMap(({ id, fullName }) => [id, fullName]) ?? [];
    expect(names.filter((name) => gateway.output.stdout.includes(name))).toEqual([]);
    expect(gateway.output.stdout).not.toMatch(/Bearer|eyJ|PRIVATE/);
  });

  it('logs at startup that the token endpoint refuses it, and keeps running', async () => {
    gateway = startGatewayProcess({ EPIC_CLIENT_ID: 'MARKED' }, { '.env': env });
    const origin = await gateway.listening();
    await expect.poll(() => gateway.output.stdout).toContain('upstream_not_ready');
    expect(gateway.output.stdout).toContain('The token endpoint refused this gateway: invalid_client, ');
    expect(gateway.output.stdout).not.toContain('MARKED');
    expect((await postQuery(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe(
      'UPSTREAM_AUTHENTICATION_FAILED',
    );
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    expect((await fetch(`${origin}/readyz`)).status).toBe(503);
  });

  it('completes the operation in flight on SIGTERM, and exits with 0', async () => {
    gateway = startGatewayProcess({}, { '.env': env });
    const origin = await gateway.listening();
    await expect.poll(() => sandbox.requests.some(({ operation }) => operation === 'metadata')).toBe(true);
    const hold = sandbox.hold({ operation: 'search', resourceType: 'Patient' });
    const answer = postQuery(origin, TEN_NAMES);
    await expect.poll(() => hold.arrived).toBe(1);
    gateway.kill('SIGTERM');
    await expect.poll(() => gateway.output.stdout).toContain('"event":"stopping"');
    await expect(fetch(`${origin}/livez`)).rejects.toThrow('fetch failed');
    hold.release();
    expect((await answer).data?.patients).toHaveLength(10);
    expect(await gateway.exit).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
  });

  it('aborts an operation at SHUTDOWN_TIMEOUT_MS after SIGTERM, and exits with 0 [T6-D5]', async () => {
    gateway = startGatewayProcess({ ...ENDLESS_TIMEOUTS, SHUTDOWN_TIMEOUT_MS: '300' }, { '.env': env });
    const origin = await gateway.listening();
    sandbox.fault({ match: { operation: 'search' }, kind: 'hang' });
    const answer = postQuery(origin, TEN_NAMES);
    await expect.poll(() => sandbox.requests.some(({ operation }) => operation === 'search')).toBe(true);
    gateway.kill('SIGTERM');
    expect((await answer).errors?.[0]?.extensions.code).toBe('OPERATION_ABORTED');
    expect(await gateway.exit).toEqual([0, null]);
  });

  it.each(['metadata', 'token', 'smart-configuration'] as const)(
    'does not wait for an unresponsive FHIR server on SIGTERM (%s)',
    async (operation) => {
      sandbox.fault({ match: { operation }, kind: 'hang', times: Infinity });
      gateway = startGatewayProcess({ ...ENDLESS_TIMEOUTS, SHUTDOWN_TIMEOUT_MS: '120000' }, { '.env': env });
      await gateway.listening();
      await expect.poll(() => sandbox.requests.map((request) => request.operation)).toContain(operation);
      gateway.kill('SIGTERM');
      expect(await gateway.exit).toEqual([0, null]);
    },
  );

  it('starts without a reachable FHIR server, and returns UPSTREAM_UNAVAILABLE [T6-D3]', async () => {
    const away = await unusedOrigin();
    gateway = startGatewayProcess({ EPIC_BASE_URL: `${away}/R4` }, { '.env': env });
    const origin = await gateway.listening();
    expect((await postQuery(origin, TEN_NAMES)).errors?.[0]).toMatchObject({
      message:
        'The FHIR server could not be reached, or closed the connection (ECONNREFUSED). Try again later.',
      extensions: { code: 'UPSTREAM_UNAVAILABLE' },
    });
  });
});
