/** Opens sites for tests, with a throttle of their own. */
import type { EpicLimits } from '../../src/config/server-settings.ts';
import type { EpicClient } from '../../src/epic/client.ts';
import { SYSTEM_GRANT } from '../../src/auth/grants.ts';
import { openSite, type Site, type SiteOptions } from '../../src/epic/site.ts';
import { createThrottle } from '../../src/resilience/throttle.ts';
import { PATIENCE } from './patience.ts';

/** A site that is also the client of its system grant. */
export type SiteClient = Site & EpicClient;

const LIMITS: EpicLimits = {
  timeoutMs: PATIENCE.timeout,
  maxConcurrency: 8,
  maxRps: 0,
  idBatchSize: 10,
  binaryTimeoutMs: PATIENCE.timeout,
  binaryMaxBytes: 10_000_000,
};

type SiteChanges = Omit<SiteOptions, 'limits' | 'throttle'> & {
  readonly limits?: Partial<EpicLimits> | undefined;
};

/** Closing the site also closes its throttle. */
export async function openSiteClient(options: SiteChanges): Promise<SiteClient> {
  const limits = { ...LIMITS, ...options.limits };
  const { state = null, connection } = options;
  const throttle = createThrottle({ limits, upstream: connection.baseUrl, state });
  const site = await openSite({ ...options, limits, throttle });
  const client = {
    ...site.as(SYSTEM_GRANT),
    ...site,
    close() {
      throttle.close();
      site.close();
    },
  };
  return { ...client, as: (grant) => (grant.kind === 'system' ? client : site.as(grant)) };
}
