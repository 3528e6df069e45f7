/**
 * Reads the sites file (SITES_FILE): the FHIR servers that one gateway serves. A value has the form of the environment variable of the same
 * meaning, so each site is read as an environment of its own: the gateway's, then the defaults of the file, then the keys of the site.
 */
import { dirname } from 'node:path';
import { CONNECTION_VARIABLES, type readConnection } from './connection.ts';
import { findCallerContradictions } from './contradictions.ts';
import { describeUnexpectedValue } from './problems.ts';
import type { SetVariables } from './server-settings.ts';
import { nameKeys, SECRET_KEYS, type SITE_KEYS } from './site-keys.ts';
import { type ConfiguredSite, mergeKeys, readOwnVariables, readSite } from './site-settings.ts';
import { type Keys, readSitesStructure } from './sites-file.ts';
import type { Environment } from './variables.ts';

export interface SiteConfig extends Omit<ConfiguredSite, 'inheritsKeys'> {
  /**
   * Whether the site finds the idempotency keys that were stored for its FHIR server without a site, before the sites file. Only one site of
   * a server can.
   */
  readonly inheritsKeys: boolean;
}

export interface SitesConfig {
  /** The id of the site for requests that name none; null if they must name one. */
  readonly defaultId: string | null;
  /** The sites by id. */
  readonly byId: Readonly<Record<string, SiteConfig>>;
}

interface ReadSites {
  readonly config: SitesConfig;
  readonly problems: readonly string[];
  /** Probable mistakes. */
  readonly warnings: readonly string[];
  /** The variables that the file names as secrets, which are no settings of the gateway. */
  readonly secretNames: ReadonlySet<string>;
}

/** A FHIR server in the environment and a sites file contradict each other. */
export const refuseConnection: typeof readConnection = (set, _values, problems) => {
  const first = CONNECTION_VARIABLES.find((name) => name in set);
  if (first !== undefined)
    problems.push(
      `SITES_FILE and ${first} are both set: keep SITES_FILE to serve the sites of the file, or ${first} to serve one FHIR server`,
    );
  return null;
};

type Variables = Readonly<Record<string, string | undefined>>;

interface SharedSettings {
  /** The variables that are set. Those that are no connection apply to every site. */
  readonly set: SetVariables;
  /** The values of these variables; null if one is invalid. */
  readonly values: Environment | null;
  /** The environment, for the secrets that keys name. */
  readonly env: Variables;
}

export function readSitesFile(path: string, { set, values, env }: SharedSettings): ReadSites {
  const problems: string[] = [];
  const { defaults, sites: keysOf } = readSitesStructure(path, problems);
  const shared = withoutConnection(set);
  const merged = Object.values(keysOf).map((own) => mergeKeys(defaults, own));
  const sites = Object.entries(keysOf).map(([id, own]) => {
    const context = { id, defaults, folder: dirname(path), shared, env, problems };
    const { site, found } = readSite(own, context);
    return { id, site, found };
  });
  // Settings of the environment can be wrong for every site.
  const isCommon = (problem: string): boolean =>
    sites.length > 1 && sites.every(({ found }) => found.includes(problem));
  const isOfEnvironment = (problem: string): boolean =>
    Object.keys(shared).some((name) => problem.startsWith(`${name}:`) || problem.startsWith(`${name} `));
  for (const { id, found } of sites)
    problems.push(
      ...found.map((problem) => {
        if (isCommon(problem)) return isOfEnvironment(problem) ? problem : `every site: ${nameKeys(problem)}`;
        const named = nameKeys(problem);
        // A variable that is no key of a site, such as AUTH_MODE.
        return `sites.${id}${/^[A-Z]/.test(named) ? ': ' : '.'}${named}`;
      }),
    );
  if (sites.length === 0 && problems.length === 0) problems.push('SITES_FILE: expected at least one site');
  const ids = Object.keys(keysOf);
  const { DEFAULT_SITE: chosen } = set;
  if (chosen !== undefined && !ids.includes(chosen) && ids.length > 0)
    problems.push(describeUnexpectedValue('DEFAULT_SITE', chosen));
  const [only = null] = ids.length === 1 ? ids : [];
  const defaultId = chosen ?? only;
  const read = sites.flatMap(({ site }) => site ?? []);
  problems.push(...findUnequalLimits(read), ...findSharedIssuers(read, values?.AUTH_ISSUER ?? []));
  // A site without an issuer of its own checks the settings of the issuers of all sites.
  const hasShared = (values?.AUTH_ISSUER ?? values?.AUTH_LOCAL_ISSUER) !== undefined;
  if (values !== null && hasShared && read.every(({ callers }) => callers !== null))
    problems.push(...findCallerContradictions(values));
  const heirs = findHeirs(read, defaultId);
  if (values?.WRITES_ENABLED === true) problems.push(...heirs.problems);
  const configs = markSharedRedirects(read).map(
    (site) => [site.id, { ...site, inheritsKeys: heirs.ids.has(site.id) }] as const,
  );
  return {
    config: { defaultId, byId: Object.fromEntries(configs) },
    problems,
    warnings: warnOfSharedValues(set, merged),
    secretNames: new Set(merged.flatMap(listSecretNames)),
  };
}

function listSecretNames(keys: Keys): string[] {
  return Object.keys(SECRET_KEYS).flatMap((key) => {
    const name = keys[key];
    return typeof name === 'string' ? name : [];
  });
}

/** The variables whose values identify records of one FHIR server, and the forms that suit every server. */
const VALUES_OF_ONE_SERVER = [
  { variable: 'PATIENT_PANEL', key: 'panel', suitsAll: /^search$/ },
  { variable: 'MRN_SYSTEM', key: 'mrnSystem', suitsAll: /^[^:]*$/ },
] as const;

