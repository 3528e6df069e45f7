/** Begins sign-ins: sends the browser to the authorization server of a site. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { holdSignIn, type SiteSignIn, siteOf } from '../sites.ts';
import { keepBegunSignIn } from './begun-sign-ins.ts';
import { audienceOf, ENTRIES, type EntryName } from './entries.ts';
import { RequestFault } from './faults.ts';
import { type FailedSignIn, sendProblem } from './problem-response.ts';
import { redirect } from './redirects.ts';
import { readParameters, requireNavigation } from './requests.ts';
import type { SignInServices } from './services.ts';

interface BeginOptions extends SignInServices {
  readonly entry: EntryName;
}

export async function beginSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  options: BeginOptions,
): Promise<FastifyReply> {
  const { entry, sameSite, now } = options;
  const { audience: intended, isLaunch } = ENTRIES[entry];
  let failed: FailedSignIn = { at: null, audience: intended, isLaunch };
  try {
    requireNavigation(request);
    const parameters = readParameters(request);
    const at = await (isLaunch ? findLaunchSite : findSite)(request, reply, { ...options, parameters });
    const { smart, sessions, site } = at;
    const audience = audienceOf(entry, smart);
    failed = { at, audience, isLaunch };
    const begun = await sessions.beginSignIn({
      audience,
      returnUrl: (isLaunch ? null : readReturnUrl(parameters)) ?? smart.returnUrls[0] ?? '',
      launch: isLaunch ? parameters.get('launch') : null,
    });
    const { url, state, cookie: secret } = begun;
    keepBegunSignIn(reply, state, { since: now(), site: site?.id ?? null, entry, secret }, sameSite);
    return await redirect(reply, url, smart.frameAncestors);
  } catch (error) {
    return sendProblem(request, reply, error, { ...options, failed });
  }
}

const BARE_ORIGIN = /^https?:\/\/[\w.:-]+$/;

/** Returns the address, with a slash after a bare origin as in SMART_RETURN_URLS; null if there is none. Any other spelling stays unchanged. */
function readReturnUrl(parameters: URLSearchParams): string | null {
  const address = parameters.get('return');
  return address !== null && BARE_ORIGIN.test(address) ? `${address}/` : address;
}

interface FindOptions extends Pick<BeginOptions, 'sites'> {
  readonly parameters: URLSearchParams;
}

/** @throws RequestFault if people do not sign in at the site, or there is none */
async function findSite(
  request: FastifyRequest,
  reply: FastifyReply,
  { sites }: Pick<FindOptions, 'sites'>,
): Promise<SiteSignIn> {
  const at = holdSignIn(reply, await sites.signIn(siteOf(request)));
  if (at === null) throw new RequestFault('not_found');
  return at;
}

/** Finds the site of an EHR. Below the path of a site, the EHR must be the one of that site. @throws RequestFault */
async function findLaunchSite(
  request: FastifyRequest,
  reply: FastifyReply,
  { sites, parameters }: FindOptions,
): Promise<SiteSignIn> {
  const isNamed = siteOf(request) !== null || sites.only !== null;
  const named = isNamed ? await findSite(request, reply, { sites }) : null;
  const iss = parameters.get('iss') ?? '';
  if (iss === '' || (parameters.get('launch') ?? '') === '') throw new RequestFault('launch_incomplete');
  const at = named ?? holdSignIn(reply, await sites.findSignIn(iss));
  if (at === null || !at.isLaunchedBy(iss)) throw new RequestFault('issuer_unknown');
  return at;
}
