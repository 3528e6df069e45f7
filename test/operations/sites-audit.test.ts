/** The audit of several sites: each event names its site, whatever destination the sites share. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

let folder: string;
let path: string;
let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: SitesGateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.ndjson');
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  gateway = await startSites(
    {
      north: { server: sandbox },
      south: { server: sandbox },
      broken: { server: sandbox, auditLog: `file:${join(folder, 'none', 'audit')}` },
    },
    {
      AUDIT_LOG: `file:${path}`,
      AUDIT_REQUIRED: 'true',
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: AUDIENCE,
    },
  );
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([sandbox.close(), provider.close()]);
  rmSync(folder, { recursive: true });
});

interface AuditLine {
  readonly source: { readonly site: string };
  readonly outcomeDesc?: string;
}

function readEvents(at = path): AuditLine[] {
  const lines = readFileSync(at, 'utf8').trim().split('\n');
  // oxlint-disable-next-line typescript/no-unsafe-return -- an event has no type here
  return lines.map((line): AuditLine => JSON.parse(line));
}

const sourcesAndReasons = (): unknown[] =>
  readEvents().map(({ source, outcomeDesc }) => [source.site, outcomeDesc]);

async function query(site: string, sites: readonly string[] | null): Promise<number> {
  const headers =
    sites === null ? {} : { authorization: `Bearer ${await provider.token({ scope: 'user/*.rs', sites })}` };
  return (await gateway.query(`/sites/${site}/graphql`, PATIENT, headers)).status;
}

describe('the audit of several sites', () => {
  it('names the site of each operation, and the host for requests that reach no site', async () => {
    const all = ['north', 'south', 'broken'];
    expect([await query('north', all), await query('south', all)]).toEqual([200, 200]);
    expect([await query('north', null), await query('west', null)]).toEqual([401, 401]);
    expect([await query('west', ['north']), await query('south', ['north'])]).toEqual([404, 404]);
    expect(sourcesAndReasons()).toEqual([
      ['north', undefined],
      ['south', undefined],
      [hostname(), 'Not signed in: no_token.'],
      [hostname(), 'Not signed in: no_token.'],
      [hostname(), 'Refused: SITE_UNKNOWN.'],
      [hostname(), 'Refused: SITE_UNKNOWN.'],
    ]);
    expect(JSON.stringify(readEvents().slice(2))).not.toMatch(/south|west/);
  });

  it('serves the other sites if the audit of one cannot be opened', async () => {
    const all = ['north', 'broken'];
    expect(await query('broken', all)).toBe(503);
    expect(await query('north', all)).toBe(200);
    expect(gateway.logLines.filter((line) => line.includes('"site_not_opened"'))).toHaveLength(1);
  });

  it('writes to the new file after a rotation', async () => {
    renameSync(path, `${path}.1`);
    gateway.reopenAudit();
    await vi.waitFor(() => readFileSync(path), PATIENCE);
    expect([await query('north', ['north']), await query('north', null)]).toEqual([200, 401]);
    expect(readEvents().map(({ source }) => source.site)).toEqual(['north', hostname()]);
  });
});
