/** The sites of the gateway that the user can use. A gateway with one FHIR server has no list of sites. */
import { useReactiveVar } from '@apollo/client/react';
import { createContext, useContext, useEffect, useState } from 'react';
import { errorExtensionsOf, type Failure, failureOfCode, NO_RESPONSE } from './failures.ts';
import { isRecord } from './records.ts';
import { accessToken } from './access-token.ts';
import { headersOf } from './sign-in/person-session.ts';

export interface Site {
  /** Null at a gateway with one FHIR server. */
  readonly id: string | null;
  readonly name: string;
  /** The path of its graph. */
  readonly graph: string;
}

export type SiteList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'sites'; readonly sites: readonly Site[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

const LOADING: SiteList = { kind: 'loading' };
const ONLY_SITE: SiteList = {
  kind: 'sites',
  sites: [{ id: null, name: 'The only site', graph: '/graphql' }],
};
/** The status of a gateway without a sites file. */
const NOT_FOUND = 404;

/**
 * Loads the list again after each sign-in and sign-out, because it is the list of one user.
 * @param session the handle of the session; null if people do not sign in, undefined while that is unknown
 */
export function useSites(session: string | null | undefined): {
  readonly list: SiteList;
  readonly reload: () => void;
} {
  const token = useReactiveVar(accessToken);
  const [attempt, setAttempt] = useState(0);
  const [loaded, setLoaded] = useState({ token, session, attempt, list: LOADING });

  useEffect(() => {
    if (session === undefined) return;
    const aborter = new AbortController();
    const load = async () => {
      const list = await loadSites(token, session, aborter.signal);
      if (!aborter.signal.aborted) setLoaded({ token, session, attempt, list });
    };
    void load();
    return () => aborter.abort();
  }, [token, session, attempt]);

  // Never show one user the sites of the previous one.
  const isCurrent = loaded.token === token && loaded.session === session && loaded.attempt === attempt;
  return { list: isCurrent ? loaded.list : LOADING, reload: () => setAttempt(attempt + 1) };
}

/** Returns the site of the page: the one in the address, or the only one. Null if the user must choose. */
export function findSite(list: SiteList, id: string | null): Site | null {
  if (list.kind !== 'sites') return null;
  if (id !== null) return list.sites.find((site) => site.id === id) ?? null;
  return list.sites.length === 1 ? (list.sites[0] ?? null) : null;
}

async function loadSites(
  token: string | null,
  session: string | null,
  signal: AbortSignal,
): Promise<SiteList> {
  try {
    const headers = {
      accept: 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headersOf(session),
    };
    const response = await fetch('/sites', { headers, signal, cache: 'no-store' });
    if (response.status === NOT_FOUND) return ONLY_SITE;
    return readList(await response.json());
  } catch {
    return { kind: 'failed', failure: NO_RESPONSE };
  }
}

function readList(body: unknown): SiteList {
  if (!isRecord(body)) return { kind: 'failed', failure: NO_RESPONSE };
  const { sites } = body;
  if (Array.isArray(sites)) return { kind: 'sites', sites: sites.flatMap(readSite) };
  return { kind: 'failed', failure: failureOfCode(errorExtensionsOf(body)) };
}

function readSite(site: unknown): Site[] {
  if (!isRecord(site)) return [];
  const { id, name, graph } = site;
  if (typeof id !== 'string' || typeof graph !== 'string') return [];
  return [{ id, name: typeof name === 'string' ? name : id, graph }];
}

interface ShownSite {
  readonly id: string | null;
  /** Null if the user can use only one site. */
  readonly name: string | null;
}

/** The site of the page. */
export const SiteContext = createContext<ShownSite>({ id: null, name: null });

export function useSite(): ShownSite {
  return useContext(SiteContext);
}
