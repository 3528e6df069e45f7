/**
 * The session of a person who signed in at the EHR. The gateway keeps their token, and the browser a cookie that scripts cannot read. A browser can
 * have several sessions, each with another person or patient, so each tab names its own by a handle, which is no secret.
 */
import { createContext, useContext } from 'react';
import { errorExtensionsOf, type Failure, failureOfCode, NO_RESPONSE } from '../failures.ts';
import { isRecord } from '../records.ts';

/** The people for whom an app is registered. */
export type Audience = 'clinician' | 'patient';

export interface PersonSession {
  readonly handle: string;
  readonly audience: Audience;
  /** The id of the patient in context, whose chart is the only one that the app opens; null without one. */
  readonly patientId: string | null;
  /** False if the EHR shows the identity of the patient in context. */
  readonly needsPatientBanner: boolean;
  /** When the session ends at the latest, in epoch milliseconds. */
  readonly expiresAt: number;
}

export type SessionState =
  | { readonly kind: 'loading' }
  /** People do not sign in at this gateway or site. */
  | { readonly kind: 'not-offered' }
  | SignedOut
  | { readonly kind: 'signed-in'; readonly session: PersonSession }
  /** The gateway could not end the session. */
  | { readonly kind: 'not-signed-out'; readonly session: PersonSession }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface SignedOut {
  readonly kind: 'signed-out';
  /** `several` if the browser has sessions, but none belongs to this tab. */
  readonly reason: 'never-signed-in' | 'ended' | 'several' | 'signed-out';
  /** The gateway's page for signing in again; null without one. */
  readonly loginUrl: string | null;
}

/** Whether the EHR shows the app in a frame. */
export const isFramed = globalThis.self !== globalThis.top;

/** The session of the page; null if people do not sign in. */
export const PersonSessionContext = createContext<PersonSession | null>(null);

export function usePersonSession(): PersonSession | null {
  return useContext(PersonSessionContext);
}

/** Returns the state of this tab's session at a site. Never rejects, unless the signal aborts it. */
export async function loadSession(siteId: string | null, signal: AbortSignal): Promise<SessionState> {
  const handle = readHandle(siteId);
  let response: Response;
  try {
    const headers = { accept: 'application/json', ...headersOf(handle) };
    response = await fetch(`${authPath(siteId)}/session`, { headers, signal, cache: 'no-store' });
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'failed', failure: NO_RESPONSE };
  }
  const body = await readJson(response);
  const session = response.ok ? parseSession(body) : null;
  // Another session could have another patient.
  if (session !== null && handle !== null && session.handle !== handle) return signedOut('ended');
  if (session !== null) {
    storeHandle(siteId, session.handle);
    return { kind: 'signed-in', session };
  }
  // Without the gateway's routes, the server answers 404, or the page of the app.
  if (response.status === 404 || (response.ok && body === null)) return { kind: 'not-offered' };
  const extensions = errorExtensionsOf(body);
  if (response.status === 401)
    return signedOut(handle === null ? 'never-signed-in' : 'ended', extensions['loginUrl']);
  if (extensions['code'] === 'SESSION_AMBIGUOUS') return signedOut('several');
  return { kind: 'failed', failure: failureOfCode(extensions) };
}

/** Ends a session at the gateway and at the EHR. Returns whether it has ended. */
export async function endSession(siteId: string | null, { handle }: PersonSession): Promise<boolean> {
  try {
    const response = await fetch(`${authPath(siteId)}/logout`, {
      method: 'POST',
      headers: headersOf(handle),
    });
    // 401: it had ended before.
    const hasEnded = response.ok || response.status === 401;
    if (hasEnded) removeHandle(siteId, handle);
    return hasEnded;
  } catch {
    return false;
  }
}

/** @param loginUrl as the gateway sent it */
export function signedOut(reason: SignedOut['reason'], loginUrl?: unknown): SignedOut {
  return { kind: 'signed-out', reason, loginUrl: typeof loginUrl === 'string' ? loginUrl : null };
}

/** The headers that name the session of the tab. */
export function headersOf(handle: string | null): Readonly<Record<string, string>> {
  return handle === null ? {} : { 'x-session': handle };
}

/** Returns the URL at which a person signs in, and then returns to the app. */
export function loginUrlOf(siteId: string | null, audience: Audience): string {
  return withReturn(`${authPath(siteId)}${audience === 'patient' ? '/patient' : ''}/login`);
}

/** Adds the page to which the gateway returns: this app, without query and fragment, as in `SMART_RETURN_URLS`. */
export function withReturn(loginUrl: string): string {
  const url = new URL(loginUrl, location.href);
  url.searchParams.set('return', location.origin + location.pathname);
  return url.href;
}

/** Remembers the site at which the person signs in: the gateway returns to one address for all sites. */
export function leaveFor(siteId: string | null): void {
  if (siteId === null) storage()?.removeItem(SITE_KEY);
  else storage()?.setItem(SITE_KEY, siteId);
}

/**
 * Keeps the handle that the gateway put into the fragment, and removes it from the address and the history.
 * @param siteId the site in the address
 * @returns the site of the session
 */
export function takeHandle(siteId: string | null): string | null {
  const [, handle] = /^#session=([\w-]{1,64})$/.exec(location.hash) ?? [];
  if (handle === undefined) return siteId;
  const signedInAt = siteId ?? storage()?.getItem(SITE_KEY) ?? null;
  storeHandle(signedInAt, handle);
  history.replaceState(history.state, '', location.pathname + location.search);
  return signedInAt;
}

const SITE_KEY = 'site of the sign-in';

/**
 * The handles by site. They end with the page. The browser can refuse storage to a page in a frame, and a page to which the user goes back can be
 * older than the handle in storage.
 */
const handles = new Map<string, string>();

/** A tab keeps its storage when it reloads, and no other tab reads it. */
function readHandle(siteId: string | null): string | null {
  const key = keyOf(siteId);
  return handles.get(key) ?? storage()?.getItem(key) ?? null;
}

function storeHandle(siteId: string | null, handle: string): void {
  handles.set(keyOf(siteId), handle);
  storage()?.setItem(keyOf(siteId), handle);
}

function removeHandle(siteId: string | null, handle: string): void {
  const key = keyOf(siteId);
  handles.delete(key);
  if (storage()?.getItem(key) === handle) storage()?.removeItem(key);
}

/** Returns null if the browser refuses storage. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

function keyOf(siteId: string | null): string {
  return siteId === null ? 'session' : `session of ${siteId}`;
}

function authPath(siteId: string | null): string {
  return siteId === null ? '/auth' : `/sites/${encodeURIComponent(siteId)}/auth`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function parseSession(body: unknown): PersonSession | null {
  if (!isRecord(body)) return null;
  const { handle, audience, patient, needPatientBanner, expiresAt } = body;
  const endMs = typeof expiresAt === 'string' ? Date.parse(expiresAt) : NaN;
  if (typeof handle !== 'string' || Number.isNaN(endMs)) return null;
  return {
    handle,
    audience: audience === 'patient' ? 'patient' : 'clinician',
    patientId: typeof patient === 'string' ? patient : null,
    needsPatientBanner: needPatientBanner !== false,
    expiresAt: endMs,
  };
}
