import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from './expected.ts';
import { type PlainFhirServer, startPlainFhirServer } from './plain-fhir-server.ts';

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

let server: PlainFhirServer;
let token: string;

beforeAll(async () => {
  server = await startPlainFhirServer();
  const { body } = await requestToken(server.tokenUrl, { scope: 'system/*.read' });
  token = String(at(body, 'access_token'));
});

afterAll(() => server.close());

async function requestToken(audience: string, form: Record<string, string> = {}): Promise<Received> {
  const { clientId, privateKey, keyId } = server.credentials;
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS384', kid: keyId })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setExpirationTime('4 minutes')
    .sign(privateKey);
  const body = new URLSearchParams({ client_assertion: assertion, ...form });
  return received(await fetch(server.tokenUrl, { method: 'POST', body }));
}

async function get(url: string): Promise<Received> {
  return received(await fetch(url, { headers: { Authorization: `Bearer ${token}` } }));
}

async function received(response: Response): Promise<Received> {
  return { status: response.status, headers: response.headers, body: await response.json() };
}

function listIn(body: unknown, name: string): unknown[] {
  const list = at(body, name);
  return Array.isArray(list) ? list : [];
}

function idsIn(body: unknown): unknown[] {
  return listIn(body, 'entry').map((entry) => at(entry, 'resource', 'id'));
}

function nextIn(body: unknown): string | undefined {
  const link = listIn(body, 'link').find((one) => at(one, 'relation') === 'next');
  return link === undefined ? undefined : String(at(link, 'url'));
}

describe('startPlainFhirServer', () => {
  it('refuses a token request without a scope', async () => {
    expect(await requestToken(server.tokenUrl)).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  it('refuses a client assertion for another audience', async () => {
    expect(await requestToken('https://example.com')).toMatchObject({
      status: 400,
      body: { error: 'invalid_client' },
    });
  });

  it('returns all patients page by page, with the total, for a search without criteria', async () => {
    const first = await get(`${server.baseUrl}/Patient?_count=20`);
    const next = nextIn(first.body) ?? '';
    const second = await get(next);
    expect(next).toMatch(/\/fhir\?_getpages=[\da-f-]{36}&_getpagesoffset=20&/);
    expect(idsIn(first.body)).toHaveLength(20);
    expect(idsIn(second.body)).toEqual(['21', '22', '23', '24', '25']);
    expect([first, second].map(({ body }) => at(body, 'total'))).toEqual([25, 25]);
    expect(nextIn(second.body)).toBeUndefined();
  });

  it.each([
    ['_id=3,1,no-such-id', ['1', '3']],
    ['_id=no-such-id', []],
    ['identifier=http://hospital.example.org/mrn|MR-7', ['7']],
    ['family=ARCH&given=alma', ['1']],
    ['family=Archer&gender=male&unknown=1', ['2', '4']],
    ['birthdate=1961-01-31', ['1']],
  ])('searches patients by %s without adding outcomes', async (query, ids) => {
    const { status, body } = await get(`${server.baseUrl}/Patient?${query}`);
    expect(status).toBe(200);
    expect(idsIn(body)).toEqual(ids);
    expect(listIn(body, 'entry')).toHaveLength(ids.length);
  });

  it('returns a versioned resource as JSON without an Accept header', async () => {
    const { headers, body } = await get(`${server.baseUrl}/Patient/1`);
    expect(headers.get('content-type')).toBe('application/fhir+json;charset=utf-8');
    expect(body).toMatchObject({ id: '1', meta: { versionId: '1' } });
  });

  it.each([
    ['/Patient/no-such-id', 404],
    ['/Observation', 404],
    ['?_getpages=gone', 410],
  ])('answers %s with %i and an issue of severity error', async (path, status) => {
    const answer = await get(server.baseUrl + path);
    expect(answer).toMatchObject({ status, body: { issue: [{ severity: 'error' }] } });
  });

  it('names its token endpoint, and refuses requests without a token', async () => {
    const { body } = await get(`${server.baseUrl}/.well-known/smart-configuration`);
    expect(body).toEqual({ token_endpoint: server.tokenUrl });
    expect(await get(`${server.baseUrl}/metadata`)).toMatchObject({ body: { fhirVersion: '4.0.1' } });
    const anonymous = await fetch(`${server.baseUrl}/Patient/1`);
    expect(anonymous.status).toBe(401);
  });

  it('records the operation of each request', async () => {
    const before = server.requests.length;
    const { body } = await get(`${server.baseUrl}/Patient?_count=20`);
    await get(nextIn(body) ?? '');
    for (const path of ['/Patient/1', '/Observation', '/.well-known/smart-configuration', '/metadata'])
      await get(server.baseUrl + path);
    expect(server.requests.at(0)).toMatchObject({ operation: 'token', status: 200, arrived: 1 });
    expect(server.requests.slice(before).map(({ operation }) => operation)).toEqual([
      'search',
      'page',
      'read',
      'other',
      'smart-configuration',
      'metadata',
    ]);
  });
});
