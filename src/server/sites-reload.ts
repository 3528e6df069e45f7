/** Reads the sites file again while the gateway serves. */
import { isDeepStrictEqual } from 'node:util';
import { type Config, ConfigError } from '../config/config.ts';
import { type Log, stackFrames } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import type { SiteRegistry } from './site-registry.ts';

/** The defaults depend on whether any site has a FHIR server, whose writes and refused callers must not be forgotten. */
const NEEDS_RESTART =
  'SITES_FILE: the first FHIR server, or the removal of the last one, changes the defaults of STATE_URL and AUDIT_LOG: restart the gateway, or set both';
const NEEDS_SECRET =
  'SITES_FILE: people sign in at a site of the file, but the gateway has started without SESSION_SECRET: restart the gateway';
const DEFECT = 'SITES_FILE: the gateway could not read it, because of an error that the log shows';

export interface SitesReload {
  /** @param read throws ConfigError if the configuration is invalid; the gateway then keeps its sites, and reports the problems */
  reload(read: () => Config): void;
  /** Returns the problems of the file that could not be read again; none after a file that could. */
  readonly listProblems: () => readonly string[];
}

interface SitesReloadOptions {
  /** The configuration that the gateway has started with. */
  readonly started: Pick<Config, 'state' | 'audit' | 'sessions'>;
  /** Null without a sites file, which cannot be reloaded. */
  readonly registry: Pick<SiteRegistry, 'replace'> | null;
  readonly observer: Observer;
  readonly log: Log;
}

export function createSitesReload({ started, registry, observer, log }: SitesReloadOptions): SitesReload {
  let problems: readonly string[] = [];
  return {
    reload(read) {
      if (registry === null) return;
      try {
        const changed = read();
        const { sites } = changed;
        if (sites === null)
          throw new ConfigError(['SITES_FILE is required: the gateway has started with it']);
        if (!isDeepStrictEqual([changed.state, changed.audit], [started.state, started.audit]))
          throw new ConfigError([NEEDS_RESTART]);
        const canSignIn = Object.values(sites.byId).some(({ smart }) => smart !== null);
        if (canSignIn && started.sessions.secrets.length === 0) throw new ConfigError([NEEDS_SECRET]);
        registry.replace(sites);
        problems = [];
        for (const reason of changed.warnings) log.warn('configuration_warning', { reason });
        observer.emit({ kind: 'sites-reloaded', isValid: true });
        log.info('sites_reloaded', { sites: Object.keys(sites.byId).length });
      } catch (error) {
        // A file must not end the gateway, whatever it has in it.
        problems = error instanceof ConfigError ? error.problems : [DEFECT];
        observer.emit({ kind: 'sites-reloaded', isValid: false });
        const stack = error instanceof ConfigError ? {} : { stack: stackFrames(error) };
        log.error('sites_not_reloaded', { problems, ...stack });
      }
    },
    listProblems: () => problems,
  };
}
