/** Authenticates callers at one of several sites: by the site's own issuer, or by the issuers of all sites, whose tokens name sites. */
import type { Caller, CallerAuthentication, ClaimedSites, SignInRefusalReason } from './caller.ts';

export type SiteAuthentication =
  | { readonly kind: 'caller'; readonly caller: Caller }
  /** The token is valid, but not for this site. */
  | { readonly kind: 'elsewhere'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: SignInRefusalReason };

interface SiteCallersOptions {
  /** The id of the site; null for a site that does not exist. */
  readonly id: string | null;
  /** Whether people sign in at the site. A request without credentials is then refused. */
  readonly requiresSignIn: boolean;
  /** Whether the gateway serves no other site. */
  readonly isOnly: boolean;
  /** The result of the site's own issuer; null if the token names another issuer. */
  readonly byOwn: CallerAuthentication | null;
  /** Returns the result of the issuers of all sites. Called only if the site's own issuer does not accept the token. */
  readonly byShared: () => Promise<CallerAuthentication>;
}

/**
 * A token of the site's own issuer grants access to this site only, whatever it claims. A token of the shared issuers grants access to the
 * sites that it names, or to the only site if it lacks the claim. A site that does not exist and one that the token does not name give the
 * same result. Ids of patients differ between sites, so the patient of a token counts only if the token belongs to exactly one site.
 */
export async function authenticateAtSite({
  id,
  requiresSignIn,
  isOnly,
  byOwn,
  byShared,
}: SiteCallersOptions): Promise<SiteAuthentication> {
  if (byOwn?.kind === 'caller') return { kind: 'caller', caller: atSite(byOwn.caller, id) };
  const shared = await byShared();
  if (shared.kind === 'refused') {
    const isOwn = shared.reason === 'unknown_issuer' && byOwn !== null;
    // Without keys of the site's own issuer, the response would otherwise reveal that the site exists.
    return isOwn && byOwn.reason !== 'keys_unavailable' ? byOwn : shared;
  }
  const { caller, sites } = shared;
  if (requiresSignIn && sites === 'every') return { kind: 'refused', reason: 'no_token' };
  if (id === null || !reaches(sites, id, isOnly)) return { kind: 'elsewhere', caller };
  const belongsToOne = typeof sites === 'string' ? isOnly : sites.size === 1;
  return { kind: 'caller', caller: { ...atSite(caller, id), patient: belongsToOne ? caller.patient : null } };
}

function reaches(sites: ClaimedSites, id: string, isOnly: boolean): boolean {
  if (sites === 'every') return true;
  return sites === 'unnamed' ? isOnly : sites.has(id);
}

function atSite(caller: Caller, id: string | null): Caller {
  return id === null ? caller : { ...caller, site: id };
}
