import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '../../src/http/http-client.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import { createServerDiscovery } from '../../src/smart/authorization-server.ts';
import { startServer, type TestServer } from './authorization-server.ts';
import { PATIENCE } from '../support/patience.ts';

let server: TestServer;
let http: HttpClient;
let time: number;

beforeEach(async () => {
  server = await startServer();
  http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  time = 0;
});

afterEach(async () => {
  http.close();
  await server.close();
});

const SMART = '/fhir/.well-known/smart-configuration';
const OPENID = '/fhir/.well-known/openid-configuration';
const discovery = () =>
  createServerDiscovery({ baseUrl: server.baseUrl, clientId: 'clinicians', http, now: () => time });
const smartDocument = (): Readonly<Record<string, unknown>> => server.documents.get(SMART) ?? {};

describe('the discovery of the authorization server', () => {
  it('reads the SMART configuration, and caches it', async () => {
    const discover = discovery();
    const found = await discover();
    expect(found).toMatchObject({
      issuer: server.issuer,
      authorizationEndpoint: `${server.origin}/authorize`,
      tokenEndpoint: `${server.origin}/token`,
      revocationEndpoint: `${server.origin}/revoke`,
      keySetUrl: `${server.origin}/keys`,
      sendsIssuer: false,
    });
    expect(await discover()).toBe(found);
    expect(server.fetched).toEqual([SMART]);
    time = 600_000;
    await discover();
    expect(server.fetched).toEqual([SMART, SMART]);
  });

  it('reads the OpenID configuration at the base URL if there is no SMART configuration', async () => {
    server.documents.set(OPENID, {
      ...smartDocument(),
      authorization_response_iss_parameter_supported: true,
    });
    server.documents.delete(SMART);
    expect(await discovery()()).toMatchObject({ issuer: server.issuer, sendsIssuer: true });
  });

  it('completes the SMART configuration from the OpenID configuration of its issuer', async () => {
    const { jwks_uri: keys, ...others } = smartDocument();
    server.documents.set(SMART, others);
    const openid = { issuer: server.issuer, jwks_uri: keys, token_endpoint: `${server.origin}/other` };
    server.documents.set('/issuer/.well-known/openid-configuration', openid);
    expect(await discovery()()).toMatchObject({
      keySetUrl: `${server.origin}/keys`,
      tokenEndpoint: `${server.origin}/token`,
    });
    server.documents.set('/issuer/.well-known/openid-configuration', {
      ...openid,
      issuer: 'https://evil.example.org',
    });
    await expect(discovery()()).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  it.each<[what: string, members: object]>([
    ['an endpoint without https elsewhere', { token_endpoint: 'http://10.0.0.1/token' }],
    ['a key set without https elsewhere', { jwks_uri: 'http://keys.example.org/' }],
    ['an endpoint that is no URL', { authorization_endpoint: 'authorize' }],
    ['a number for an endpoint', { token_endpoint: 7 }],
    ['only signatures with secrets', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
  ])('refuses %s', async (_what, members) => {
    server.documents.set(SMART, { ...smartDocument(), ...members });
    await expect(discovery()()).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  it('ignores algorithms without a public key, and a revocation endpoint without https', async () => {
    server.documents.set(SMART, {
      ...smartDocument(),
      id_token_signing_alg_values_supported: ['none', 'HS256', 'RS384'],
      revocation_endpoint: 'http://10.0.0.1/revoke',
    });
    expect(await discovery()()).toMatchObject({ signingAlgorithms: ['RS384'], revocationEndpoint: null });
  });

  it('reports a server that is down as unavailable', async () => {
    await server.close();
    await expect(discovery()()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    server = await startServer();
  });
});
