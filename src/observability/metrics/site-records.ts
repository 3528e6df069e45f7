/** Remembers the latest results of each site, for the age of its token and for its health. */

/** Without results, a value is null. */
export interface SiteRecord {
  /** Seconds since the site last received a token. */
  readonly tokenAge: number | null;
  /** The code of the error with which the latest token request ended; null if it succeeded. */
  readonly tokenError: string | null;
  /** The latest error of a request to the FHIR server or the token endpoint. */
  readonly lastError: { readonly code: string; readonly secondsAgo: number } | null;
}

export interface SiteRecords {
  /** @param site undefined without a sites file */
  recordToken(site: string | undefined, code: string | null): void;
  recordError(site: string | undefined, code: string): void;
  readonly of: (site: string | undefined) => SiteRecord;
  /** Returns the record of each site. */
  entries(): readonly (readonly [site: string | undefined, record: SiteRecord])[];
  /** Forgets the sites that have left the sites file. */
  forgetSites(): void;
}

interface Results {
  tokenAt?: number;
  tokenError?: string | null;
  error?: { readonly code: string; readonly at: number };
}

/** @param isKnown whether to remember the results of a site */
export function createSiteRecords(isKnown: (site: string | undefined) => boolean): SiteRecords {
  const results = new Map<string | undefined, Results>();
  const resultsOf = (site: string | undefined): Results => {
    const known = results.get(site) ?? {};
    results.set(site, known);
    return known;
  };
  const recordError: SiteRecords['recordError'] = (site, code) => {
    // Aborted operations say nothing about the server.
    if (code !== 'OPERATION_ABORTED' && isKnown(site))
      resultsOf(site).error = { code, at: performance.now() };
  };
  return {
    recordToken(site, code) {
      if (!isKnown(site)) return;
      const known = resultsOf(site);
      known.tokenError = code;
      if (code === null) known.tokenAt = performance.now();
      else recordError(site, code);
    },
    recordError,
    of: (site) => toRecord(results.get(site) ?? {}),
    entries: () => [...results].map(([site, known]) => [site, toRecord(known)] as const),
    forgetSites() {
      for (const site of results.keys()) if (!isKnown(site)) results.delete(site);
    },
  };
}

function toRecord({ tokenAt, tokenError = null, error }: Results): SiteRecord {
  return {
    tokenAge: tokenAt === undefined ? null : secondsSince(tokenAt),
    tokenError,
    lastError:
      error === undefined ? null : { code: error.code, secondsAgo: Math.round(secondsSince(error.at)) },
  };
}

function secondsSince(at: number): number {
  return (performance.now() - at) / 1_000;
}
