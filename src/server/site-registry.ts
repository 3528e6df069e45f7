/** Serves several sites: opens each at its first use, closes it when it is idle, and replaces the ones whose configuration changes. */
import { isDeepStrictEqual } from 'node:util';
import { authenticateAtSite } from '../access/site-callers.ts';
import {
  type CallerAuthentication,
  type CallerAuthenticator,
  readClaimedIssuer,
  type SignInRefusalReason,
} from '../access/caller.ts';
import { createKeyDerivation } from '../auth/derived-keys.ts';
import { SYSTEM_GRANT } from '../auth/grants.ts';
import type { PublicKeySet } from '../auth/signing-keys.ts';
import type { Audit } from '../audit/audit.ts';
import type { SitesConfig } from '../config/sites.ts';
import { abortError } from '../http/abort.ts';
import type { LinkKeys } from '../loaders/document-links.ts';
import { readSharedKeySet } from './key-sets.ts';
import { authenticateBySession, findSessionAt } from './session-authentication.ts';
import type { SiteState } from './site-health.ts';
import { createSlot, type SiteSlot, type SlotOptions } from './site-slot.ts';
import { type SiteLease, type Sites, toAdmission } from './sites.ts';

export interface SiteRegistry extends Sites {
  /**
   * Serves the sites of another configuration. A site whose configuration is unchanged stays open. One that has changed or gone closes once its
   * operations have ended.
   */
  replace(config: SitesConfig): void;
  /** Returns whether there is a site with the id. */
  isSite(id: string): boolean;
  /** Returns whether every site is an embedded sandbox. */
  isSynthetic(): boolean;
  /** Lists all sites, without opening any. */
  readonly listStates: () => SiteState[];
  /** Closes every site. */
  close(): Promise<void>;
}

interface SiteRegistryOptions extends SlotOptions {
  readonly config: SitesConfig;
  /** Verifies the tokens of the issuers of all sites. The caller of `close` closes it afterwards. */
  readonly callers: CallerAuthenticator;
  /** Records refused requests, which reach no site; null if the audit is disabled. */
  readonly audit: Audit | null;
}

/** How long a site without operations stays open by default. */
export const SITE_IDLE_MS = 600_000;
/** How long the shutdown waits for sites whose opening or closing hangs. */
const CLOSE_TIMEOUT_MS = 5_000;

