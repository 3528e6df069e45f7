import { startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverTokenUrl } from '../../src/auth/discovery.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient } from '../../src/http/http-client.ts';
import { type Handler, type LocalServer, startLocalServer } from '../http/local-server.ts';
import { createHttpResponse } from '../support/http-response.ts';
import { PATIENCE } from '../support/patience.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

const SMART = '/R4/.well-known/smart-configuration';
const METADATA = '/R4/metadata';
const TOKEN_URL = 'https://auth.example.org/oauth2/token/';
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
const NOT_NAMED = {
  code: 'UPSTREAM_AUTHENTICATION_FAILED',
  message:
    'Neither .well-known/smart-configuration nor /metadata of the FHIR server names a usable token endpoint. Check EPIC_BASE_URL, or set ' +
    'EPIC_TOKEN_URL.',
};

let http: HttpClient;
let server: LocalServer | null = null;

beforeEach(() => {
  http = createHttpClient({ timeoutMs: PATIENCE.timeout });
});

afterEach(async () => {
  http.close();
  await server?.close();
  server = null;
});

/** Discovers at a server with these responses: a string or an object is a body with 200, a number the status of HTML. */
async function discover(smart: unknown, metadata: unknown = 404): Promise<string> {
  const handler: Handler = (response, { url }) => {
    const answer = url === SMART ? smart : metadata;
    if (typeof answer === 'number') response.writeHead(answer).end('<html>CANARY</html>');
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  server = await startLocalServer(handler);
  return discoverTokenUrl(http, `${server.origin}/R4`, 'client-1');
}

function requestedPaths(): string[] {
  return server?.requests.map(({ url }) => url) ?? [];
}

/** Returns a CapabilityStatement with these security extensions. */
function statement(...extension: unknown[]): unknown {
  return { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', security: { extension } }] };
}

const oauthUris = (valueUri: string): unknown => ({
  url: OAUTH_URIS,
  extension: [
    { url: 'authorize', valueUri: 'https://auth.example.org/authorize' },
    { url: 'token', valueUri },
  ],
});

describe('discovery of the token endpoint', () => {
  it('takes the token endpoint from the SMART configuration, exactly as written', async () => {
    expect(await discover({ token_endpoint: TOKEN_URL, issuer: 'x' })).toBe(TOKEN_URL);
    expect(requestedPaths()).toEqual([SMART]);
  });

  it('sends the client id and accepts JSON, without a bearer token', async () => {
    await discover(404, statement(oauthUris(TOKEN_URL)));
    const headers = server?.requests.map(({ headers: sent }) => [
      sent['epic-client-id'],
      sent.accept,
      sent.authorization,
    ]);
    expect(headers).toEqual([
      ['client-1', 'application/json', undefined],
      ['client-1', 'application/fhir+json', undefined],
    ]);
  });

  it.each([
    ['is missing', 404],
    ['is HTML', '<html>'],
    ['is truncated', '{"token_endpoint":"https://a'],
    ['is empty', ''],
    ['names no token endpoint', { authorization_endpoint: TOKEN_URL }],
    ['names an empty token endpoint', { token_endpoint: '' }],
    ['names a token endpoint that is not a URL', { token_endpoint: '/oauth2/token' }],
    ['is not an object', [TOKEN_URL]],
    ['names several token endpoints', { token_endpoint: [TOKEN_URL] }],
  ])(
    'takes the token endpoint from the CapabilityStatement if the SMART configuration %s',
    async (_name, smart) => {
      const metadata = statement({ url: 'http://other' }, oauthUris(TOKEN_URL));
      expect(await discover(smart, metadata)).toBe(TOKEN_URL);
      expect(requestedPaths()).toEqual([SMART, METADATA]);
    },
  );

  it.each([
    ['is missing', 404],
    ['is HTML', '<html>CANARY</html>'],
    ['is another resource', { resourceType: 'OperationOutcome' }],
    ['has no security', { resourceType: 'CapabilityStatement', rest: [{ mode: 'server' }] }],
    [
      'has no oauth-uris',
      statement({ url: 'http://other', extension: [{ url: 'token', valueUri: TOKEN_URL }] }),
    ],
    ['has no token among its oauth-uris', statement({ url: OAUTH_URIS, extension: [{ url: 'authorize' }] })],
    ['has empty oauth-uris', statement({ url: OAUTH_URIS })],
    ['names a token endpoint that is not a URL', statement(oauthUris('CANARY'))],
  ])(
    'fails if the SMART configuration is missing and the CapabilityStatement %s',
    async (_name, metadata) => {
      await expect(discover(404, metadata)).rejects.toMatchObject(NOT_NAMED);
      expect(requestedPaths()).toEqual([SMART, METADATA]);
    },
  );

  it('reports a failing server as unavailable, not as a problem of credentials', async () => {
    await expect(discover(500, 503)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message:
        'The FHIR server responded with HTTP 503 while the gateway looked up its token endpoint. Try again later.',
    });
  });

  it('finds the same token endpoint in the SMART configuration and the CapabilityStatement of the sandbox', async () => {
    const sandbox = await startSandbox();
    expect(await discoverTokenUrl(http, sandbox.baseUrl, 'x')).toBe(sandbox.tokenUrl);
    sandbox.fault({ match: { operation: 'smart-configuration' }, kind: 'html', status: 404 });
    expect(await discoverTokenUrl(http, sandbox.baseUrl, 'x')).toBe(sandbox.tokenUrl);
    await sandbox.close();
  });

  it('does not follow a redirect to another host', async () => {
    const other = await startLocalServer((response) =>
      response.end(JSON.stringify({ token_endpoint: TOKEN_URL })),
    );
    server = await startLocalServer((response) =>
      response.writeHead(302, { Location: `${other.origin}${SMART}` }).end(),
    );
    await expect(discoverTokenUrl(http, `${server.origin}/R4`, 'client-1')).rejects.toMatchObject(NOT_NAMED);
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

/** Replaces servers whose names do not resolve. Only the names decide where the gateway may send an assertion. */
function clientReturning(tokenEndpoint: string): HttpClient {
  return {
    send: async () => createHttpResponse({ body: JSON.stringify({ token_endpoint: tokenEndpoint }) }),
    close: () => {},
  };
}

describe('the recipient of an assertion', () => {
  it.each([
    ['https://fhir.example.org/R4', 'https://auth.example.com/token'],
    ['http://127.0.0.1:8080/R4', 'http://localhost:9090/token'],
    ['http://[::1]:8080/R4', 'http://127.0.0.1/token'],
    ['http://localhost:8080/R4', 'https://auth.example.com/token'],
  ])('lets a client of %s send its assertion to %s', async (baseUrl, tokenEndpoint) => {
    expect(await discoverTokenUrl(clientReturning(tokenEndpoint), baseUrl, 'c')).toBe(tokenEndpoint);
  });

  it.each([
    ['https://fhir.example.org/R4', 'http://fhir.example.org/token'],
    ['https://fhir.example.org/R4', 'http://localhost:8080/token'],
    ['https://fhir.example.org/R4', 'http://127.0.0.1/token'],
    ['http://127.0.0.1:8080/R4', 'http://auth.example.com/token'],
    ['http://127.0.0.1:8080/R4', 'ftp://127.0.0.1/token'],
    ['http://127.0.0.1:8080/R4', 'file://localhost/etc/passwd'],
    ['https://fhir.example.org/R4', 'javascript:alert(1)'],
  ])('does not let a client of %s send its assertion to %s', async (baseUrl, tokenEndpoint) => {
    await expect(discoverTokenUrl(clientReturning(tokenEndpoint), baseUrl, 'c')).rejects.toMatchObject(
      NOT_NAMED,
    );
  });
});
