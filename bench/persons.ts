/** Compares an operation of a person who signed in at the FHIR server with the same operation for which the gateway reads as itself. */
import type { SandboxProcess } from './compare.ts';
import type { Comparison, PreparedComparisons } from './comparisons.ts';
import { createGuardedGateway, createPersonGateway, GATEWAY_AS_SHIPPED, type SignIn } from './contenders.ts';
import { startIssuer } from './issuer.ts';
import { SIGN_IN_APP, SIGNED_IN } from './messages.ts';
import { createOperations } from './operations.ts';
import { startValkey } from './valkey.ts';

/** How much more CPU an operation of a person may take. */
const MAX_CPU = 1.1;
const APP_ORIGIN = 'https://app.example.org';
const RETURN_URL = `${APP_ORIGIN}/`;

export const SIGN_IN_SETTINGS = {
  SMART_CLIENT_ID: SIGN_IN_APP.clientId,
  SMART_CLIENT_AUTH: 'none',
  SMART_REDIRECT_URL: SIGN_IN_APP.redirectUrl,
  SMART_RETURN_URLS: RETURN_URL,
  SESSION_SECRET: 'a-secret-of-the-bench-of-32-characters',
};

/** In each operation, with sessions in memory and, if the machine has Valkey, with sessions in a store that replicas share. */
export async function createPersonComparisons(sandbox: SandboxProcess): Promise<PreparedComparisons> {
  const issuer = await startIssuer();
  const bearer = await issuer.signBearer('user/*.rs');
  const valkey = await startValkey();
  const signIn: SignIn = (port) => signInAt(`http://127.0.0.1:${port}`, sandbox);
  const compareIn = (place: string, store: Readonly<Record<string, string>>): Comparison[] =>
    createOperations(sandbox.facts).map((operation) => ({
      title: `${operation.name} for a person, with the session ${place}`,
      operation,
      factories: [
        createPersonGateway({ ...SIGN_IN_SETTINGS, ...store }, signIn),
        createGuardedGateway({ ...issuer.environment, ...store }, bearer, 'system'),
        ...(valkey === null || store === NO_STORE ? [GATEWAY_AS_SHIPPED] : []),
      ],
      settings: [{ latencyMs: 0, goals: [{ kind: 'cpu', to: 'system', max: MAX_CPU }] }],
      requiresSameCalls: true,
      remark: valkey === null ? 'There is no valkey-server, so sessions in a store are missing here.' : null,
    }));
  return {
    comparisons: [
      ...compareIn('in memory', NO_STORE),
      ...(valkey === null ? [] : compareIn('in Valkey', { STATE_URL: valkey.url })),
    ],
    async close() {
      await issuer.close();
      await valkey?.close();
    },
  };
}

const NO_STORE = {};

/** Signs a clinician in as a browser does. Returns the headers that a page of the app sends. */
export async function signInAt(origin: string, { child }: SandboxProcess): ReturnType<SignIn> {
  const begun = await fetch(`${origin}/auth/login?return=${encodeURIComponent(RETURN_URL)}`, {
    redirect: 'manual',
    headers: { accept: 'text/html' },
  });
  const url = begun.headers.get('location') ?? '';
  const { redirect } = await child.request({ kind: 'sign in', url }, SIGNED_IN);
  const { pathname, search } = new URL(redirect);
  const finished = await fetch(`${origin}${pathname}${search}`, {
    redirect: 'manual',
    headers: { accept: 'text/html', cookie: cookieOf(begun) },
  });
  const cookie = cookieOf(finished, '__Host-session-');
  if (cookie === '') throw new Error(`The sign-in failed with HTTP ${finished.status}.`);
  return { cookie, origin: APP_ORIGIN };
}

function cookieOf({ headers }: Response, prefix = ''): string {
  const cookie = headers.getSetCookie().find((text) => text.startsWith(prefix)) ?? '';
  return cookie.split(';')[0] ?? '';
}
