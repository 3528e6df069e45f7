import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkMetadata } from '../../src/doctor/capabilities.ts';
import { checkClock } from '../../src/doctor/clock.ts';
import { checkSmartConfiguration } from '../../src/doctor/smart-configuration.ts';
import { RESOURCES } from '../../src/fhir/resources.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient } from '../../src/http/http-client.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { having, matching } from '../support/expected.ts';
import { sendJson, CANARY } from '../support/canary-server.ts';
import { PATIENCE } from '../support/patience.ts';
import { siteOf } from './examined-site.ts';

const TYPES = Object.keys(RESOURCES).length;

let http: HttpClient;
let server: LocalServer;
/** The server's response. */
let body: unknown;
let status: number;
let headers: Record<string, string>;

beforeAll(async () => {
  server = await startLocalServer((response) => sendJson(response, status, body, headers));
});
afterAll(() => server.close());

beforeEach(() => {
  http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  status = 200;
  headers = {};
  body = {};
});
afterEach(() => http.close());

const { signal } = new AbortController();

async function smart(connection = {}) {
  return checkSmartConfiguration(siteOf({ baseUrl: server.origin, ...connection }), { http, signal });
}

async function metadata(panel: 'none' | 'group' = 'none') {
  const kind = panel === 'none' ? { kind: panel } : { kind: panel, id: 'x' };
  return checkMetadata(siteOf({ baseUrl: server.origin }, { panel: kind }), { http, signal });
}

describe('the step Clock', () => {
  const NOW = Date.parse('2026-06-01T12:00:00Z');

  async function clock(date: string, others: Record<string, string> = {}) {
    headers = { date, ...others };
    return checkClock(siteOf({ baseUrl: server.origin }), { http, now: () => NOW, signal });
  }

  it.each<[date: string, outcome: string, gist: string, ahead: number]>([
    ['Mon, 01 Jun 2026 12:00:00 GMT', 'passed', 'The clocks agree.', 0],
    ['Mon, 01 Jun 2026 11:59:58 GMT', 'passed', 'The clocks agree.', 2],
    ['Mon, 01 Jun 2026 11:59:55 GMT', 'warning', 'This machine is 5 s ahead of the server.', 5],
    ['Mon, 01 Jun 2026 11:59:45 GMT', 'failed', 'This machine is 15 s ahead of the server.', 15],
    ['Mon, 01 Jun 2026 12:01:00 GMT', 'warning', 'This machine is 60 s behind the server.', -60],
    ['Mon, 01 Jun 2026 12:05:00 GMT', 'failed', 'This machine is 5 min behind the server.', -300],
  ])('reports a server time of %s as %s', async (date, outcome, gist, ahead) => {
    const { finding } = await clock(date);
    expect(finding).toMatchObject({ outcome, found: [gist], facts: { aheadSeconds: ahead } });
  });

  it('adds the age of a cached response', async () => {
    const { finding } = await clock('Mon, 01 Jun 2026 11:00:00 GMT', { age: '3600' });
    expect(finding.outcome).toBe('passed');
  });

  it('passes if the Date header is invalid, and does not repeat it', async () => {
    const { finding } = await clock('MARKED');
    expect(finding).toMatchObject({ outcome: 'passed', facts: { aheadSeconds: null } });
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });
});

describe('the step SMART configuration', () => {
  const tokenUrl = 'https://auth.example.org/token';

  it('reads the token endpoint and what it supports, and sends the client id', async () => {
    body = { token_endpoint: tokenUrl, token_endpoint_auth_signing_alg_values_supported: ['RS384'] };
    expect(await smart()).toMatchObject({
      finding: { outcome: 'passed', found: [`HTTP 200. The token endpoint is ${tokenUrl}`] },
      value: { tokenEndpoint: tokenUrl, advertised: { algorithms: ['RS384'], methods: [], grants: [] } },
    });
    expect(server.requests.at(-1)).toMatchObject({
      url: '/.well-known/smart-configuration',
      headers: { 'epic-client-id': 'client-1' },
    });
  });

  it.each<[what: string, body: unknown, connection: object, cause: RegExp]>([
    [
      'another endpoint than EPIC_TOKEN_URL',
      {},
      { tokenUrl: 'https://x.example/token' },
      /EPIC_TOKEN_URL differs/,
    ],
    ['an endpoint without TLS', { token_endpoint: 'http://x.example/token' }, {}, /not a plain https URL/],
    [
      'an endpoint with control characters',
      { token_endpoint: `https://x.example/\u001b[31m` },
      {},
      /not a plain https URL/,
    ],
  ])('warns of %s', async (_what, members, connection, cause) => {
    body = { token_endpoint: tokenUrl, ...(typeof members === 'object' ? members : {}) };
    const { finding } = await smart(connection);
    expect(finding.outcome).toBe('warning');
    expect(finding.causes).toHaveLength(1);
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain('\\u001b');
  });

  it('only warns if the document is missing, because /metadata can replace it', async () => {
    status = 404;
    expect(await smart()).toMatchObject({
      finding: { outcome: 'warning', causes: [{ cause: matching(/EPIC_BASE_URL/) }, {}] },
      value: { tokenEndpoint: null },
    });
    const configured = await smart({ tokenUrl });
    expect(configured.finding.causes.map(({ cause }) => cause)).toEqual([
      matching(/has no SMART configuration/),
    ]);
  });
});