/** At another hospital, the same id is another patient. */
function warnOfSharedValues(set: SetVariables, sites: readonly Keys[]): string[] {
  return VALUES_OF_ONE_SERVER.flatMap(({ variable, key, suitsAll }) => {
    const value = set[variable];
    const affected = sites.filter((keys) => (keys[key] ?? null) === null).length;
    return value === undefined || suitsAll.test(value) || affected < 2
      ? []
      : `${variable} applies to ${affected} sites, but its value identifies records of one FHIR server. Move it to the key ${key} of that site.`;
  });
}

/**
 * Reads the environment of each site, even if its values are invalid: the variables that apply to every site, and the site's own. Its values
 * include secrets.
 */
export function readSiteEnvironments(path: string, env: Variables): (id: string) => Variables {
  const { defaults, sites } = readSitesStructure(path, []);
  const shared = withoutConnection(env);
  return (id) => {
    const context = { id, folder: dirname(path), env, problems: [] };
    return { ...shared, ...readOwnVariables(mergeKeys(defaults, sites[id] ?? {}), context) };
  };
}

function withoutConnection<T>(variables: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => !CONNECTION_VARIABLES.includes(name)),
  );
}

/** The load limits of a FHIR server, which all its sites share. */
const SHARED_LIMITS = {
  maxConcurrency: 'maxConcurrency',
  maxRequestsPerSecond: 'maxRps',
} as const satisfies Partial<Record<keyof typeof SITE_KEYS, keyof ConfiguredSite['limits']>>;

function findUnequalLimits(sites: readonly ConfiguredSite[]): string[] {
  return groupByServer(sites).flatMap(([first, ...others]) =>
    others.flatMap(({ id, limits }) =>
      Object.entries(SHARED_LIMITS).flatMap(([key, limit]) =>
        first.limits[limit] === limits[limit]
          ? []
          : `sites.${id}.${key}: expected ${first.limits[limit]}, as at sites.${first.id}, because sites with the same baseUrl share its load limits`,
      ),
    ),
  );
}

/**
 * Tokens of a site's own issuer reach that site whatever they claim, and their patient counts. With another site of the same issuer, a token
 * for the patient of one hospital would show the patient with that id at the other.
 */
function findSharedIssuers(sites: readonly ConfiguredSite[], issuersOfAll: readonly string[]): string[] {
  const siteOf = new Map<string, string>();
  return sites.flatMap(({ id, callers }) =>
    (callers?.issuers ?? []).flatMap((issuer) => {
      const other = siteOf.get(issuer) ?? id;
      siteOf.set(issuer, other);
      const holder = issuersOfAll.includes(issuer) ? 'AUTH_ISSUER' : `sites.${other}`;
      return holder === `sites.${id}`
        ? []
        : `sites.${id}.callers.issuer: expected an issuer of this site only, but ${holder} names it too; an issuer of several sites belongs in AUTH_ISSUER, and its tokens name their sites in the claim AUTH_SITE_CLAIM`;
    }),
  );
}

/** An authorization server that redirects to a URL of several sites can send the code of one as the response of another (RFC 9700 §4.4). */
function markSharedRedirects(sites: readonly ConfiguredSite[]): readonly ConfiguredSite[] {
  const counts = Map.groupBy(sites, ({ smart }) => smart?.redirectUrl ?? null);
  return sites.map((site) => {
    const { smart } = site;
    if (smart === null) return site;
    return {
      ...site,
      smart: { ...smart, isRedirectShared: (counts.get(smart.redirectUrl) ?? []).length > 1 },
    };
  });
}

/** Finds the sites that inherit idempotency keys. A key that two sites find, or none, would lose a write or repeat it. */
function findHeirs(
  sites: readonly ConfiguredSite[],
  defaultId: string | null,
): { readonly ids: ReadonlySet<string>; readonly problems: readonly string[] } {
  const ids = new Set<string>();
  const problems: string[] = [];
  for (const group of groupByServer(sites)) {
    const [first, ...others] = group;
    const marked = group.filter(({ inheritsKeys }) => inheritsKeys === true);
    const candidates = group.filter(({ inheritsKeys }) => inheritsKeys === null);
    const byDefault = others.length === 0 ? candidates : candidates.filter(({ id }) => id === defaultId);
    const [heir, ...surplus] = marked.length > 0 ? marked : byDefault;
    if (heir !== undefined) ids.add(heir.id);
    for (const { id } of surplus)
      problems.push(
        `sites.${id}.inheritsIdempotencyKeys: expected true at one site of a baseUrl, but sites.${heir?.id} is another`,
      );
    if (heir === undefined && others.length > 0 && candidates.length > 0)
      problems.push(
        `sites.${first.id} and sites.${others[0]?.id} have the same baseUrl: set DEFAULT_SITE, or inheritsIdempotencyKeys: true, to the site that finds the idempotency keys from before the sites file; a retry at another site would write again`,
      );
  }
  return { ids, problems };
}

type ServerGroup = readonly [ConfiguredSite, ...ConfiguredSite[]];

/** Groups the sites by their FHIR server. A site with an embedded sandbox has one of its own. */
function groupByServer(sites: readonly ConfiguredSite[]): readonly ServerGroup[] {
  const groups = Map.groupBy(sites, ({ id, epic }) => (epic === null ? id : new URL(epic.baseUrl).href));
  return [...groups.values()].flatMap(([first, ...others]): ServerGroup[] =>
    first === undefined ? [] : [[first, ...others]],
  );
}
