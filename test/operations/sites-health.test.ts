/** The health of each site on the metrics port, and of the sites file in /readyz. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
const CLOSED = { status: 'ready', state: 'closed', operations: 0 };
const ALL_CLOSED = { token: 'closed', read: 'closed', search: 'closed', binary: 'closed', create: 'closed' };

const aMoment: unknown = expect.toSatisfy((seconds: number) => seconds >= 0 && seconds < 60);

let sandbox: Sandbox;
let gateway: SitesGateway;

beforeEach(async () => {
  sandbox = await startSandbox();
  gateway = await startSites(
    {
      north: { server: sandbox },
      south: { server: sandbox, clientId: 'unregistered' },
      broken: { server: sandbox, auditLog: 'file:/none/audit' },
      idle: { server: sandbox },
    },
    { METRICS_PORT: '0', AUTH_MODE: 'none' },
  );
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function readHealth(path: string): Promise<readonly [status: number, body: unknown]> {
  const response = await gateway.getMetrics(path);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return [response.status, await response.json()];
}

const readSite = (id: string) => readHealth(`/sites/${id}/readyz`);
const query = (id: string) => gateway.query(`/sites/${id}/graphql`, PATIENT);

describe('the health of sites on the metrics port', () => {
  it('reports closed sites without opening them or sending a request', async () => {
    const ids = ['north', 'south', 'broken', 'idle'];
    const sites = ids.map((id) => Object.assign({ id }, CLOSED));
    for (let round = 0; round < 2; round += 1)
      expect(await readHealth('/sites')).toEqual([200, { sitesFile: { status: 'valid' }, sites }]);
    expect(await readSite('idle')).toEqual([200, { id: 'idle', ...CLOSED }]);
    expect(sandbox.requests).toEqual([]);
  });

  it('reports an open site with its token and circuits', async () => {
    await query('north');
    expect(await readSite('north')).toEqual([
      200,
      { id: 'north', ...CLOSED, state: 'open', token: 'ok', circuits: ALL_CLOSED, pausedForMs: 0 },
    ]);
  });

  it('reports a site whose token is refused, and one that cannot be opened, but no other', async () => {
    for (const id of ['north', 'south', 'broken']) await query(id);
    const code = 'UPSTREAM_AUTHENTICATION_FAILED';
    expect(await readSite('south')).toMatchObject([
      503,
      { id: 'south', status: 'unavailable', code, token: 'failed', lastError: { code } },
    ]);
    expect(await readSite('broken')).toEqual([
      503,
      { id: 'broken', status: 'unavailable', code: 'AUDIT_UNAVAILABLE', state: 'closed', operations: 0 },
    ]);
    expect(await readSite('north')).toMatchObject([200, { status: 'ready' }]);
  });

  it('reports the latest error of the FHIR server, and its open circuits', async () => {
    sandbox.fault({ match: { operation: 'read' }, kind: 'html', status: 502, times: Infinity });
    await query('north');
    const code = 'UPSTREAM_UNAVAILABLE';
    expect(await readSite('north')).toMatchObject([200, { lastError: { code, secondsAgo: aMoment } }]);
  });

  it('answers 404 to an unknown site and to other paths', async () => {
    for (const path of ['/sites/west/readyz', '/sites/north', '/sites/', '/readyz', '/sites/NORTH/readyz'])
      expect((await gateway.getMetrics(path)).status).toBe(404);
  });

  it('contains no URL, client id or host', async () => {
    for (const id of ['north', 'south', 'broken']) await query(id);
    const text = await (await gateway.getMetrics('/sites')).text();
    expect(text).not.toMatch(/http|unregistered|127\.0\.0\.1|audit"?:"?file/);
  });

  it('is not on the port of the graph', async () => {
    expect((await gateway.http.get('/sites/north/readyz')).status).toBe(404);
  });
});

describe('an invalid sites file', () => {
  it('is reported in /readyz without ids, and on the metrics port, until a valid one is read', async () => {
    expect((await gateway.http.get('/readyz')).body).toEqual({ status: 'ready' });
    gateway.reload({ north: { server: sandbox, timeoutMs: 'soon' }, secret: { server: sandbox, keyy: 'x' } });
    const answer = await gateway.http.get('/readyz');
    const message = matching(/^The sites file has 2 problems, so the gateway keeps the sites that it had\./);
    const sitesFile = { status: 'invalid', problems: 2, message };
    expect([answer.status, answer.body]).toEqual([200, { status: 'ready', sitesFile }]);
    expect(answer.text).not.toMatch(/north|secret/);
    const [, body] = await readHealth('/sites');
    expect(body).toMatchObject({
      sitesFile: {
        status: 'invalid',
        problems: ['sites.secret: unknown key keyy', matching(/^sites\.north\.timeoutMs: expected/)],
      },
      sites: [{ id: 'north' }, { id: 'south' }, { id: 'broken' }, { id: 'idle' }],
    });
    expect(await (await gateway.getMetrics()).text()).toContain('gateway_sites_file_valid 0');
    expect((await query('north')).errors).toBeUndefined();

    gateway.reload({ north: { server: sandbox } });
    expect((await gateway.http.get('/readyz')).body).toEqual({ status: 'ready' });
    expect(await readHealth('/sites')).toMatchObject([200, { sitesFile: { status: 'valid' } }]);
    expect(await (await gateway.getMetrics()).text()).toContain('gateway_sites_file_valid 1');
  });
});
