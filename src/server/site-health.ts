/** Describes the health of each site to operators, from what the process knows: it opens no site and sends no request. */
import type { ErrorCode } from '../errors.ts';
import type { Site } from '../epic/site.ts';
import type { ServedSite } from '../graphql/context.ts';
import type { SiteReports } from '../observability/metrics/scrape-server.ts';
import type { SiteRecord } from '../observability/metrics/site-records.ts';
import type { SiteGauges } from '../observability/telemetry.ts';
import { circuitStates, reasonNotReady } from '../resilience/upstream-health.ts';

/** A site of the sites file. */
export interface SiteState {
  readonly id: string;
  /** A closed site opens at its next request. */
  readonly state: 'closed' | 'opening' | 'open';
  /** The operations in flight. */
  readonly operations: number;
  /** Null unless the site is open. */
  readonly served: ServedSite | null;
  /** The code of the error with which the last attempt to open the site ended; null if it succeeded. */
  readonly openingError: ErrorCode | null;
}

interface SiteReportsOptions {
  readonly listSites: () => readonly SiteState[];
  /** Returns the problems of the sites file that could not be read again. */
  readonly listProblems: () => readonly string[];
  readonly recordOf: (site: string) => SiteRecord;
}

/** More would not help to fix the file. */
const MAX_PROBLEMS = 100;

export function createSiteReports({ listSites, listProblems, recordOf }: SiteReportsOptions): SiteReports {
  return {
    list() {
      const problems = listProblems();
      const sitesFile =
        problems.length === 0
          ? { status: 'valid' }
          : { status: 'invalid', problems: problems.slice(0, MAX_PROBLEMS) };
      return { sitesFile, sites: listSites().map((site) => describeSite(site, recordOf(site.id))) };
    },
    find(id) {
      const site = listSites().find((each) => each.id === id);
      if (site === undefined) return null;
      const body = describeSite(site, recordOf(id));
      return { isReady: body.status === 'ready', body };
    },
  };
}

/** Contains only states, codes and numbers. */
interface SiteHealth {
  readonly id: string;
  readonly status: 'ready' | 'unavailable';
  /** Why the site is unavailable. */
  readonly code?: string;
  readonly state: SiteState['state'];
  readonly operations: number;
  /** `none`: the process has requested no token. The rest is absent unless the site is open. */
  readonly token?: 'ok' | 'failed' | 'none';
  readonly circuits?: ReturnType<typeof circuitStates>;
  /** The rest of the pause that the FHIR server demands. */
  readonly pausedForMs?: number;
  readonly audit?: 'ok' | 'stalled';
  /** The latest error of a request to the FHIR server or the token endpoint. */
  readonly lastError?: SiteRecord['lastError'];
}

function describeSite(
  { id, state, operations, served, openingError }: SiteState,
  record: SiteRecord,
): SiteHealth {
  const code = served === null ? openingError : findFault(served, record);
  return {
    id,
    ...(code === null ? { status: 'ready' } : { status: 'unavailable', code }),
    state,
    operations,
    ...(served === null ? {} : describeOpenSite(served, record)),
    ...(record.lastError === null ? {} : { lastError: record.lastError }),
  };
}

function describeOpenSite(
  { site, audit }: ServedSite,
  { tokenError, tokenAge }: SiteRecord,
): Partial<SiteHealth> {
  const health = site.health();
  const succeeded = tokenAge === null ? 'none' : 'ok';
  return {
    token: tokenError === null ? succeeded : 'failed',
    circuits: circuitStates(health),
    pausedForMs: health.pausedForMs,
    ...(audit === null ? {} : { audit: audit.isStalled ? ('stalled' as const) : ('ok' as const) }),
  };
}

/** Returns the code with which most operations of an open site fail now; null if they do not. */
function findFault({ site, audit }: ServedSite, { tokenError }: SiteRecord): string | null {
  if (tokenError !== null) return tokenError;
  if (reasonNotReady(site.health()) !== null) return 'UPSTREAM_UNAVAILABLE';
  return audit?.isRequired === true && audit.isStalled ? 'AUDIT_UNAVAILABLE' : null;
}

/** Returns the gauges of an open site. */
export function toSiteGauges({
  site,
  audit,
  upstreams,
}: Pick<ServedSite, 'audit' | 'upstreams'> & { readonly site: Site }): SiteGauges {
  const health = site.health();
  const { requestClasses, concurrency } = health;
  return {
    site: site.id,
    requestClasses,
    concurrencyLimit: concurrency.now,
    circuits: circuitStates(health),
    isAuditUp: audit === null ? null : !audit.isStalled,
    personGrants: upstreams.size,
  };
}
