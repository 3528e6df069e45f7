import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SessionExpired } from '../../src/errors.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSessionsOpener, type OpenSessions } from '../../src/sessions/open-sessions.ts';
import type { Session } from '../../src/sessions/sessions.ts';
import { smartConfig } from './authorization-server.ts';
import { FHIR_USER, SCOPES, startProvider, type TestProvider } from './oidc-provider.ts';

const RETURN_URL = 'https://app.example.org/chart';

let provider: TestProvider;
let issuer: string;
let sessions: OpenSessions;

beforeEach(async () => {
  provider = await startProvider();
  ({ issuer } = provider);
  const openSessions = createSessionsOpener({
    settings: {
      secrets: [createSecretKey('0123456789abcdefghijklmnopqrstuv', 'utf8')],
      idleMs: 900_000,
      maxMs: 36_000_000,
      sameSite: 'lax',
    },
    state: null,
    log: createLog('silent'),
  });
  sessions = await openSessions(smartConfig(issuer, { EPIC_TOKEN_AUDIENCE: issuer, SMART_SCOPES: SCOPES }));
});

afterEach(async () => {
  await sessions.close();
  await provider.close();
});

async function signIn(): Promise<{ readonly id: string; readonly session: Session }> {
  const { url, cookie } = await sessions.beginSignIn({
    audience: 'clinician',
    returnUrl: RETURN_URL,
    launch: null,
  });
  const { id } = await sessions.finishSignIn(await provider.authorize(url), cookie);
  const session = await sessions.find(id);
  if (session === null) throw new Error('Expected a session.');
  return { id, session };
}

describe('a session at oidc-provider [T3-S7]', () => {
  it('starts by its OpenID configuration, and names the person', async () => {
    const { session } = await signIn();
    expect(session).toMatchObject({
      person: { issuer, subject: 'user-1', fhirUser: FHIR_USER },
      scopes: SCOPES.split(' '),
      patient: null,
    });
    expect(await session.access.tokens.get()).toMatch(/^[\w-]+$/);
    expect(provider.granted).toEqual(['authorization_code']);
  });

  it('renews its tokens with rotating refresh tokens, and ends when they are revoked', async () => {
    const { id, session } = await signIn();
    const seen = new Set([await session.access.tokens.get()]);
    for (let round = 0; round < 3; round += 1) {
      session.access.tokens.discard(await session.access.tokens.get());
      seen.add(await session.access.tokens.get());
    }
    expect(seen.size).toBe(4);
    expect(provider.granted).toEqual([
      'authorization_code',
      'refresh_token',
      'refresh_token',
      'refresh_token',
    ]);
    await sessions.end(id);
    await expect(session.access.tokens.get()).rejects.toThrow(SessionExpired);
    expect(await sessions.find(id)).toBeNull();
  });

  it('does not start for a response of another issuer, or a code of another sign-in', async () => {
    const begin = () => sessions.beginSignIn({ audience: 'clinician', returnUrl: RETURN_URL, launch: null });
    const [one, other] = [await begin(), await begin()];
    const parameters = await provider.authorize(one.url);
    const stolen = new URLSearchParams(await provider.authorize(other.url));
    stolen.set('state', one.state);
    await expect(sessions.finishSignIn(stolen, one.cookie)).rejects.toMatchObject({ fault: 'code_refused' });
    parameters.set('iss', 'https://evil.example.org');
    const again = await begin();
    parameters.set('state', again.state);
    await expect(sessions.finishSignIn(parameters, again.cookie)).rejects.toMatchObject({
      fault: 'wrong_issuer',
    });
    expect(provider.granted).toEqual([]);
  });
});