export function createSiteRegistry(options: SiteRegistryOptions): SiteRegistry {
  const { callers: shared, audit } = options;
  let { defaultId } = options.config;
  let slots = new Map(
    Object.values(options.config.byId).map((config) => [config.id, createSlot(config, options)]),
  );
  let sharedKeys: Promise<PublicKeySet> | null = null;
  let keysOfNoSite: Promise<LinkKeys> | null = null;
  /** Slots that close when their operations have ended. */
  const retiring = new Set<Promise<void>>();
  const retire = (slot: SiteSlot): void => {
    const closed = slot.retire().then(() => void retiring.delete(closed));
    retiring.add(closed);
  };
  const find = (named: string | null): SiteSlot | null => {
    const id = named ?? defaultId;
    return (id === null ? undefined : slots.get(id)) ?? null;
  };
  /** A site that does not exist gives the same response as one at which people sign in. */
  const isSignInRequired = (slot: SiteSlot | null): boolean =>
    (slot === null ? [...slots.values()] : [slot]).some(({ config }) => config.smart !== null);
  /**
   * Authenticates a request by the issuer that its token names, if that is the issuer of a site: the result counts only there. It does not
   * depend on the site that the request names, so the time until the response does not reveal which site has the issuer.
   */
  const authenticateByIssuer = async (
    authorization: readonly string[],
  ): Promise<(slot: SiteSlot | null) => CallerAuthentication | null> => {
    const issuer = readClaimedIssuer(authorization);
    const owner = [...slots.values()].find((slot) => issuer !== null && slot.isIssuer(issuer)) ?? null;
    const authentication = (await owner?.authenticate(authorization)) ?? null;
    return (slot) => (slot === owner ? authentication : null);
  };
  let isClosed = false;
  const openSlot = async (slot: SiteSlot): Promise<SiteLease> => {
    if (isClosed) throw abortError();
    return slot.open();
  };
  return {
    only: null,
    canSignIn: true,
    async admit(id, credentials) {
      const slot = find(id);
      const named = slot === null ? {} : { site: slot.config.id };
      const { authorization } = credentials;
      const bySession = (await slot?.bySession((site) => authenticateBySession(credentials, site))) ?? null;
      if (slot !== null && bySession !== null)
        return toAdmission(bySession, { open: () => openSlot(slot), audit, ...named });
      const checked = await authenticateAtSite({
        id: slot?.config.id ?? null,
        requiresSignIn: isSignInRequired(slot),
        isOnly: slots.size === 1,
        byOwn: (await authenticateByIssuer(authorization))(slot),
        byShared: () => shared.authenticate(authorization),
      });
      if (checked.kind === 'refused') return { ...checked, audit, ...named };
      const { caller } = checked;
      if (checked.kind === 'elsewhere' || slot === null)
        return { kind: 'unknown-site', caller, audit, ...named };
      return { kind: 'admitted', caller, grant: SYSTEM_GRANT, open: () => openSlot(slot), ...named };
    },
    async list(credentials) {
      const { authorization } = credentials;
      const byIssuerOf = await authenticateByIssuer(authorization);
      const isOnly = slots.size === 1;
      let sharedOnce: Promise<CallerAuthentication> | null = null;
      const byShared = (): Promise<CallerAuthentication> =>
        (sharedOnce ??= shared.authenticate(authorization));
      const checks = Array.from(slots.values(), async (slot) => {
        const { id, name, smart } = slot.config;
        const bySession = await slot.bySession((site) => findSessionAt(credentials, site));
        if (bySession !== null) return { id, name, checked: bySession };
        const requiresSignIn = smart !== null;
        const byOwn = byIssuerOf(slot);
        const checked = await authenticateAtSite({ id, requiresSignIn, isOnly, byOwn, byShared });
        return { id, name, checked };
      });
      const all = await Promise.all(checks);
      const refusals = all.flatMap(({ checked }) => (checked.kind === 'refused' ? [checked] : []));
      const [refusal] = refusals.toSorted((one, other) => rankOf(one) - rankOf(other));
      if (refusal !== undefined && refusals.length === all.length) return { ...refusal, audit };
      const sites = all.flatMap(({ id, name, checked }) =>
        checked.kind === 'caller' || checked.kind === 'found' ? { id, name } : [],
      );
      return { kind: 'list', sites };
    },
    settings(named) {
      const config = find(named)?.config ?? null;
      return config && { smart: config.smart, isSandbox: config.sandbox !== null };
    },
    allAppOrigins: () => [...slots.values()].flatMap(({ config }) => config.smart?.appOrigins ?? []),
    allFrameAncestors: () => [...slots.values()].flatMap(({ config }) => config.smart?.frameAncestors ?? []),
    async open(named, isProof) {
      const slot = find(named);
      const keys = (await slot?.keys()) ?? null;
      // Check with keys of no site too, so the time until the response does not reveal which sites exist.
      const isProven = await isProof(keys ?? (await (keysOfNoSite ??= deriveKeysOfNoSite())));
      return slot !== null && keys !== null && isProven ? openSlot(slot) : null;
    },
    signIn: async (named) => (isClosed ? null : ((await find(named)?.signIn()) ?? null)),
    async findSignIn(iss) {
      const found = [...slots.values()].filter(
        (slot) => slot.config.smart !== null && slot.isLaunchedBy(iss),
      );
      const chosen = found.length === 1 ? found[0] : found.find(({ config }) => config.id === defaultId);
      return isClosed ? null : ((await chosen?.signIn()) ?? null);
    },
    async keySet(id) {
      if (id === null)
        return (sharedKeys ??= readSharedKeySet([...slots.values()].map(({ config }) => config)));
      const slot = slots.get(id);
      return slot === undefined ? null : slot.ownKeys();
    },
    replace(config) {
      const previous = slots;
      sharedKeys = null;
      defaultId = config.defaultId;
      slots = new Map(
        Object.values(config.byId).map((site) => {
          const known = previous.get(site.id);
          const isSame = known !== undefined && isDeepStrictEqual(known.config, site);
          return [site.id, isSame ? known : createSlot(site, options)];
        }),
      );
      for (const [id, slot] of previous) if (slots.get(id) !== slot) retire(slot);
    },
    isSite: (id) => slots.has(id),
    isSynthetic: () => [...slots.values()].every(({ config }) => config.sandbox !== null),
    listStates: () => Array.from(slots.values(), (slot) => slot.describe()),
    async close() {
      isClosed = true;
      for (const slot of slots.values()) retire(slot);
      const late = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => late.resolve(undefined), CLOSE_TIMEOUT_MS);
      await Promise.race([Promise.all(retiring), late.promise]);
      clearTimeout(timer);
      if (retiring.size > 0) options.log.error('sites_not_closed', { sites: retiring.size });
    },
  };
}

/** Ranks the reason of a refusal at one site. The last ones say least about the refusal at all sites. */
function rankOf({ reason }: { readonly reason: SignInRefusalReason }): number {
  return ['no_token', 'unknown_issuer'].indexOf(reason);
}

/** Returns random keys. */
async function deriveKeysOfNoSite(): Promise<LinkKeys> {
  const source = { baseUrl: '', authentication: { kind: 'none', stateSecret: null } } as const;
  return { upstream: source.baseUrl, deriveKey: await createKeyDerivation(source) };
}
