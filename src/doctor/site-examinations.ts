/** Checks the sites of a sites file, several at a time. */
import type { Config } from '../config/config.ts';
import type { SitesConfig } from '../config/sites.ts';
import { createThrottlePool } from '../resilience/throttle-pool.ts';
import type { ProcessEnvironment } from './configuration.ts';
import { examine, type ExaminationOptions } from './examination.ts';
import { listNames, type StepReport } from './finding.ts';
import type { DoctorOptions } from './options.ts';

/** The steps of one site. */
export interface SiteReport {
  readonly id: string;
  readonly name: string | null;
  readonly steps: readonly StepReport[];
}

export interface SiteExaminationOptions extends Pick<
  ExaminationOptions,
  'readFrom' | 'keySetUrl' | 'timeoutMs' | 'openSandbox' | 'now'
> {
  readonly config: Config;
  /** Returns the environment of a site. */
  readonly envOf: (id: string) => ProcessEnvironment;
  /** Called after each site with the number of sites that are done. */
  readonly onSite: (done: number) => void;
}

/** Bounds the load on this machine, while a site that does not answer leaves room for others. */
const PARALLEL_SITES = 5;

/** Checks each site within its own time limit. Returns the reports in the order of the sites file. */
export async function examineSites({
  config,
  envOf,
  onSite,
  ...options
}: SiteExaminationOptions): Promise<readonly SiteReport[]> {
  const sites = Object.values(config.sites?.byId ?? {});
  const throttles = createThrottlePool(null);
  const reports = new Map<string, SiteReport>();
  // The caller reports the warnings once, because they are the same for every site.
  const configuration = { config: { ...config, warnings: [] } };
  const waiting = sites.values();
  const examineNext = async (): Promise<void> => {
    for (const { id, name } of waiting) {
      const steps = await examine({
        ...options,
        configuration,
        siteId: id,
        env: envOf(id),
        throttles,
        onStart: () => {},
        onReport: () => {},
      });
      reports.set(id, { id, name, steps });
      onSite(reports.size);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_SITES }, examineNext));
  return sites.flatMap(({ id }) => reports.get(id) ?? []);
}

/** Returns the site that the options choose, null without a sites file, or a sentence about a wrong choice. */
export function chooseSite(
  sites: SitesConfig | null,
  chosen: Exclude<DoctorOptions['sites'], 'all'>,
): { readonly siteId: string | null } | { readonly fault: string } {
  if (sites === null) return chosen === 'default' ? { siteId: null } : NO_SITES_FILE;
  const ids = Object.keys(sites.byId);
  const known = `SITES_FILE has ${ids.length === 1 ? 'one site' : `${ids.length} sites`}: ${listNames(ids)}.`;
  if (chosen !== 'default')
    return ids.includes(chosen.id) ? { siteId: chosen.id } : { fault: `No site has the given id. ${known}` };
  return sites.defaultId === null
    ? { fault: `${known} Use --site ID to check one of them, or --all to check every site.` }
    : { siteId: sites.defaultId };
}

export const NO_SITES_FILE = {
  fault: 'SITES_FILE is not set. Set it to the path of a sites file, or leave out --site and --all.',
} as const;
