/** Replicas of the sessions of one site, at an authorization server that rotates refresh tokens and ends a grant whose old one is sent again. */
import { createSecretKey } from 'node:crypto';
import type { SessionSettings } from '../../src/config/smart.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER } from '../../src/observability/observer.ts';
import {
  createSessionsOpener,
  type OpenSessions,
  type SessionsOpener,
} from '../../src/sessions/open-sessions.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import type { Variables } from '../config/environment.ts';
import { signIdToken, smartConfig, startServer, type TestServer } from '../smart/authorization-server.ts';

export const RETURN_URL = 'https://app.example.org/chart';
export const SECRETS = ['first-secret-of-32-or-more-bytes', 'other-secret-of-32-or-more-bytes'] as const;

export interface RotatingServer extends TestServer {
  /** The refresh tokens in the order in which they were received. */
  readonly sent: string[];
  /** Responses that fail the next renewals, first to last. */
  readonly failures: (() => { readonly status: number; readonly body: unknown } | null)[];
  /** Members of token responses that replace the usual ones. */
  members: Readonly<Record<string, unknown>>;
  /** The nonce of the next id_token. */
  nonce: string;
}

export async function startRotatingServer(): Promise<RotatingServer> {
  const server = await startServer();
  let issued = 0;
  const rotating = Object.assign(server, {
    sent: new Array<string>(),
    failures: new Array<() => { status: number; body: unknown } | null>(),
    members: {},
    nonce: '',
  });
  server.answer = async (form) => {
    const refreshToken = form.get('refresh_token');
    if (refreshToken !== null) {
      rotating.sent.push(refreshToken);
      const fail = rotating.failures.shift();
      if (fail !== undefined) return fail();
      if (refreshToken !== `canary-refresh-${issued}`)
        return { status: 400, body: { error: 'invalid_grant' } };
    }
    issued += 1;
    const tokens = {
      access_token: `canary-access-${issued}`,
      refresh_token: `canary-refresh-${issued}`,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'openid fhirUser user/*.rs',
      patient: 'patient-1',
    };
    const idToken = refreshToken === null ? await signIdToken(server, { nonce: rotating.nonce }) : undefined;
    return {
      body: { ...tokens, ...(idToken === undefined ? {} : { id_token: idToken }), ...rotating.members },
    };
  };
  return rotating;
}

export interface Replica {
  readonly sessions: OpenSessions;
  readonly reopen: (variables?: Variables) => Promise<OpenSessions>;
  readonly logLines: readonly string[];
  /** The token requests so far, such as `refresh_token ok`. */
  readonly tokenRequests: readonly string[];
  close(): Promise<void>;
}

export interface Clock {
  now: number;
}

interface ReplicaOptions {
  readonly server: TestServer;
  readonly clock: Clock;
  readonly state?: SharedState | null;
  readonly site?: string;
  readonly secrets?: readonly string[];
  readonly settings?: Partial<SessionSettings>;
}

export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const { server, clock, state = null, site, secrets = SECRETS.slice(0, 1), settings } = options;
  const logLines: string[] = [];
  const tokenRequests: string[] = [];
  const openSessions = createSessionsOpener({
    settings: {
      secrets: secrets.map((secret) => createSecretKey(secret, 'utf8')),
      idleMs: 900_000,
      maxMs: 36_000_000,
      sameSite: 'lax',
      ...settings,
    },
    state: state === null ? null : { forSite: () => state },
    log: createLog('trace', { write: (line) => void logLines.push(line) }),
    observer: {
      ...NOOP_OBSERVER,
      emit(event) {
        if (event.kind === 'person-token') tokenRequests.push(`${event.grantType} ${event.outcome}`);
      },
    },
    now: () => clock.now,
  });
  const reopen = (variables: Variables = {}): ReturnType<SessionsOpener> =>
    openSessions({ id: site, ...smartConfig(server.baseUrl, variables) });
  const sessions = await reopen();
  return { sessions, reopen, logLines, tokenRequests, close: () => sessions.close() };
}

/** Begins a sign-in, and returns what the browser has when it comes back. */
export async function beginSignIn(
  { sessions }: Replica,
  server: RotatingServer,
): Promise<{ readonly parameters: URLSearchParams; readonly cookie: string; readonly url: URL }> {
  const begun = await sessions.beginSignIn({ audience: 'clinician', returnUrl: RETURN_URL, launch: null });
  const url = new URL(begun.url);
  server.nonce = url.searchParams.get('nonce') ?? '';
  return {
    parameters: new URLSearchParams({ code: 'canary-code', state: begun.state }),
    cookie: begun.cookie,
    url,
  };
}

/** Signs in, and returns the value of the session cookie. */
export async function signIn(replica: Replica, server: RotatingServer): Promise<string> {
  const { parameters, cookie } = await beginSignIn(replica, server);
  const { id } = await replica.sessions.finishSignIn(parameters, cookie);
  return id;
}
