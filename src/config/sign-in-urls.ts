/** The URLs at which sign-ins begin. All are next to the redirect URL, on the public host of the gateway. */

/** The people whom an app registration is for. */
export const SMART_AUDIENCES = ['clinician', 'patient'] as const;
export type SmartAudience = (typeof SMART_AUDIENCES)[number];

/** The paths at which people sign in, below the path of their site. */
export const LOGIN_PATHS = {
  clinician: '/auth/login',
  patient: '/auth/patient/login',
} as const satisfies Record<SmartAudience, string>;

/** The paths at which an EHR launches the apps. */
export const LAUNCH_PATHS = {
  clinician: '/auth/launch',
  patient: '/auth/patient/launch',
} as const satisfies Record<SmartAudience, string>;

const CALLBACK = /(?:\/sites\/(?<site>[^/]+))?\/auth\/callback$/;

/** @param site the id of the site; absent without a sites file */
export function loginUrlOf(redirectUrl: string, site: string | undefined, audience: SmartAudience): string {
  return redirectUrl.replace(
    CALLBACK,
    `${site === undefined ? '' : `/sites/${site}`}${LOGIN_PATHS[audience]}`,
  );
}

/** The same at all sites, because the gateway chooses the site by the issuer. */
export function launchUrlOf(redirectUrl: string, audience: SmartAudience): string {
  return redirectUrl.replace(CALLBACK, LAUNCH_PATHS[audience]);
}

/** Returns the id of the site in the path of a redirect URL; null if the path names none. */
export function siteInRedirectUrl(redirectUrl: string): string | null {
  return CALLBACK.exec(redirectUrl)?.groups?.['site'] ?? null;
}
