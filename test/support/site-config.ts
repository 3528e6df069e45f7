/** Configurations of sites, as a sites file gives them. */
import { loadConfig } from '../../src/config/config.ts';
import type { SiteConfig } from '../../src/config/sites.ts';
import { smartConfig } from '../smart/authorization-server.ts';

/** Returns a sandbox, with changes. */
export function siteConfig(id: string, changes: Partial<SiteConfig> = {}): SiteConfig {
  const { epic, keySetUrl, limits, panel, panelCacheSeconds, mrnSystem, siteTimeZone, smart } = loadConfig(
    {},
  );
  const settings = { epic, keySetUrl, limits, panel, panelCacheSeconds, mrnSystem, siteTimeZone, smart };
  return {
    ...settings,
    id,
    name: null,
    inheritsKeys: true,
    hasOwnKey: false,
    sandbox: 'standard',
    callers: null,
    auditSink: { kind: 'none' },
    ...changes,
  };
}

/** Returns a site at which people sign in. */
export function signingInAt(id: string, changes: Partial<SiteConfig> = {}): SiteConfig {
  const { smart, connection: epic } = smartConfig(`https://${id}.example.org/fhir`);
  return siteConfig(id, { smart, epic, ...changes });
}
