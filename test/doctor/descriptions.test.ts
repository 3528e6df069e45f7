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
import { json, MARK } from '../support/marked-server.ts';
import { siteOf } from './examined-site.ts';

const TYPES = Object.keys(RESOURCES).length;

let http: HttpClient;
let server: LocalServer;
/** What the server answers with. */
let body: unknown;
let status: number;
let headers: Record<string, string>;

beforeAll(async () => {
  server = await startLocalServer((response) => json(response, status, body, headers));
});
afterAll(() => server.close());

beforeEach(() => {
  http = createHttpClient({ timeoutMs: 2_000 });
  status = 200;
  headers = {};
  body = {};
});
afterEach(() => http.close());

const { signal } = new AbortController();

async function smart(connection = {}) {
  return checkSmartConfiguration(siteOf({ baseUrl: server.origin, ...connection }), { http, signal });
}

async function metadata(panel: 'none' | 'list' = 'none') {
  const kind = panel === 'none' ? { kind: panel } : { kind: panel, identifier: 'x' };
  return checkMetadata(siteOf({ baseUrl: server.origin }, { panel: kind }), { http, signal });
}

describe('the clock', () => {
  const NOW = Date.parse('2026-06-01T12:00:00Z');

  async function clock(date: string, others: Record<string, string> = {}) {
    headers = { date, ...others };
    return checkClock(siteOf({ baseUrl: server.origin }), { http, now: () => NOW, signal });
  }

  it.each<[date: string, outcome: string, gist: string, ahead: number]>([
    ['Mon, 01 Jun 2026 12:00:00 GMT', 'passed', 'They agree to the second or so.', 0],
    ['Mon, 01 Jun 2026 11:59:58 GMT', 'passed', 'They agree to the second or so.', 2],
    ['Mon, 01 Jun 2026 11:59:55 GMT', 'warning', 'This machine is 5 s ahead of the server.', 5],
    ['Mon, 01 Jun 2026 11:59:45 GMT', 'failed', 'This machine is 15 s ahead of the server.', 15],
    ['Mon, 01 Jun 2026 12:01:00 GMT', 'warning', 'This machine is 60 s behind the server.', -60],
    ['Mon, 01 Jun 2026 12:05:00 GMT', 'failed', 'This machine is 5 min behind the server.', -300],
  ])('of a server at %s has %s', async (date, outcome, gist, ahead) => {
    const { finding } = await clock(date);
    expect(finding).toMatchObject({ outcome, found: [gist], facts: { aheadSeconds: ahead } });
  });

  it('is counted from when a cache in between got the answer', async () => {
    const { finding } = await clock('Mon, 01 Jun 2026 11:00:00 GMT', { age: '3600' });
    expect(finding.outcome).toBe('passed');
  });

  it('is not known where no answer says', async () => {
    const { finding } = await clock('MARKED');
    expect(finding).toMatchObject({ outcome: 'passed', facts: { aheadSeconds: null } });
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });
});

describe('the SMART configuration', () => {
  const tokenUrl = 'https://auth.example.org/token';

  it('names the token endpoint, and is asked for in the name of the client', async () => {
    body = { token_endpoint: tokenUrl, token_endpoint_auth_signing_alg_values_supported: ['RS384'] };
    expect(await smart()).toMatchObject({
      finding: { outcome: 'passed', found: [`HTTP 200: the token endpoint is ${tokenUrl}`] },
      value: { tokenEndpoint: tokenUrl, algorithms: ['RS384'] },
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
      /EPIC_TOKEN_URL is another/,
    ],
    [
      'other algorithms',
      { token_endpoint_auth_signing_alg_values_supported: ['ES384'] },
      {},
      /EPIC_SIGNING_ALG/,
    ],
    [
      'other ways to sign in',
      { token_endpoint_auth_methods_supported: ['client_secret_basic'] },
      {},
      /takes a secret .*EPIC_AUTH=private_key_jwt shows it a key/,
    ],
    ['other grants', { grant_types_supported: ['authorization_code'] }, {}, /Backend/],
    ['an endpoint without TLS', { token_endpoint: 'http://x.example/token' }, {}, /not behind https/],
    [
      'an endpoint that is no plain URL',
      { token_endpoint: `https://x.example/\u001b[31m` },
      {},
      /no plain URL/,
    ],
  ])('that has %s is a warning', async (_what, members, connection, cause) => {
    body = { token_endpoint: tokenUrl, ...(typeof members === 'object' ? members : {}) };
    const { finding } = await smart(connection);
    expect(finding.outcome).toBe('warning');
    expect(finding.causes).toHaveLength(1);
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain('\\u001b');
  });

  it('that is not there is a warning, since /metadata can do', async () => {
    status = 404;
    expect(await smart()).toMatchObject({
      finding: { outcome: 'warning', causes: [{ cause: matching(/EPIC_BASE_URL/) }, {}] },
      value: { tokenEndpoint: null },
    });
    const configured = await smart({ tokenUrl });
    expect(configured.finding.causes.map(({ cause }) => cause)).toEqual([matching(/older ones do not/)]);
  });
});

describe('the CapabilityStatement', () => {
  const statement = {
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    description: MARK,
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

  it('is held against what the schema needs', async () => {
    body = statement;
    const { finding, value } = await metadata();
    expect(finding).toMatchObject({
      outcome: 'warning',
      found: [
        `FHIR 4.0.1 by Epic31m May 2026; 2 of the ${TYPES} types that the gateway reads`,
        'The gateway picks out by itself what the server has no parameter for: Goal?_id.',
      ],
      causes: [
        { cause: matching(/^The server does not have AllergyIntolerance, .* and \d+ more,/) },
        { cause: 'The server has no Goal.read.' },
        { cause: matching(/asked for: Goal\?patient\.$/) },
      ],
      facts: { interactions: ['Goal.read'], needed: ['Goal?patient'], useful: ['Goal?_id'] },
    });
    expect(value?.interactions.get('Patient')?.has('read')).toBe(true);
    expect(JSON.stringify(finding)).not.toContain(MARK);
    expect(JSON.stringify(finding)).not.toContain('\\u001b');
  });

  it('lacks what holds the panel only where there is such a panel', async () => {
    body = statement;
    const [none, list] = [await metadata('none'), await metadata('list')];
    expect(none.finding.facts['types']).not.toContain('List');
    expect(list.finding.facts['types']).toContain('List');
  });

  it.each<[what: string, status: number, body: unknown, gist: RegExp, cause: RegExp]>([
    ['of STU3', 200, { ...statement, fhirVersion: '3.0.2' }, /^FHIR 3\.0\.2/, /server of FHIR 3\.0\.2/],
    ['of no version', 200, { ...statement, fhirVersion: { [MARK]: 1 } }, /of no version/, /of no version/],
    ['without Patient', 200, { ...statement, rest: [] }, new RegExp(`0 of the ${TYPES} `), /does not have/],
    ['that is another resource', 200, { resourceType: MARK }, /no CapabilityStatement/, /EPIC_BASE_URL/],
    ['that is not there', 404, { resourceType: MARK }, /^HTTP 404/, /EPIC_BASE_URL/],
    ['of a server in trouble', 503, {}, /^HTTP 503/, /in trouble/],
  ])('%s is a failure', async (_what, code, sent, gist, cause) => {
    status = code;
    body = sent;
    const { finding, value } = await metadata();
    expect([finding.outcome, value]).toEqual(['failed', null]);
    expect(finding.found[0]).toMatch(gist);
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain(MARK);
  });

  it('is that of the sandbox without a gap', async () => {
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
