import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Handler } from '../http/local-server.ts';
import { skipPauses } from '../support/time.ts';
import { answering, granting, startTokenBench, type TokenBenchOptions } from './token-endpoint.ts';

skipPauses();

/**
 * Returns the error of a token source with this endpoint, and the assertions that it sent. Checks that neither the
 * error nor the log contains the canary or an assertion.
 */
async function captureFailure(
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
  const visible = inspect(error, { depth: Infinity, showHidden: true }) + bench.logLines.join('');
  expect(visible).not.toContain('CANARY');
  expect(assertions.filter((assertion) => visible.includes(assertion))).toEqual([]);
  return { error, assertions };
}

const REFUSED = 'The token endpoint refused this gateway: ';

describe.concurrent('the error of a token endpoint', () => {
  it('explains a bare invalid_client by its known causes', async () => {
    const { error, assertions } = await captureFailure(
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
  ])('explains the error %s', async (error, explained) => {
    const refused = await captureFailure(answering(400, { error, error_description: 'CANARY' }));
    expect(refused.error).toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
      message: REFUSED + explained,
    });
  });

  it.each(['CANARY', 'invalid_client CANARY', '', 'constructor', '__proto__', 'toString'])(
    'does not repeat an error that is not a code of RFC 6749: %j',
    async (error) => {
      const refused = await captureFailure(answering(401, { error }));
      expect(refused.error).toMatchObject({
        code: 'UPSTREAM_AUTHENTICATION_FAILED',
        message: `${REFUSED}its error is not one of RFC 6749.`,
      });
    },
  );

  it.each([200, 401, 403, 404])('treats an OAuth error with status %i as a refusal', async (status) => {
    const { error } = await captureFailure(answering(status, { error: 'unauthorized_client' }));
    expect(error).toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
  });

  it.each([
    ['HTML', 200, '<html>CANARY</html>'],
    ['HTML', 404, '<html>CANARY</html>'],
    ['nothing', 200, ''],
    ['nothing', 400, ''],
    ['truncated JSON', 200, '{"access_token":"CANARY","token_'],
    ['no token', 200, '{"token_type":"bearer","expires_in":3600}'],
    ['an empty token', 200, '{"access_token":"","token_type":"bearer"}'],
    ['a token with a line break', 200, '{"access_token":"CANARY\\nx","token_type":"bearer"}'],
    ['a token of another type', 200, '{"access_token":"CANARY","token_type":"mac"}'],
    ['a token that is not a string', 200, '{"access_token":{"CANARY":1},"token_type":"bearer"}'],
    ['a token with the wrong status', 201, '{"access_token":"CANARY","token_type":"bearer"}'],
    ['a redirect', 302, ''],
    ['FHIR', 404, '{"resourceType":"OperationOutcome","issue":[{"diagnostics":"CANARY"}]}'],
    ['a list', 200, '[]'],
    ['null', 200, 'null'],
  ])('rejects %s with status %i as an OAuth response', async (_name, status, body) => {
    const { error, assertions } = await captureFailure((response) =>
      response.writeHead(status, { Location: '/x' }).end(body),
    );
    expect(error).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: `The token endpoint responded with HTTP ${status} without an OAuth response. Check EPIC_TOKEN_URL.`,
    });
    expect(assertions).toHaveLength(3);
  });
});

describe.concurrent('a failing token endpoint', () => {
  it.each([
    ['an HTML page', 500, '<html>CANARY</html>'],
    ['nothing', 503, ''],
    ['JSON that looks like a refusal', 502, '{"error":"Bad Gateway","path":"CANARY"}'],
  ])(
    'reports a token endpoint that answers %s with status %i as unavailable after three requests',
    async (_name, status, body) => {
      const { error, assertions } = await captureFailure((response) => response.writeHead(status).end(body));
      expect(error).toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        message: `The token endpoint responded with HTTP ${status}. Try again later.`,
      });
      expect(assertions).toHaveLength(3);
    },
  );

  it('obtains a token once the token endpoint recovers', async () => {
    const bench = await startTokenBench((response, request, count) =>
      count < 3 ? response.writeHead(503).end() : granting()(response, request, count),
    );
    expect(await bench.source.get()).toBe('token-3');
    await bench.close();
  });

  it('does not retry after a 429', async () => {
    const { error, assertions } = await captureFailure(answering(429, { error: 'CANARY' }));
    expect(error).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      message: 'The token endpoint received too many requests. Try again later.',
    });
    expect(assertions).toHaveLength(1);
  });

  it('does not retry after a timeout', async () => {
    const { error, assertions } = await captureFailure(() => {}, { timeoutMs: 500 });
    expect(error).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      message: 'The token endpoint did not respond within 500 ms. Try again later.',
    });
    expect(assertions).toHaveLength(1);
  });

  it('tries a token endpoint that closes its connections three times, each time with a new assertion', async () => {
    const { error, assertions } = await captureFailure((response) => response.destroy());
    expect(error).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message:
        'The token endpoint could not be reached, or closed the connection (ECONNRESET). Try again later.',
    });
    expect(assertions).toHaveLength(3);
    expect(new Set(assertions).size).toBe(3);
  });
});
