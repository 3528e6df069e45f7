import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Patient, Stored } from '../src/fhir/types.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { type HapiServer, startHapiServer } from './support/hapi-server.ts';

const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1', name: [{ family: 'Lopez' }] };

let server: HapiServer;
let gateway: GatewayProcess;

beforeEach(async () => {
  server = await startHapiServer([PATIENT]);
});

afterEach(async () => {
  await gateway.dispose();
  await server.close();
});

async function queryPatient(origin: string): Promise<unknown> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ patient(id: "p1") { id fullName } }' }),
  });
  return JSON.parse(await response.text());
}

describe('npm start with a client secret', () => {
  it('restricts the mode of the secret file, and logs that other users could read it [T6-S4]', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secret-'));
    const path = join(folder, 'secret');
    try {
      writeFileSync(path, 'canary-secret\n');
      chmodSync(path, 0o644);
      gateway = startGatewayProcess({
        EPIC_BASE_URL: server.baseUrl,
        EPIC_AUTH: 'client_secret_basic',
        EPIC_CLIENT_ID: 'client-1',
        EPIC_CLIENT_SECRET_FILE: path,
        PORT: '0',
      });
      await gateway.listening();
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(gateway.output.stdout).toContain('"event":"secret_file_closed_to_others"');
      const { stdout, stderr } = gateway.output;
      expect([path, 'canary-secret'].filter((text) => (stdout + stderr).includes(text))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('npm start with an open FHIR server [T3-S5]', () => {
  it('serves an open server with two settings, and prints that it is open', async () => {
    gateway = startGatewayProcess({ EPIC_BASE_URL: server.baseUrl, EPIC_AUTH: 'none', PORT: '0' });
    const origin = await gateway.listening();
    expect(await queryPatient(origin)).toMatchObject({ data: { patient: { id: 'p1', fullName: 'Lopez' } } });
    expect(gateway.output.stdout).toContain(
      `Serves     ${server.baseUrl} (an open server: EPIC_AUTH=none sends no token, so anyone who can reach it can read and change every record, ` +
        'and cursors end with this process, because STATE_SECRET is not set: treat all data as patient data)',
    );
  });

  it('logs in production that the server is open', async () => {
    gateway = startGatewayProcess({
      EPIC_BASE_URL: server.baseUrl,
      EPIC_AUTH: 'none',
      STATE_SECRET: 'a-state-secret-of-32-characters.',
      NODE_ENV: 'production',
      PORT: '0',
    });
    await gateway.listening();
    expect(gateway.output.stdout).toContain('EPIC_AUTH=none: the gateway sends no token');
    expect(gateway.output.stdout + gateway.output.stderr).not.toContain('a-state-secret');
  });
});
