/** Which pages browsers get from the gateway, and to which of them a sign-in may return. */
import { siteInRedirectUrl } from './sign-in-urls.ts';
import { isProductionEnvironment } from './values.ts';
import type { Environment } from './variables.ts';

type PageSettings = Pick<Environment, 'NODE_ENV' | 'ROUTER_SECRET' | 'LANDING_PAGE' | 'SESSION_SECRET'>;

/** Never in production. */
export function servesExplorer({ NODE_ENV, ROUTER_SECRET, LANDING_PAGE }: PageSettings): boolean {
  return !isProductionEnvironment(NODE_ENV) && ROUTER_SECRET === undefined && LANDING_PAGE !== false;
}

/** By default not where people sign in: the page runs scripts of Apollo in the origin of the gateway, and so with its cookies. */
export function servesApolloSandbox(values: PageSettings): boolean {
  return values.LANDING_PAGE ?? (servesExplorer(values) && values.SESSION_SECRET === undefined);
}

/**
 * Returns the explorer's URL for a sign-in to return to; otherwise null. The redirect URL gives the host of the gateway. The host must serve no
 * script of another origin.
 * @param site the id of the site; absent without a sites file
 */
export function explorerReturnUrl(values: Environment, site: string | undefined): string | null {
  const { SMART_REDIRECT_URL: redirectUrl, SMART_APP_ORIGINS: appOrigins } = values;
  if (redirectUrl === undefined || !servesExplorer(values) || servesApolloSandbox(values)) return null;
  const { origin, pathname } = new URL(redirectUrl);
  const siteInPath = siteInRedirectUrl(redirectUrl);
  // Behind another path, the explorer does not find its files.
  if (pathname !== `${siteInPath === null ? '' : `/sites/${siteInPath}`}/auth/callback`) return null;
  if (appOrigins !== undefined && !appOrigins.includes(origin)) return null;
  return `${origin}${site === undefined ? '' : `/sites/${encodeURIComponent(site)}`}/explorer`;
}