describe('the step Capabilities', () => {
  const statement = {
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    description: CANARY,
    software: { name: `Epic\u001b[31m`, version: 'May 2026' },
    rest: [
      {
        resource: [
          {
            type: 'Patient',
            interaction: [{ code: 'read' }, { code: 'search-type' }],
            searchParam: [{ name: '_id' }],
          },
          { type: 'Goal', interaction: [{ code: 'search-type' }], searchParam: [{ name: 'subject' }] },
        ],
      },
    ],
  };

  it('compares the statement with what the schema needs', async () => {
    body = statement;
    const { finding, value } = await metadata();
    expect(finding).toMatchObject({
      outcome: 'warning',
      found: [
        `FHIR 4.0.1 by Epic31m May 2026. Supports 2 of the ${TYPES} types that the gateway reads.`,
        'The gateway filters itself, because the server does not list these parameters: Goal?_id, Goal?category, Goal?start-date.',
      ],
      causes: [
        { cause: matching(/^The server does not support A\w+, .* and \d+ more,/) },
        { cause: 'The server does not support Goal.read.' },
        { cause: matching(/lists need: Goal\?patient\.$/) },
      ],
      facts: {
        interactions: ['Goal.read'],
        needed: ['Goal?patient'],
        useful: ['Goal?_id', 'Goal?category', 'Goal?start-date'],
      },
    });
    expect(value?.interactions.get('Patient')?.has('read')).toBe(true);
    expect(JSON.stringify(finding)).not.toContain(CANARY);
    expect(JSON.stringify(finding)).not.toContain('\\u001b');
  });

  it('needs the type Group only for a panel of that kind', async () => {
    body = statement;
    const [none, group] = [await metadata('none'), await metadata('group')];
    expect(none.finding.facts['types']).not.toContain('Group');
    expect(group.finding.facts['types']).toContain('Group');
  });

  it.each<[what: string, status: number, body: unknown, gist: RegExp, cause: RegExp]>([
    ['of STU3', 200, { ...statement, fhirVersion: '3.0.2' }, /^FHIR 3\.0\.2/, /speaks FHIR 3\.0\.2/],
    [
      'without a version',
      200,
      { ...statement, fhirVersion: { [CANARY]: 1 } },
      /of an unknown version/,
      /of an unknown version/,
    ],
    [
      'without Patient',
      200,
      { ...statement, rest: [] },
      new RegExp(`Supports 0 of the ${TYPES} `),
      /does not support/,
    ],
    ['of another type', 200, { resourceType: CANARY }, /no CapabilityStatement/, /EPIC_BASE_URL/],
    ['that does not exist', 404, { resourceType: CANARY }, /HTTP 404/, /EPIC_BASE_URL/],
    ['of a failing server', 503, {}, /HTTP 503/, /has a problem/],
  ])('fails for a statement %s', async (_what, code, sent, gist, cause) => {
    status = code;
    body = sent;
    const { finding, value } = await metadata();
    expect([finding.outcome, value]).toEqual(['failed', null]);
    expect(finding.found[0]).toMatch(gist);
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain(CANARY);
  });

  it("finds no gap in the sandbox's statement", async () => {
    const sandbox: Sandbox = await startSandbox();
    const site = siteOf(
      { baseUrl: sandbox.baseUrl },
      { panel: { kind: 'list', identifier: sandbox.panels.list } },
    );
    const { finding, value } = await checkMetadata(site, { http, signal });
    await sandbox.close();
    expect(finding).toMatchObject({
      outcome: 'passed',
      facts: having({ types: [], interactions: [], needed: [], useful: [], includes: [] }),
    });
    expect(value?.tokenEndpoint).toBe(sandbox.tokenUrl);
  });
});
