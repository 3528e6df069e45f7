import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlainFhirServer, startPlainFhirServer } from '../support/plain-fhir-server.ts';
import {
  accessToken,
  asBundle,
  linkUrl,
  matchIds,
  type Received,
  received,
  requestToken,
  signAssertion,
} from './client.ts';

let server: PlainFhirServer;
let token: string;

beforeAll(async () => {
  server = await startPlainFhirServer();
  const { body } = await requestToken(server, await signAssertion(server), { scope: 'system/*.read' });
  token = accessToken(body);
});

afterAll(() => server.close());

async function get(url: string): Promise<Received> {
  return received(await fetch(url, { headers: { Authorization: `Bearer ${token}` } }));
}

describe('the plain FHIR server', () => {
  it('gives no token to a client that asks for no scope', async () => {
    expect(await requestToken(server, await signAssertion(server))).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  it('refuses an assertion for another audience', async () => {
    const assertion = await signAssertion(server, { claims: { aud: 'https://example.com' } });
    expect(await requestToken(server, assertion)).toMatchObject({
      status: 400,
      body: { error: 'invalid_client' },
    });
  });

  it('lists all patients without criteria, page by page, and tells the true total', async () => {
    const first = await get(`${server.baseUrl}/Patient?_count=20`);
    const next = linkUrl(first.body, 'next') ?? '';
    const second = await get(next);
    expect(next).toMatch(/\/fhir\?_getpages=[\da-f-]{36}&_getpagesoffset=20&/);
    expect(matchIds(first.body)).toHaveLength(20);
    expect(matchIds(second.body)).toEqual(['21', '22', '23', '24', '25']);
    expect([first, second].map(({ body }) => asBundle(body).total)).toEqual([25, 25]);
    expect(linkUrl(second.body, 'next')).toBeUndefined();
  });

  it.each([
    ['_id=3,1,no-such-id', ['1', '3']],
    ['_id=no-such-id', []],
    ['identifier=http://hospital.example.org/mrn|MR-7', ['7']],
    ['family=ARCH&given=alma', ['1']],
    ['family=Archer&gender=male&unknown=1', ['2', '4']],
    ['birthdate=1961-01-31', ['1']],
  ])('searches by %s, without outcome entries', async (query, ids) => {
    const { status, body } = await get(`${server.baseUrl}/Patient?${query}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual(ids);
    expect(asBundle(body).entry?.length ?? 0).toBe(ids.length);
  });

  it('reads a versioned resource, as JSON without being asked', async () => {
    const { headers, body } = await get(`${server.baseUrl}/Patient/1`);
    expect(headers.get('content-type')).toBe('application/fhir+json;charset=utf-8');
    expect(body).toMatchObject({ id: '1', meta: { versionId: '1' } });
  });

  it.each([
    ['/Patient/no-such-id', 404],
    ['/Observation', 404],
    ['?_getpages=gone', 410],
  ])('answers %s with %i and the severity error', async (path, status) => {
    const answer = await get(server.baseUrl + path);
    expect(answer).toMatchObject({ status, body: { issue: [{ severity: 'error' }] } });
  });

  it('names its token endpoint, and refuses who has no token', async () => {
    const { body } = await get(`${server.baseUrl}/.well-known/smart-configuration`);
    expect(body).toEqual({ token_endpoint: server.tokenUrl });
    expect(await get(`${server.baseUrl}/metadata`)).toMatchObject({ body: { fhirVersion: '4.0.1' } });
    const anonymous = await fetch(`${server.baseUrl}/Patient/1`);
    expect(anonymous.status).toBe(401);
  });

  it('records each request with its operation', async () => {
    const before = server.requests.length;
    const { body } = await get(`${server.baseUrl}/Patient?_count=20`);
    await get(linkUrl(body, 'next') ?? '');
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
