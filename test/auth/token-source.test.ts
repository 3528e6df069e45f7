import { decodeJwt, jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import type { Handler } from '../http/local-server.ts';
import { rejectionOf } from '../support/refusal.ts';
import { skipPauses } from '../support/time.ts';
import {
  answering,
  granting,
  startTokenBench,
  type TokenBench,
  type TokenBenchOptions,
} from './token-endpoint.ts';

skipPauses();

let bench: TokenBench;

afterEach(() => bench.close());

async function start(handler: Handler, options?: TokenBenchOptions): Promise<TokenBench> {
  bench = await startTokenBench(handler, options);
  return bench;
}

const SECOND = 1_000;

describe('an access token of the FHIR server', () => {
  it('requests a token with exactly the form that Epic accepts', async () => {
    const { source, server, forms, clock } = await start(granting());
    expect(await source.get()).toBe('token-1');
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/token' });
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    const [{ client_assertion: assertion = '', ...form } = {}] = forms();
    expect(form).toEqual({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    const { payload } = await jwtVerify(assertion, rsa().publicKey, { currentDate: new Date(clock.now) });
    expect(payload).toMatchObject({ iss: 'client-1', sub: 'client-1', aud: `${server.origin}/token` });
  });

  it('sends a scope only if one is configured', async () => {
    const { source, forms } = await start(granting(), { scope: 'system/Patient.rs system/List.rs' });
    await source.get();
    expect(forms()[0]?.['scope']).toBe('system/Patient.rs system/List.rs');
  });

  it('requests a token once, however many callers wait for it', async () => {
    const { source, server } = await start(granting());
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.get()));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(server.requests).toHaveLength(1);
  });

  it('keeps a token until a minute before it expires, and then requests one new token', async () => {
    const { source, server, clock } = await start(granting());
    await source.get();
    clock.now += 3_540 * SECOND - 1;
    expect(await source.get()).toBe('token-1');
    clock.now += 1;
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.get()));
    expect(new Set(tokens)).toEqual(new Set(['token-2']));
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['short', 100, 90],
    ['very short', 1, 0.9],
    ['just long enough for a minute', 600, 540],
    ['long', 86_400, 86_340],
    ['a fraction', 0.5, 0.45],
  ])('renews a token in time if its lifetime is %s: %d s', async (_name, lifetime, kept) => {
    const { source, clock } = await start(granting({ expires_in: lifetime }));
    await source.get();
    clock.now += kept * SECOND - 1;
    expect(await source.get()).toBe('token-1');
    clock.now += 1;
    expect(await source.get()).toBe('token-2');
  });

  it.each([
    ['a numeric string', '100', 90],
    ['left out', undefined, 270],
    ['null', null, 270],
    ['zero', 0, 270],
    ['negative', -1, 270],
    ['not a number', 'soon', 270],
  ])('assumes a lifetime for a token if expires_in is %s', async (_name, lifetime, kept) => {
    const { source, clock } = await start(granting({ expires_in: lifetime }));
    await source.get();
    clock.now += kept * SECOND - 1;
    expect(await source.get()).toBe('token-1');
    clock.now += 1;
    expect(await source.get()).toBe('token-2');
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('accepts a token of the type %s', async (type) => {
    const { source } = await start(granting({ token_type: type }));
    expect(await source.get()).toBe('token-1');
  });

  it('accepts a token in any format, with other scopes and unknown members', async () => {
    const token = 'eyJ.x~y_z+/==';
    const { source } = await start(
      granting({ access_token: token, scope: '', patient: 'x', refresh_token: 'y' }),
      {
        scope: 'system/Patient.rs',
      },
    );
    expect(await source.get()).toBe(token);
  });

  it('logs neither the token nor the assertion [T6-I6]', async () => {
    const { source, logLines, logged, forms } = await start(granting());
    await source.get();
    expect(logged()).toMatchObject([{ level: 'debug', event: 'token_received', attempt: 1 }]);
    expect(logLines.join('')).not.toContain('token-1');
    expect(logLines.join('')).not.toContain(forms()[0]?.['client_assertion']);
  });
});

describe('a discarded token', () => {
  it('requests a new token once after one is discarded', async () => {
    const { source, server } = await start(granting());
    source.discard(await source.get());
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.get()));
    expect(new Set(tokens)).toEqual(new Set(['token-2']));
    expect(server.requests).toHaveLength(2);
  });

  it('ignores the discarding of a token that has been replaced', async () => {
    const { source, server } = await start(granting());
    source.discard(await source.get());
    await source.get();
    source.discard('token-1');
    source.discard('another');
    source.discard('');
    expect(await source.get()).toBe('token-2');
    expect(server.requests).toHaveLength(2);
  });

  it('ignores the discarding of a token before there is one', async () => {
    const { source } = await start(granting());
    source.discard('token-1');
    expect(await source.get()).toBe('token-1');
  });
});

describe('a refused token request', () => {
  it('retries a flaky refusal, each time with a new jti', async () => {
    const { source, forms, logged } = await start((response, request, count) =>
      (count < 3 ? answering(400, { error: 'invalid_client', error_description: null }) : granting())(
        response,
        request,
        count,
      ),
    );
    expect(await source.get()).toBe('token-3');
    const ids = forms().map((form) => decodeJwt(form['client_assertion'] ?? '').jti);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
    expect(logged()).toMatchObject([
      { level: 'warn', event: 'token_refused', attempt: 1, codes: ['UPSTREAM_AUTHENTICATION_FAILED'] },
      { level: 'warn', event: 'token_refused', attempt: 2, codes: ['UPSTREAM_AUTHENTICATION_FAILED'] },
      { level: 'debug', event: 'token_received', attempt: 3 },
    ]);
  });

  it('passes a refusal to every waiting caller, and does not cache it', async () => {
    const { source, server } = await start((response, request, count) =>
      (count <= 3 ? answering(400, { error: 'invalid_client' }) : granting())(response, request, count),
    );
    const waiting = await Promise.allSettled(Array.from({ length: 20 }, () => source.get()));
    expect(new Set(waiting.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(server.requests).toHaveLength(3);
    expect(await source.get()).toBe('token-4');
  });
});

describe('an oversized token response', () => {
  it.each([
    ['values', `[${'{},'.repeat(6_000)}{}]`],
    ['levels', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['bytes', `"${'x'.repeat(300_000)}"`],
  ])('refuses a token response with too many %s', async (_what, more) => {
    const body = `{"access_token":"token","token_type":"bearer","expires_in":3600,"more":${more}}`;
    const { source } = await start((response) => response.end(body));
    const refused = await rejectionOf(source.get());
    expect(refused?.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(refused?.message).toMatch(
      /^The token endpoint sent (JSON beyond the limits: \d+ values, |a response of more than \d+ bytes, )/,
    );
  });
});

describe('the URL of the token endpoint', () => {
  it('discovers the token endpoint again if it was not found', async () => {
    let discoveries = 0;
    const { source } = await start(granting(), {
      tokenUrl: async () => {
        discoveries += 1;
        if (discoveries === 1) throw new Error('not found');
        return `${bench.server.origin}/token`;
      },
    });
    await expect(source.get()).rejects.toThrow('not found');
    expect(await source.get()).toBe('token-1');
    expect(discoveries).toBe(2);
  });
});
