/** The session of the person who signed in at the FHIR server. The page knows its handle; the browser has its cookie. */
import { useSyncExternalStore } from 'react';
import { SITE_PATH, type SignIn } from './start.ts';
import { tabStorage } from './storage.ts';

export type Session =
  | { readonly kind: 'signed-in'; readonly handle: string; readonly audience: string; readonly user: string }
  /** Without a sign-in; after the end of the session; and if the browser has several and the tab knows the handle of none. */
  | { readonly kind: 'none' | 'ended' | 'several' };

interface Described {
  readonly handle: string;
  readonly audience: string;
  readonly user: { readonly fhirUser: string | null };
}

const HANDLE = 'session';
/** In place of the handle. The tab must not take over the session of another tab then. */
const SIGNED_OUT = 'signed-out';

let canSignIn = false;
let session: Session = { kind: 'none' };
const listeners = new Set<() => void>();

function change(changed: Session): void {
  session = changed;
  for (const notify of listeners) notify();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

/** Finds the session: of the sign-in that has just returned, of this tab, or else the only one of the browser. */
export async function openSession(signIn: SignIn | null): Promise<void> {
  canSignIn = signIn !== null;
  const [, returned] = /^#session=([\w-]+)$/.exec(location.hash) ?? [];
  if (returned !== undefined) {
    history.replaceState(null, '', location.pathname + location.search);
    tabStorage.setItem(HANDLE, returned);
  }
  const handle = tabStorage.getItem(HANDLE);
  if (!canSignIn || handle === SIGNED_OUT) return;
  const response = await fetch(`${SITE_PATH}/auth/session`, { headers: handleHeader(handle) });
  if (response.status === 200) {
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- JSON is untyped
    const { audience, user, ...described }: Described = await response.json();
    const { handle: named } = described;
    tabStorage.setItem(HANDLE, named);
    change({ kind: 'signed-in', handle: named, audience, user: lastSegments(user.fhirUser) });
    void showName(named).catch(() => undefined);
    return;
  }
  if (response.status === 409) change({ kind: 'several' });
  else if (response.status === 401 && handle !== null) end();
}

const NAME_QUERY = `query NameOfPerson { me { fhirUser { resource {
  ... on Practitioner { fullName } ... on Patient { fullName } ... on RelatedPerson { fullName }
} } } }`;

interface Named {
  readonly data?: {
    readonly me?: {
      readonly fhirUser?: { readonly resource?: { readonly fullName?: string | null } | null } | null;
    } | null;
  };
}

/** Reads the person's name, with one FHIR request. Without a name, the page shows the reference. */
async function showName(handle: string): Promise<void> {
  const response = await fetch(`${SITE_PATH}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...handleHeader(handle) },
    body: JSON.stringify({ query: NAME_QUERY }),
  });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- JSON is untyped
  const { data }: Named = await response.json();
  const user = data?.me?.fhirUser?.resource?.fullName;
  if (session.kind === 'signed-in' && session.handle === handle && typeof user === 'string')
    change({ ...session, user });
}

/** Returns the type and the id in a reference such as `https://fhir.example.org/api/FHIR/R4/Practitioner/abc`. */
function lastSegments(reference: string | null): string {
  return reference?.split('/').slice(-2).join('/') ?? 'A person without a record';
}

function handleHeader(handle: string | null): Record<string, string> {
  return handle === null ? {} : { 'x-session': handle };
}

function end(): void {
  tabStorage.removeItem(HANDLE);
  change({ kind: 'ended' });
}

function isToken([name, value]: readonly [name: string, value: string]): boolean {
  return name.toLowerCase() === 'authorization' && !/^(?:bearer)?\s*$/i.test(value);
}

/**
 * Adds the session to a request, unless the editor has a token: a request with both is refused. Without either, the browser sends no cookie, which
 * could be of a session of another tab.
 */
export function withSession(headers: Readonly<Record<string, unknown>>): Pick<RequestInit, 'credentials'> & {
  readonly headers: Readonly<Record<string, string>>;
} {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  if (!canSignIn) return { headers: Object.fromEntries(texts) };
  if (texts.some(isToken) || session.kind !== 'signed-in')
    return { headers: Object.fromEntries(texts), credentials: 'omit' };
  const others = texts.filter(([name]) => name.toLowerCase() !== 'authorization');
  return {
    headers: { ...Object.fromEntries(others), ...handleHeader(session.handle) },
    credentials: 'same-origin',
  };
}

interface Failed {
  readonly errors?: readonly { readonly extensions?: { readonly code?: string; readonly reason?: string } }[];
}

/** Notices in a response that the session has ended, or is ambiguous. */
export function noticeSession({ errors = [] }: Failed): void {
  if (session.kind !== 'signed-in') return;
  if (errors.some(({ extensions }) => extensions?.reason === 'SESSION_EXPIRED')) end();
  else if (errors.some(({ extensions }) => extensions?.code === 'SESSION_AMBIGUOUS'))
    change({ kind: 'several' });
}

/** Ends the session, and removes what the tab remembers: operations and variables may contain patient data. */
export async function signOut(): Promise<void> {
  if (session.kind !== 'signed-in') return;
  const response = await fetch(`${SITE_PATH}/auth/logout`, {
    method: 'POST',
    headers: handleHeader(session.handle),
  });
  // A session that has ended already is signed out too.
  if (!response.ok && response.status !== 401) throw new Error('The gateway did not end the session.');
  tabStorage.clear();
  tabStorage.setItem(HANDLE, SIGNED_OUT);
  tabStorage.close();
  // Leaves no response on the page.
  location.assign(location.pathname);
}
