/** Admits requests to the sites that the gateway serves. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, CallerAuthenticator, SignInRefusalReason } from '../access/caller.ts';
import { type Grant, SYSTEM_GRANT } from '../auth/grants.ts';
import type { PublicKeySet } from '../auth/signing-keys.ts';
import type { Audit } from '../audit/audit.ts';
import type { SmartSettings } from '../config/smart.ts';
import { GatewayError } from '../errors.ts';
import type { NamedSite, ServedSite } from '../graphql/context.ts';
import { refusalError } from '../graphql/plugins/refusal.ts';
import { raceWithAbort } from '../http/abort.ts';
import type { LinkKeys } from '../loaders/document-links.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { STATUS_OF_CODE } from './error-responses.ts';
import type { RequestCredentials } from './request-credentials.ts';
import {
  authenticateBySession,
  type RefusedSession,
  type SessionAuthentication,
} from './session-authentication.ts';
import type { SessionCookie } from './session-cookies.ts';
import type { SiteSessions } from './site-sessions.ts';

/** A site that stays open until it is released. */
export interface SiteLease {
  readonly site: ServedSite;
  readonly release: () => void;
  /** Keeps the site open until the work has ended too. */
  readonly extend: (work: Promise<unknown>) => void;
}

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly caller: Caller;
      /** Whose token sends the caller's FHIR requests. */
      readonly grant: Grant;
      /** The id of the site; absent without a sites file. */
      readonly site?: string;
      /** Opens the site if it is closed. */
      readonly open: () => Promise<SiteLease>;
      /** The cookies of sessions that have ended. */
      readonly endedCookies?: readonly SessionCookie[];
    }
  | RefusedCaller
  | UnknownSite;

/** The caller is authenticated, but may use no site of that id. */
export interface UnknownSite {
  readonly kind: 'unknown-site';
  readonly caller: Caller;
  /** Records the refusal; null if the audit is disabled. */
  readonly audit: Audit | null;
  /** The id of the site that the caller may not use; absent if it does not exist. Responses must not depend on it. */
  readonly site?: string;
}

export interface RefusedCaller extends Partial<Omit<RefusedSession, 'kind' | 'reason'>> {
  readonly kind: 'refused';
  readonly reason: SignInRefusalReason;
  /** Records the refusal; null if the audit is disabled. */
  readonly audit: Audit | null;
  /** The id of the site that the request names, if there is one. */
  readonly site?: string;
}

export type SiteList = { readonly kind: 'list'; readonly sites: readonly NamedSite[] } | RefusedCaller;

/** How people sign in at a site. */
export interface SiteSignIn {
  /** Null without a sites file. */
  readonly site: NamedSite | null;
  readonly smart: SmartSettings;
  readonly sessions: Sessions;
  /** Returns whether it is the base URL of the FHIR server, perhaps with a final slash. */
  readonly isLaunchedBy: (iss: string) => boolean;
  /** Opens the site if it is closed. */
  readonly open: () => Promise<SiteLease>;
  /** Lets the site close. Call it when the response has been sent. */
  readonly release: () => void;
}

export interface SitePageSettings {
  /** How people sign in at the site; null if they do not. */
  readonly smart: SmartSettings | null;
  /** Whether it is an embedded sandbox, whose data is synthetic. */
  readonly isSandbox: boolean;
}

export interface Sites {
  /** The site that is always open; null if there are several sites. */
  readonly only: ServedSite | null;
  /**
   * Authenticates the caller of a request at a site.
   * @param id the site that the request names; null if it names none
   */
  admit(id: string | null, credentials: RequestCredentials): Promise<Admission>;
  /** Lists the sites of the sites file that the caller may use; null without a sites file. */
  readonly list: ((credentials: RequestCredentials) => Promise<SiteList>) | null;
  /** Whether people can sign in at a site, now or after a reload of the sites file. */
  readonly canSignIn: boolean;
  /**
   * Returns the settings of a site, without opening it; null if there is no such site.
   * @param id the site that the request names; null if it names none
   */
  settings(id: string | null): SitePageSettings | null;
  /** Lists the web origins whose pages may send session cookies to any site. */
  allAppOrigins(): readonly string[];
  /** Lists the origins that may show the sign-in pages of any site in a frame. */
  allFrameAncestors(): readonly string[];
  /**
   * Opens a site for a request that carries its own proof, such as a document link. Returns null if there is no such site, or the proof is not
   * of that site; a closed site then stays closed.
   */
  open(id: string | null, isProof: (keys: LinkKeys) => Promise<boolean>): Promise<SiteLease | null>;
  /**
   * Lets people sign in at a site; null if there is no such site, or if people do not sign in there. Opens only a sandbox, which has no URL
   * before.
   * @param id null for the default site
   */
  signIn(id: string | null): Promise<SiteSignIn | null>;
  /**
   * Finds the site of an EHR that launches the app. If several sites have the same FHIR server, it is the default site; null without one.
   * @param iss the base URL of the FHIR server, which can have a final slash
   */
  findSignIn(iss: string): Promise<SiteSignIn | null>;
  /**
   * Returns the public key set of a site, without opening it; null if there is no such site, or if it has no key of its own.
   * @param id null for the key of the gateway
   */
  keySet(id: string | null): Promise<PublicKeySet | null>;
}

