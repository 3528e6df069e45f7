import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  addCookies,
  clearSessionCookie,
  clearSignInCookie,
  listSessionCookies,
  readSignInCookie,
  type SessionCookie,
  setSessionCookie,
  setSignInCookie,
} from '../../src/server/session-cookies.ts';
import { createSessionId } from '../../src/sessions/session-ids.ts';

const STATE = 'state-of-a-sign-in';
const STATE_NAME = createHash('sha256').update(STATE).digest('hex').slice(0, 16);

/** Returns a session that ends at this time, in epoch seconds. */
function newSession(endsAtSeconds = 2_000_000_000, site: string | null = null): SessionCookie {
  const hint = { site, endsAt: endsAtSeconds * 1000 };
  return { handle: randomBytes(12).toString('base64url'), id: createSessionId(hint), hint };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function pairOf({ handle, id }: Pick<SessionCookie, 'handle' | 'id'>): string {
  return `__Host-session-${handle}=${id}`;
}

/** Handles one request with these Cookie headers. Returns the result of the handler and the Set-Cookie headers. */
async function serve<T>(
  cookies: string | string[],
  handler: (request: FastifyRequest, reply: FastifyReply) => T,
): Promise<{ readonly result: T | undefined; readonly setCookies: readonly string[] }> {
  const app = fastify();
  await addCookies(app);
  let result: T | undefined;
  app.get('/', async (request, reply) => {
    result = handler(request, reply);
    return {};
  });
  const { headers } = await app.inject({ method: 'GET', url: '/', headers: { cookie: cookies } });
  await app.close();
  return { result, setCookies: [headers['set-cookie'] ?? []].flat() };
}

/** Returns the value of the cookie of a sign-in. */
async function read(header: string, state: string): Promise<string | null | undefined> {
  return (await serve(header, (request) => readSignInCookie(request, state))).result;
}

async function listed(cookies: string | string[]): Promise<readonly SessionCookie[] | undefined> {
  return (await serve(cookies, listSessionCookies)).result;
}

describe('the session cookies of a request', () => {
  const first = newSession();
  const second = newSession();

  it('are listed in their order, without other cookies', async () => {
    expect(await listed('')).toEqual([]);
    const header = `theme=dark; ${pairOf(first)}; __Host-sign-in-${STATE_NAME}=${newSecret()};${pairOf(second)}`;
    expect(await listed(header)).toEqual([first, second]);
  });

  it('count once if they repeat, and not at all if they contradict each other', async () => {
    expect(await listed(`${pairOf(first)}; ${pairOf(first)}`)).toEqual([first]);
    const other = pairOf({ ...first, id: newSession().id });
    expect(await listed(`${pairOf(first)}; ${pairOf(second)}; ${other}`)).toEqual([second]);
  });

  it.each([
    ['a short handle', pairOf({ ...first, handle: 'short' })],
    ['a long handle', pairOf({ ...first, handle: `${first.handle}A` })],
    ['no handle', `__Host-session-=${first.id}`],
    ['a short value', pairOf({ ...first, id: first.id.slice(0, -1) })],
    ['a long value', pairOf({ ...first, id: first.id.repeat(50) })],
    ['another character', pairOf({ ...first, id: `${first.id.slice(1)}+` })],
    ['an invalid percent-encoding', pairOf({ ...first, id: `${first.id.slice(2)}%E` })],
    ['no secret', pairOf({ ...first, id: newSecret() })],
    ['no value', `__Host-session-${first.handle}`],
    ['another prefix', pairOf(first).replace('__Host-', '__Secure-')],
    ['another case', pairOf(first).replace('__Host-', '__HOST-')],
  ])('skip a cookie with %s', async (_fault, malformed) => {
    expect(await listed(`${malformed}; ${pairOf(second)}`)).toEqual([second]);
  });

  it('say of which site they are, and when they end', async () => {
    const session = newSession(1_900_000_000, 'north');
    expect(await listed(pairOf(session))).toEqual([session]);
  });

  it('are the ten of more that end last', async () => {
    const sessions = Array.from({ length: 13 }, (_none, index) => newSession(2_000_000_000 + index));
    expect(await listed(sessions.toReversed().map(pairOf).join('; '))).toEqual(sessions.slice(3));
  });
});

describe('a new session cookie', () => {
  const session = newSession();

  it('is for this host only, and for no script', async () => {
    const { setCookies } = await serve('', (_request, reply) => setSessionCookie(reply, session, 'lax'));
    expect(setCookies).toEqual([`${pairOf(session)}; Path=/; HttpOnly; Secure; SameSite=Lax`]);
  });

  it('is partitioned if frames of other sites may send it', async () => {
    const { setCookies } = await serve('', (_request, reply) => setSessionCookie(reply, session, 'none'));
    expect(setCookies).toEqual([`${pairOf(session)}; Path=/; HttpOnly; Secure; Partitioned; SameSite=None`]);
  });

  it('is removed with the same attributes', async () => {
    const { setCookies } = await serve(pairOf(session), (_request, reply) =>
      clearSessionCookie(reply, session.handle, 'none'),
    );
    const expires = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';
    expect(setCookies).toEqual([
      `__Host-session-${session.handle}=; Max-Age=0; Path=/; ${expires}; HttpOnly; Secure; Partitioned; SameSite=None`,
    ]);
  });
});

describe('the cookie of a sign-in', () => {
  const secret = newSecret();
  const pair = `__Host-sign-in-${STATE_NAME}=${secret}`;

  it('lasts ten minutes, and contains no state', async () => {
    const { setCookies } = await serve('', (_request, reply) => setSignInCookie(reply, STATE, secret, 'lax'));
    expect(setCookies).toEqual([`${pair}; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax`]);
  });

  it('is found by its state only', async () => {
    expect(await read(`theme=dark; ${pair}`, STATE)).toBe(secret);
    expect(await read(pair, 'another-state')).toBeNull();
    expect(await read('', STATE)).toBeNull();
    expect(await read(`${pair}; __Host-sign-in-${STATE_NAME}=${newSecret()}`, STATE)).toBeNull();
    expect(await read(`__Host-sign-in-${STATE_NAME.slice(1)}=${secret}`, STATE)).toBeNull();
  });

  it('is removed', async () => {
    const { setCookies } = await serve(pair, (_request, reply) =>
      clearSignInCookie(reply, STATE_NAME, 'lax'),
    );
    expect(setCookies).toEqual([
      expect.stringMatching(`^__Host-sign-in-${STATE_NAME}=; Max-Age=0; Path=/; `),
    ]);
  });
});
