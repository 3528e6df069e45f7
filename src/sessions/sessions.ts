/** The sessions of one site: people sign in at its authorization server, and the gateway keeps their tokens. */
import { randomBytes } from 'node:crypto';
import type { PersonGrant } from '../auth/grants.ts';
import { loginUrlOf, type SmartAudience } from '../config/sign-in-urls.ts';
import type { SessionSettings } from '../config/smart.ts';
import { errorCodeOf } from '../observability/observer.ts';
import type { Log } from '../observability/log.ts';
import type { SmartGrant } from '../smart/grants.ts';
import { SignInError } from '../smart/sign-in-faults.ts';
import { createSignInChecks, type SmartClient, type SmartClients } from '../smart/smart-client.ts';
import { createSessionId, readSessionId } from './session-ids.ts';
import { sessionRecord, type SessionRecord, signInRecord } from './session-record.ts';
import { createSessionSeal, nameOfPerson, type SessionPlace } from './session-seal.ts';
import { SIGN_IN_LIFETIME_MS, type SessionStorage, type StoredSession } from './session-storage.ts';
import {
  createSessionTokens,
  type SessionSlot,
  type SessionTokens,
  type VersionedRecord,
} from './session-tokens.ts';

/** A session that has not ended. Only its provider has tokens. */
export interface Session extends Omit<SmartGrant, 'tokens'> {
  readonly audience: SmartAudience;
  readonly clientId: string;
  /** When the session ends at the latest, in epoch milliseconds. */
  readonly endsAt: number;
  /** For `site.as`. Its provider is the same for all operations of the session in this process. */
  readonly access: PersonGrant;
}

/** A new session, for the browser. */
export interface StartedSession {
  /** The secret value of the cookie. */
  readonly id: string;
  /** Names the cookie, because a browser can have several sessions. No secret. */
  readonly handle: string;
  readonly returnUrl: string;
}

export interface Sessions {
  /**
   * Begins a sign-in. The browser keeps the cookie until it returns with the state.
   * @throws SignInError if the return URL is not listed or there is no app for the audience, or GatewayError
   */
  beginSignIn(request: {
    readonly audience: SmartAudience;
    readonly returnUrl: string;
    /** The value from the EHR that launched the app; null if none did. */
    readonly launch: string | null;
  }): Promise<{ readonly url: string; readonly state: string; readonly cookie: string }>;
  /**
   * Completes a sign-in and starts a session. A state is good once, and only with its cookie.
   * @param parameters the query of the request to the redirect URL
   * @throws SignInError, or GatewayError if the authorization server or the store is unavailable
   */
  finishSignIn(parameters: URLSearchParams, cookie: string | null): Promise<StartedSession>;
  /** Returns the session of a cookie and restarts its idle time; null if there is none. @throws GatewayError STATE_UNAVAILABLE */
  find(id: string): Promise<Session | null>;
  /**
   * Returns the session of a cookie, and when it ends unless it is used, in epoch milliseconds. Does not restart its idle time, so an app can ask
   * as often as it likes. Null if there is none. @throws GatewayError STATE_UNAVAILABLE
   */
  peek(id: string): Promise<{ readonly session: Session; readonly expiresAt: number } | null>;
  /** Returns the id of the grant of a cookie, whether or not there is such a session. */
  grantOf(id: string): string;
  /** Returns whether the store has the session of a cookie, which has not ended, and does not restart its idle time. @throws GatewayError STATE_UNAVAILABLE */
  has(id: string): Promise<boolean>;
  /** Ends the session of a cookie, and revokes its tokens if the server can. @throws GatewayError STATE_UNAVAILABLE */
  end(id: string): Promise<void>;
}

