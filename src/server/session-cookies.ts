/** Reads and writes the cookies of sessions and of sign-ins that have begun. Without `addCookies`, a request has none. */
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import type { SessionSettings } from '../config/smart.ts';
import { readSessionId, type SessionHint } from '../sessions/session-ids.ts';
import { SIGN_IN_LIFETIME_MS } from '../sessions/session-storage.ts';

/** A cookie that a browser sent. Whether there is such a session is unknown. */
export interface SessionCookie {
  /** Names the cookie. No secret. */
  readonly handle: string;
  /** The secret value. */
  readonly id: string;
  readonly hint: SessionHint;
}

type SameSite = SessionSettings['sameSite'];

/** Browsers accept cookies with this prefix only for one host, over TLS (or on loopback), and for all paths. */
const SESSION_PREFIX = '__Host-session-';
const SIGN_IN_PREFIX = '__Host-sign-in-';
const HANDLE = /^[\w-]{16}$/;
/** The characters of a hash that name the cookie of a sign-in. */
const STATE_NAME_LENGTH = 16;
const STATE_NAME = /^[\da-f]{16}$/;
/** The most sessions of one browser. */
export const MAX_SESSIONS = 10;

export async function addCookies(app: FastifyInstance): Promise<void> {
  const { default: cookie } = await import('@fastify/cookie');
  await app.register(cookie, { hook: false });
}

/** Lists the session cookies of a request: at most ten, those that end last. Skips malformed cookies, and names with several values. */
export function listSessionCookies(request: FastifyRequest): readonly SessionCookie[] {
  return listAllSessionCookies(request).slice(-MAX_SESSIONS);
}

/** The first ends first. */
export function listAllSessionCookies(request: FastifyRequest): readonly SessionCookie[] {
  return listCookies(request, SESSION_PREFIX, HANDLE)
    .flatMap(({ name: handle, value: id }) => {
      const hint = readSessionId(id);
      return hint === null ? [] : { handle, id, hint };
    })
    .toSorted((one, other) => one.hint.endsAt - other.hint.endsAt);
}

/** The cookie of a sign-in that has begun. */
export interface SignInCookie {
  /** A hash of the state. */
  readonly name: string;
  readonly value: string;
}

export function listSignInCookies(request: FastifyRequest): readonly SignInCookie[] {
  return listCookies(request, SIGN_IN_PREFIX, STATE_NAME);
}

/** Returns the value of the cookie of a sign-in; null if the browser has none. */
export function readSignInCookie(request: FastifyRequest, state: string): string | null {
  const named = nameOfState(state);
  return listSignInCookies(request).find(({ name }) => name === named)?.value ?? null;
}

export function setSessionCookie(
  reply: FastifyReply,
  { handle, id }: Pick<SessionCookie, 'handle' | 'id'>,
  sameSite: SameSite,
): void {
  void reply.setCookie(`${SESSION_PREFIX}${handle}`, id, attributesOf(sameSite));
}

export function clearSessionCookie(reply: FastifyReply, handle: string, sameSite: SameSite): void {
  void reply.clearCookie(`${SESSION_PREFIX}${handle}`, attributesOf(sameSite));
}

/** Gives the browser the cookie of a sign-in that begins, for as long as it can be finished. */
export function setSignInCookie(reply: FastifyReply, state: string, value: string, sameSite: SameSite): void {
  const attributes = { ...attributesOf(sameSite), maxAge: SIGN_IN_LIFETIME_MS / 1000 };
  void reply.setCookie(`${SIGN_IN_PREFIX}${nameOfState(state)}`, value, attributes);
}

/** @param name the hash of the state */
export function clearSignInCookie(reply: FastifyReply, name: string, sameSite: SameSite): void {
  void reply.clearCookie(`${SIGN_IN_PREFIX}${name}`, attributesOf(sameSite));
}

function attributesOf(sameSite: SameSite): CookieSerializeOptions {
  return { path: '/', secure: true, httpOnly: true, sameSite, partitioned: sameSite === 'none' };
}

/** The state is a secret until it is used, so the name contains only a hash. */
export function nameOfState(state: string): string {
  return createHash('sha256').update(state).digest('hex').slice(0, STATE_NAME_LENGTH);
}

/** Lists cookies by their names without the prefix. */
function listCookies({ server, raw }: FastifyRequest, prefix: string, form: RegExp): SignInCookie[] {
  if (!server.hasDecorator('parseCookie')) return [];
  const valuesOf = new Map<string, Set<string>>();
  // parseCookie keeps only one value of each name, so parse the pairs one by one.
  for (const pair of (raw.headers.cookie ?? '').split(';')) {
    if (!pair.includes(prefix)) continue;
    for (const [name, value] of Object.entries(server.parseCookie(pair))) {
      if (!name.startsWith(prefix) || !form.test(name.slice(prefix.length))) continue;
      const values = valuesOf.get(name) ?? new Set();
      valuesOf.set(name, values.add(value));
    }
  }
  return Array.from(valuesOf).flatMap(([name, [value, ...others]]) =>
    value === undefined || others.length > 0 ? [] : { name: name.slice(prefix.length), value },
  );
}