/** The header with which routers name the site: they send every operation to one path. */
export const SITE_HEADER = 'x-site';
/** No site has this id. */
const IMPOSSIBLE_ID = '';

/**
 * Returns the id of the site that a request names, in its path or in the header; null if it names none. A request that names two sites gets
 * the id of no site.
 */
export function siteOf({ params, raw }: FastifyRequest): string | null {
  const inPath = typeof params === 'object' && params !== null && 'site' in params ? [params.site] : [];
  const named = new Set([...inPath, ...(raw.headersDistinct[SITE_HEADER] ?? [])]);
  const [id = null] = named;
  return id === null || (named.size === 1 && typeof id === 'string') ? id : IMPOSSIBLE_ID;
}

/**
 * Opens a site within the time of the operation: a file of its audit can be on a disk that hangs.
 * @throws GraphQLError OPERATION_TIMEOUT or OPERATION_ABORTED; the site is released when it has opened
 */
export async function openInTime<Lease extends Pick<SiteLease, 'release'>>(
  open: () => Promise<Lease>,
  signal: AbortSignal,
): Promise<Lease> {
  const opening = open();
  try {
    return await raceWithAbort(opening, signal);
  } catch (error) {
    if (!signal.aborted || !(error instanceof GatewayError)) throw error;
    opening.then(
      ({ release }) => release(),
      () => undefined,
    );
    throw refusalError(error, STATUS_OF_CODE[error.code] ?? 503);
  }
}

/**
 * Keeps a site open until the response has been sent, or the client has disconnected, and the operation has ended. An operation whose client
 * has disconnected still records its accesses.
 * @param ended settles when the operation has ended
 */
export function holdSite({ raw }: FastifyReply, lease: SiteLease, ended: Promise<unknown>): ServedSite {
  lease.extend(ended);
  if (raw.closed) lease.release();
  else raw.once('close', lease.release);
  return lease.site;
}

/** Admits a person to the site of their session, or refuses them. */
export function toAdmission(
  authentication: SessionAuthentication,
  {
    open,
    audit,
    ...named
  }: Pick<Admission & { readonly kind: 'admitted' }, 'open' | 'site'> & Pick<RefusedCaller, 'audit'>,
): Admission {
  if (authentication.kind === 'refused') return { ...authentication, audit, ...named };
  const { caller, session, endedCookies } = authentication;
  return { kind: 'admitted', caller, grant: session.access, open, endedCookies, ...named };
}

/** Keeps a site at which people sign in from closing until the response has been sent, or the client has disconnected. */
export function holdSignIn({ raw }: FastifyReply, at: SiteSignIn | null): SiteSignIn | null {
  if (raw.closed) at?.release();
  else if (at !== null) raw.once('close', at.release);
  return at;
}

/** Returns whether `iss` is the base URL of a FHIR server, perhaps with a final slash. */
export function isSameServer(iss: string, baseUrl: string | undefined): boolean {
  return iss.replace(/\/$/, '') === baseUrl;
}

interface OnlySiteOptions {
  readonly smart: SmartSettings;
  readonly sessions: SiteSessions;
}

/**
 * Serves one FHIR server to every request, whatever site it names.
 * @param signsIn how people sign in at the FHIR server; null if they do not
 * @param isSandbox whether the FHIR server is the embedded sandbox
 */
export function createOnlySite(
  site: ServedSite,
  callers: CallerAuthenticator,
  signsIn: OnlySiteOptions | null = null,
  isSandbox = false,
): Sites {
  const lease: SiteLease = { site, release: () => {}, extend: () => {} };
  const isLaunchedBy = (iss: string): boolean => isSameServer(iss, site.site.upstream);
  const open = async (): Promise<SiteLease> => lease;
  const signIn = async (): Promise<SiteSignIn | null> => {
    const sessions = (await signsIn?.sessions.open()) ?? null;
    if (signsIn === null || sessions === null) return null;
    return { site: null, smart: signsIn.smart, sessions, isLaunchedBy, open, release: () => {} };
  };
  return {
    only: site,
    list: null,
    canSignIn: signsIn !== null,
    async admit(_id, credentials) {
      const bySession = signsIn === null ? null : await authenticateBySession(credentials, signsIn);
      if (bySession !== null) return toAdmission(bySession, { open, audit: site.audit });
      const checked = await callers.authenticate(credentials.authorization);
      return checked.kind === 'caller'
        ? { kind: 'admitted', caller: checked.caller, grant: SYSTEM_GRANT, open }
        : { kind: 'refused', reason: checked.reason, audit: site.audit };
    },
    settings: () => ({ smart: signsIn?.smart ?? null, isSandbox }),
    allAppOrigins: () => signsIn?.smart.appOrigins ?? [],
    allFrameAncestors: () => signsIn?.smart.frameAncestors ?? [],
    open,
    signIn: async (id) => (id === null ? signIn() : null),
    findSignIn: async (iss) => (isLaunchedBy(iss) ? signIn() : null),
    keySet: async (id) => (id === null ? site.site.publicKeys : null),
  };
}