interface SessionsOptions {
  readonly place: SessionPlace;
  /** The pages to which people can return. */
  readonly returnUrls: readonly string[];
  /** The redirect URL of the apps. */
  readonly redirectUrl: string;
  readonly settings: SessionSettings;
  readonly clients: SmartClients;
  readonly storage: SessionStorage;
  /** Called, perhaps repeatedly, when a session has ended. @param grant the id of its grant */
  readonly onEnd: (grant: string) => void;
  /** Called when a renewal of tokens begins. It never rejects. */
  readonly onRenewal: (ended: Promise<unknown>) => void;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const COOKIE_BYTES = 32;
const HANDLE_BYTES = 12;

export function createSessions(options: SessionsOptions): Sessions {
  const { place, returnUrls, redirectUrl, clients, storage, onEnd, onRenewal, log, now } = options;
  const { idleMs, maxMs, secrets } = options.settings;
  const [first] = secrets;
  if (first === undefined) throw new Error('Expected a session secret.');
  const signInSeal = createSessionSeal({
    purpose: 'sign-in',
    place,
    secrets,
    lifetimeMs: SIGN_IN_LIFETIME_MS,
    now,
  });
  const sessionSeal = createSessionSeal({ purpose: 'session', place, secrets, lifetimeMs: maxMs, now });
  const live = createLiveTokens(idleMs, now);

  const open = async (id: string, stored: StoredSession | null): Promise<VersionedRecord | null> => {
    if (stored === null) return null;
    const opened = sessionRecord.safeParse(await sessionSeal.open(stored.sealed, id));
    return opened.success ? { record: opened.data, version: stored.version } : null;
  };

  /** Returns the app with which the person signed in; null if it is no longer configured. */
  const clientOf = ({ audience, clientId }: SessionRecord): SmartClient | null => {
    const client = clients[audience];
    return client?.clientId === clientId ? client : null;
  };
  /** Revokes tokens if the server can. They expire by themselves, so a failure is only logged. */
  const revoke = async (record: SessionRecord): Promise<void> => {
    const failure = (await clientOf(record)?.revoke(record.grant.tokens)) ?? null;
    if (failure !== null) log.warn('session_not_revoked', { codes: [failure] });
  };

  /** Ends the tokens of a session that is deleted. Without the stored record, which only its cookie opens, it can revoke only tokens that this process has used. */
  const endTokens = async (name: string, stored: VersionedRecord | null): Promise<void> => {
    const latest = live.end(name, stored) ?? stored?.record;
    onEnd(name);
    if (latest !== undefined) await revoke(latest);
  };

  const createSlot = (id: string, name: string): SessionSlot => ({
    async claim(version, attempt) {
      const claim = await storage.claim(name, version, attempt);
      if (claim.kind !== 'changed') return claim;
      const changed = await open(id, claim);
      return changed === null ? { kind: 'gone' } : { kind: 'changed', ...changed };
    },
    replace: async ({ record, version }, attempt) =>
      storage.replace(name, { sealed: await sessionSeal.seal(record, id), version }, attempt),
    release: (attempt) => storage.release(name, attempt),
    remove: () => storage.remove(name),
  });

  /** Returns a session that is stored; null, after ending it, if it is over. */
  const toSession = async (
    id: string,
    name: string,
    sealed: StoredSession | null,
  ): Promise<Session | null> => {
    const stored = live.find(name, sealed) ?? (await open(id, sealed));
    const client = stored === null ? null : clientOf(stored.record);
    if (stored === null || client === null || isOver(stored.record, now())) {
      live.end(name, stored);
      onEnd(name);
      if (stored !== null) await storage.remove(name);
      return null;
    }
    const { audience, clientId } = stored.record;
    const tokens = live.use(name, stored, () =>
      createSessionTokens({
        slot: createSlot(id, name),
        client,
        stored,
        onEnd: () => onEnd(name),
        onRenewal,
        onFailure: (error) => log.warn('session_not_renewed', { codes: [errorCodeOf(error)] }),
        loginUrl: loginUrlOf(redirectUrl, place.site, audience),
        now,
      }),
    );
    if (tokens.hasEnded) return null;
    const { tokens: _sealed, person, ...context } = tokens.latest().grant;
    const { fhirUser } = person;
    const facts = { ...context, audience, endsAt: endOf(tokens.latest()) };
    const launch = { ...facts, fhirUser };
    const access: PersonGrant = { kind: 'person', id: name, tokens, launch, end: () => tokens.end() };
    return { ...facts, person, clientId, access };
  };

  return {
    async beginSignIn({ audience, returnUrl, launch }) {
      if (!returnUrls.includes(returnUrl)) throw new SignInError('return_unlisted');
      const client = clients[audience];
      if (client === null) throw new SignInError('no_app');
      const checks = createSignInChecks();
      const { state, nonce, codeVerifier } = checks;
      const url = await client.authorizationUrl(checks, launch);
      const cookie = randomText(COOKIE_BYTES);
      const record = { audience, nonce, codeVerifier, returnUrl };
      await storage.addSignIn(signInSeal.nameOf(state, cookie), await signInSeal.seal(record, state, cookie));
      return { url, state, cookie };
    },

    async finishSignIn(parameters, cookie) {
      const state = parameters.get('state');
      if (state === null || cookie === null) throw new SignInError('state_unknown');
      const sealed = await storage.takeSignIn(signInSeal.nameOf(state, cookie));
      const begun = signInRecord.safeParse(
        sealed === null ? null : await signInSeal.open(sealed, state, cookie),
      );
      if (!begun.success) throw new SignInError('state_unknown');
      const { audience, nonce, codeVerifier, returnUrl } = begun.data;
      const client = clients[audience];
      if (client === null) throw new SignInError('no_app');
      const grant = await client.exchange(parameters, { state, nonce, codeVerifier });
      const record: SessionRecord = {
        audience,
        clientId: client.clientId,
        endsAt: now() + maxMs,
        grant: { ...grant, scopes: [...grant.scopes] },
      };
      const id = createSessionId({ site: place.site ?? null, endsAt: endOf(record) });
      const name = sessionSeal.nameOf(id);
      try {
        await storage.add(name, await sessionSeal.seal(record, id));
        const { issuer, subject } = grant.person;
        const person = nameOfPerson(place, first, issuer, subject, client.clientId);
        const surplus = await storage.keepLatest(person, name, maxMs);
        await Promise.all(surplus.map((one) => endTokens(one, null)));
      } catch (error) {
        await storage.remove(name).catch(() => undefined);
        await revoke(record);
        throw error;
      }
      return { id, handle: randomText(HANDLE_BYTES), returnUrl };
    },

    async find(id) {
      const name = sessionSeal.nameOf(id);
      return toSession(id, name, await storage.read(name));
    },

    async peek(id) {
      const name = sessionSeal.nameOf(id);
      const sealed = await storage.peek(name);
      const session = await toSession(id, name, sealed);
      if (session === null || sealed === null) return null;
      return { session, expiresAt: Math.min(session.endsAt, now() + sealed.idleLeftMs) };
    },

    grantOf: (id) => sessionSeal.nameOf(id),

    // The store keeps a session that has ended until it was idle.
    has: async (id) => (readSessionId(id)?.endsAt ?? 0) > now() && storage.has(sessionSeal.nameOf(id)),

    async end(id) {
      const name = sessionSeal.nameOf(id);
      const stored = await open(id, await storage.read(name));
      await storage.remove(name);
      await endTokens(name, stored);
    },
  };
}

/** Without a refresh token, a session ends with its access token. */
function endOf({ endsAt, grant: { tokens } }: SessionRecord): number {
  return tokens.refreshToken === null ? Math.min(endsAt, tokens.expiresAt) : endsAt;
}

function isOver(record: SessionRecord, now: number): boolean {
  return now >= endOf(record);
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

interface LiveTokens {
  /** Returns the record of a stored session if its tokens have that version, because opening it takes longer; otherwise null. */
  find(name: string, stored: StoredSession | null): VersionedRecord | null;
  /** Returns the tokens of a session, with the record from the store unless they have a later one. */
  use(name: string, stored: VersionedRecord, create: () => SessionTokens): SessionTokens;
  /** Ends the tokens of a session. Returns their latest record, which can be the stored one; undefined if this process has no tokens. */
  end(name: string, stored: VersionedRecord | null): SessionRecord | undefined;
}

/** Keeps one provider for each session in use, so that its operations renew the tokens together. */
function createLiveTokens(idleMs: number, now: () => number): LiveTokens {
  /** The least recently used first. */
  const live = new Map<string, { readonly tokens: SessionTokens; readonly usedAt: number }>();
  const dropIdle = (): void => {
    for (const [name, { usedAt }] of live) {
      if (now() - usedAt < idleMs) return;
      live.delete(name);
    }
  };
  return {
    find(name, stored) {
      const tokens = live.get(name)?.tokens;
      if (tokens === undefined || tokens.version !== stored?.version) return null;
      return { record: tokens.latest(), version: tokens.version };
    },
    use(name, stored, create) {
      dropIdle();
      const tokens = live.get(name)?.tokens ?? create();
      tokens.adopt(stored);
      live.delete(name);
      if (!tokens.hasEnded) live.set(name, { tokens, usedAt: now() });
      return tokens;
    },
    end(name, stored) {
      const tokens = live.get(name)?.tokens;
      live.delete(name);
      if (stored !== null) tokens?.adopt(stored);
      tokens?.end();
      return tokens?.latest();
    },
  };
}
