/** The settings of sign-in with SMART App Launch, and of sessions. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { explorerReturnUrl } from './browser-pages.ts';
import type { SmartAudience } from './sign-in-urls.ts';
import type { Environment } from './variables.ts';

export interface SmartClientSettings {
  readonly clientId: string;
  /** The scopes to request, without the ones that depend on the launch. */
  readonly scopes: readonly string[];
}

/** How people sign in at one site. */
export interface SmartSettings {
  /** The registered apps; null for an audience that cannot sign in. At least one is not null. */
  readonly clients: Readonly<Record<SmartAudience, SmartClientSettings | null>>;
  readonly clientAuthentication: Environment['SMART_CLIENT_AUTH'];
  readonly redirectUrl: string;
  /** Whether other sites have the same redirect URL. Their servers must then name themselves in authorization responses (RFC 9207). */
  readonly isRedirectShared: boolean;
  readonly returnUrls: readonly string[];
  /** The page of the explorer, to which a sign-in may return too; null if the explorer does not sign in. */
  readonly explorerUrl: string | null;
  readonly appOrigins: readonly string[];
  readonly frameAncestors: readonly string[];
}

export interface SessionSettings {
  /** The first encrypts, and all decrypt; empty if people do not sign in. KeyObjects, so that printing the configuration does not reveal them. */
  readonly secrets: readonly KeyObject[];
  readonly idleMs: number;
  readonly maxMs: number;
  readonly sameSite: Environment['SESSION_SAME_SITE'];
}

/** Returns the people who sign in where a request does not say who: clinicians, unless only patients can. */
export function defaultAudienceOf({ clients }: Pick<SmartSettings, 'clients'>): SmartAudience {
  return clients.clinician === null ? 'patient' : 'clinician';
}

/**
 * Returns null if people cannot sign in at the site.
 * @param site the id of the site; absent without a sites file
 */
export function toSmartSettings(values: Environment, site?: string): SmartSettings | null {
  const { SMART_REDIRECT_URL: redirectUrl, SMART_RETURN_URLS = [] } = values;
  // As browsers write their addresses: with a slash after a bare origin.
  const returnUrls = SMART_RETURN_URLS.map((url) => new URL(url).href);
  const explorerUrl = explorerReturnUrl(values, site);
  const pages = [...returnUrls, ...(explorerUrl === null ? [] : [explorerUrl])];
  const clients = {
    clinician: toClient(values.SMART_CLIENT_ID, values.SMART_SCOPES),
    patient: toClient(values.SMART_PATIENT_CLIENT_ID, values.SMART_PATIENT_SCOPES),
  };
  if (redirectUrl === undefined || (clients.clinician ?? clients.patient) === null) return null;
  return {
    clients,
    clientAuthentication: values.SMART_CLIENT_AUTH,
    redirectUrl,
    isRedirectShared: false,
    returnUrls,
    explorerUrl,
    appOrigins: values.SMART_APP_ORIGINS ?? [...new Set(pages.map((url) => new URL(url).origin))],
    frameAncestors: values.SMART_FRAME_ANCESTORS ?? [],
  };
}

function toClient(clientId: string | undefined, scopes: string): SmartClientSettings | null {
  return clientId === undefined ? null : { clientId, scopes: scopes.split(' ') };
}

const MINUTE_MS = 60_000;

export function toSessionSettings(values: Environment): SessionSettings {
  return {
    secrets: (values.SESSION_SECRET ?? []).map((text) => createSecretKey(text, 'utf8')),
    idleMs: values.SESSION_IDLE_MINUTES * MINUTE_MS,
    maxMs: values.SESSION_MAX_HOURS * 60 * MINUTE_MS,
    sameSite: values.SESSION_SAME_SITE,
  };
}
