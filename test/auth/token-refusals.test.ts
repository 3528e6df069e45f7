import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Handler } from '../http/local-server.ts';
import { answering, granting, startTokenBench, type TokenBenchOptions } from './token-endpoint.ts';

/**
 * What the token source fails with in front of this endpoint, and the assertions that were sent. Nothing that is marked is
 * in the error or in the log, nor is any assertion.
 */
async function failure(
  handler: Handler,
  options?: TokenBenchOptions,
): Promise<{ error: unknown; assertions: string[] }> {
  const bench = await startTokenBench(handler, options);
  const error: unknown = await bench.source.get().then(
    (token) => `a token: ${token}`,
    (thrown: unknown) => thrown,
  );
  await bench.close();
  const assertions = bench.forms().map((form) => form['client_assertion'] ?? '');
  const seen = inspect(error, { depth: Infinity, showHidden: true }) + bench.logLines.join('');
  expect(seen).not.toContain('MARKED');
  expect(assertions.filter((assertion) => seen.includes(assertion))).toEqual([]);
  return { error, assertions };
}

const REFUSED = 'The token endpoint refused this gateway: ';

describe.concurrent('what the token endpoint says', () => {
  it('a bare invalid_client is explained by all of its known causes', async () => {
    const { error, assertions } = await failure(
      answering(400, { error: 'invalid_client', error_description: null }),
    );
    expect(error).toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
      message:
        `${REFUSED}invalid_client, without a reason. Known causes, most likely first: the app registration has ` +
        'not reached this server yet (up to 1 hour in the sandbox, 12 hours at a site); EPIC_CLIENT_ID is the production ' +
        'id instead of the non-production id, or vice versa; the registered key set URL is unreachable, ' +
        'redirects, or does not contain EPIC_KEY_ID; EPIC_TOKEN_AUDIENCE differs from the token URL configured at the server; ' +
        'the clock of this machine is wrong; the private key or EPIC_SIGNING_ALG is not the registered one.',
    });
    expect(assertions).toHaveLength(3);
  });

  it.each([
    [
      'unauthorized_client',
      'unauthorized_client: the site has not mapped this client to a background user yet. Contact the site.',
    ],
    [
      'invalid_scope',
      'invalid_scope: this server requires EPIC_SCOPE. Set it to scopes that the client is registered for.',
    ],
    [
      'invalid_request',
      'invalid_request: the token endpoint rejected the form of the request. Check EPIC_TOKEN_URL.',
    ],
    ['invalid_grant', 'invalid_grant: the client is not registered for the client_credentials grant.'],
    ['unsupported_grant_type', 'unsupported_grant_type: the server does not offer SMART Backend Services.'],
  ])('the error %s is explained', async (error, explained) => {
    const refused = await failure(answering(400, { error, error_description: 'MARKED' }));
    expect(refused.error).toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
      message: REFUSED + explained,
    });
  });

  it.each(['MARKED', 'invalid_client MARKED', '', 'constructor', '__proto__', 'toString'])(
    'an error that is not a code of RFC 6749 is not repeated: %j',
    async (error) => {
      const refused = await failure(answering(401, { error }));
      expect(refused.error).toMatchObject({
        code: 'UPSTREAM_AUTHENTICATION_FAILED',
        message: `${REFUSED}its error is not one of RFC 6749.`,
      });
    },
  );

  it.each([200, 401, 403, 404])('an OAuth error with status %i is a refusal', async (status) => {
    const { error } = await failure(answering(status, { error: 'unauthorized_client' }));
    expect(error).toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
  });

  it.each([
    ['HTML', 200, '<html>MARKED</html>'],
    ['HTML', 404, '<html>MARKED</html>'],
    ['nothing', 200, ''],
    ['nothing', 400, ''],
    ['half an answer', 200, '{"access_token":"MARKED","token_'],
    ['no token', 200, '{"token_type":"bearer","expires_in":3600}'],
    ['an empty token', 200, '{"access_token":"","token_type":"bearer"}'],
    ['a token that no header can hold', 200, '{"access_token":"MARKED\\nx","token_type":"bearer"}'],
    ['a token of another type', 200, '{"access_token":"MARKED","token_type":"mac"}'],
    ['a token that is no text', 200, '{"access_token":{"MARKED":1},"token_type":"bearer"}'],
    ['a token with the wrong status', 201, '{"access_token":"MARKED","token_type":"bearer"}'],
    ['a redirect', 302, ''],
    ['FHIR', 404, '{"resourceType":"OperationOutcome","issue":[{"diagnostics":"MARKED"}]}'],
    ['a list', 200, '[]'],
    ['null', 200, 'null'],
  ])('%s with status %i is not an OAuth answer', async (_name, status, body) => {
    const { error, assertions } = await failure((response) =>
      response.writeHead(status, { Location: '/x' }).end(body),
    );
    expect(error).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: `The token endpoint answered HTTP ${status} without an OAuth response. Check EPIC_TOKEN_URL.`,
    });
    expect(assertions).toHaveLength(3);
  });
});

describe.concurrent('a token endpoint that fails', () => {
  it.each([
    ['a page of HTML', 500, '<html>MARKED</html>'],
    ['nothing', 503, ''],
    ['JSON that looks like a refusal', 502, '{"error":"Bad Gateway","path":"MARKED"}'],
  ])(
    'a token endpoint that answers %s with status %i is unavailable, and is requested three times',
    async (_name, status, body) => {
      const { error, assertions } = await failure((response) => response.writeHead(status).end(body));
      expect(error).toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        message: `The token endpoint answered HTTP ${status}. Try again later.`,
      });
      expect(assertions).toHaveLength(3);
    },
  );

  it('a token endpoint that recovers gives a token', async () => {
    const bench = await startTokenBench((response, request, count) =>
      count < 3 ? response.writeHead(503).end() : granting()(response, request, count),
    );
    expect(await bench.source.get()).toBe('token-3');
    await bench.close();
  });

  it('a token endpoint that answers 429 is requested once', async () => {
    const { error, assertions } = await failure(answering(429, { error: 'MARKED' }));
    expect(error).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      message: 'The token endpoint received too many requests. Try again later.',
    });
    expect(assertions).toHaveLength(1);
  });

  it('a token endpoint that does not answer in time is requested once', async () => {
    const { error, assertions } = await failure(() => {}, { timeoutMs: 500 });
    expect(error).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      message: 'The token endpoint did not respond within 500 ms. Try again later.',
    });
    expect(assertions).toHaveLength(1);
  });

  it('a token endpoint that breaks its connections is requested three times, each time with a new assertion', async () => {
    const { error, assertions } = await failure((response) => response.destroy());
    expect(error).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message:
        'The token endpoint could not be reached, or closed the connection (ECONNRESET). Try again later.',
    });
    expect(assertions).toHaveLength(3);
    expect(new Set(assertions).size).toBe(3);
  });
});
