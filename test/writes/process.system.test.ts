import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { MUTATIONS, newKey } from '../support/writing.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-process-'));

afterAll(() => rmSync(folder, { recursive: true }));

async function addProblem(origin: string, key: string): Promise<unknown> {
  const problem = { system: 'SNOMED', code: '41652007', name: 'Eye pain' };
  const variables = { input: { patientId: CAMILA_LOPEZ, problem }, key };
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: MUTATIONS.addProblem, variables }),
  });
  const body: unknown = await response.json();
  return body;
}

describe('a gateway process with writes enabled', () => {
  it('stores idempotency keys in the file of STATE_URL, and closes the file when it stops', async () => {
    const path = join(folder, 'state.sqlite');
    const env = { WRITES_ENABLED: 'true', STATE_URL: `sqlite:${path}`, PORT: '0', LOG_LEVEL: 'info' };
    const gateway = startGatewayProcess(env);
    const origin = await gateway.listening();
    const key = newKey();
    const [first, retried] = [await addProblem(origin, key), await addProblem(origin, key)];
    const id = at(first, 'data', 'addProblem', 'id');
    expect([at(first, 'errors'), at(retried, 'data', 'addProblem', 'id')]).toEqual([undefined, id]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
    const { stdout, stderr } = gateway.output;
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(
      [CAMILA_LOPEZ, 'Eye pain', key, String(id)].filter((text) => (stdout + stderr).includes(text)),
    ).toEqual([]);
    await gateway.dispose();
  });

  it('exits with an error that names STATE_URL if the file cannot be opened', async () => {
    const env = {
      WRITES_ENABLED: 'true',
      STATE_URL: `sqlite:${join(folder, 'no', 'such', 'folder')}`,
      PORT: '0',
    };
    const gateway = startGatewayProcess(env);
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output.stderr).toContain(
      'STATE_URL: expected a writable file that no other process has open',
    );
    await gateway.dispose();
  });
});
