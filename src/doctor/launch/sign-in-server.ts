/** Checks what the authorization server says about signing in: endpoints, issuer, PKCE, capabilities and `iss` (RFC 9207). */
import { isTrustedEndpoint } from '../../auth/trusted-endpoint.ts';
import { isObject, readText, readTexts } from '../../fhir/lenient-read.ts';
import {
  type AuthorizationServer,
  createServerDiscovery,
  REQUIRED_MEMBERS,
} from '../../smart/authorization-server.ts';
import type { CheckTools, ExaminedSite } from '../configuration.ts';
import { type Cause, cause, type Checked, checked, compact, failed, listNames } from '../finding.ts';
import { answerOrFault, getWithoutToken, transportCause } from '../requests.ts';
import { toPrintableUrl, WRONG_BASE_URL } from '../smart-configuration.ts';
import type { SignInSetup } from './sign-in-settings.ts';

export interface SignInServer extends AuthorizationServer {
  /** The words of each list of the documents; an empty list means that the server does not say. */
  readonly advertised: AdvertisedSignIn;
}

interface AdvertisedSignIn {
  readonly capabilities: readonly string[];
  readonly challengeMethods: readonly string[];
  readonly grants: readonly string[];
  readonly methods: readonly string[];
  readonly algorithms: readonly string[];
}

type Document = Readonly<Record<string, unknown>>;

export async function checkSignInServer(
  site: ExaminedSite,
  setup: SignInSetup,
  tools: CheckTools,
): Promise<Checked<SignInServer>> {
  const { baseUrl } = site.connection;
  const { clientId } = setup.client;
  const tried = `GET ${baseUrl}/.well-known/smart-configuration, then openid-configuration if it is incomplete`;
  const { http, now } = tools;
  const discovered = await answerOrFault(createServerDiscovery({ baseUrl, clientId, http, now })());
  const smart = await fetchDocument(site, tools, `${baseUrl}/.well-known/smart-configuration`);
  const issuer = readText(smart?.['issuer']) ?? baseUrl;
  const openid = isTrustedEndpoint(issuer, baseUrl)
    ? await fetchDocument(site, tools, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    : null;
  if ('fault' in discovered) {
    const { fault } = discovered;
    const isUnusable = fault.code === 'UPSTREAM_INVALID_RESPONSE';
    return failed({
      tried,
      found: compact<string>(
        isUnusable ? 'The FHIR server does not say where people sign in.' : fault.message,
        isUnusable && missingMembers(smart, openid),
      ),
      causes: isUnusable
        ? compact<Cause>(
            openid !== null && readText(openid['issuer']) !== issuer && OTHER_ISSUER,
            NO_SIGN_IN,
            WRONG_BASE_URL,
          )
        : [transportCause(fault)],
    });
  }
  const server = discovered.answer;
  const advertised = readAdvertised({ ...openid, ...smart });
  const details = {
    tried,
    found: compact<string>(
      `People sign in at ${toPrintableUrl(server.authorizationEndpoint)}`,
      `The issuer of ID tokens is ${toPrintableUrl(server.issuer)}${server.issuer === baseUrl ? '' : ', which need not be the base URL'}`,
      `Tokens come from ${toPrintableUrl(server.tokenEndpoint)}`,
      describePkce(advertised),
      server.sendsIssuer
        ? 'It names itself in its responses (iss, RFC 9207), so several sites can share a redirect URL.'
        : 'It does not name itself in its responses (iss, RFC 9207), so no other site can have the same redirect URL.',
      server.revocationEndpoint === null &&
        'It cannot revoke tokens. They expire by themselves after signing out.',
    ),
    causes: compact<Cause>(
      setup.smart.isRedirectShared && !server.sendsIssuer && SHARED_REDIRECT,
      supportCauses(setup, advertised),
    ),
    facts: {
      issuer: toPrintableUrl(server.issuer),
      authorizationEndpoint: toPrintableUrl(server.authorizationEndpoint),
      tokenEndpoint: toPrintableUrl(server.tokenEndpoint),
      canRevoke: server.revocationEndpoint !== null,
      sendsIssuer: server.sendsIssuer,
      ...advertised,
    },
  };
  return setup.smart.isRedirectShared && !server.sendsIssuer
    ? failed(details)
    : checked({ ...server, advertised }, details);
}

/** Returns null unless the response is a JSON object. The discovery has reported outages. */
async function fetchDocument(site: ExaminedSite, tools: CheckTools, url: string): Promise<Document | null> {
  const response = await getWithoutToken(site, tools, { url, headers: { accept: 'application/json' } });
  return 'answer' in response && response.answer.status === 200 && isObject(response.answer.json)
    ? response.answer.json
    : null;
}

function missingMembers(smart: Document | null, openid: Document | null): string {
  if (smart === null && openid === null) return 'It has neither of the two documents.';
  const missing = REQUIRED_MEMBERS.filter(
    (name) => readText(smart?.[name]) === null && readText(openid?.[name]) === null,
  );
  return missing.length === 0
    ? 'The documents name endpoints that are not https URLs, or two different issuers.'
    : `The documents do not name ${missing.join(', ')}.`;
}

function readAdvertised(document: Document): AdvertisedSignIn {
  const words = (name: string): string[] =>
    readTexts(document[name]).filter((word) => /^[\w:.-]{1,80}$/.test(word));
  return {
    capabilities: words('capabilities'),
    challengeMethods: words('code_challenge_methods_supported'),
    grants: words('grant_types_supported'),
    methods: words('token_endpoint_auth_methods_supported'),
    algorithms: words('token_endpoint_auth_signing_alg_values_supported'),
  };
}

function describePkce({ challengeMethods }: AdvertisedSignIn): string {
  return challengeMethods.length === 0
    ? 'It does not say whether it supports PKCE.'
    : `PKCE: ${challengeMethods.join(', ')}.`;
}

/** Returns what the app needs and the server does not list. An absent list says nothing. */
function supportCauses({ client, smart }: SignInSetup, advertised: AdvertisedSignIn): Cause[] {
  const { capabilities, challengeMethods, grants, methods } = advertised;
  const isConfidential = smart.clientAuthentication === 'private_key_jwt';
  const needsPatient = client.scopes.some((scope) => scope.startsWith('patient/'));
  const needed = compact<string>(
    'launch-standalone',
    'launch-ehr',
    'sso-openid-connect',
    isConfidential ? 'client-confidential-asymmetric' : 'client-public',
    needsPatient ? ['permission-patient', 'context-standalone-patient'] : 'permission-user',
  );
  const lacking = capabilities.length === 0 ? [] : needed.filter((name) => !capabilities.includes(name));
  return compact<Cause>(
    challengeMethods.length > 0 && !challengeMethods.includes('S256') && NO_S256,
    grants.length > 0 && !grants.includes('authorization_code') && NO_CODE_GRANT,
    isConfidential && methods.length > 0 && !methods.includes('private_key_jwt') && NO_ASSERTIONS,
    lacking.length > 0 &&
      cause`The server does not list these capabilities: ${listNames(lacking)}.
        → Ask the site whether its version supports them. launch-ehr is only needed if the EHR launches the app.`,
  );
}

const NO_SIGN_IN = cause`The server supports backend services only, or its SMART configuration is incomplete.
  → Ask the site for an endpoint with SMART App Launch and sso-openid-connect.`;
const OTHER_ISSUER = cause`The OpenID configuration names another issuer than the SMART configuration.
  → Tell the site: issuer must be the same in both documents (OpenID Connect Discovery §4.3).`;
const SHARED_REDIRECT = cause`Several sites have the same SMART_REDIRECT_URL, but this server does not name itself in its responses.
  → Give each site its own redirect URL, such as https://gw.example.org/sites/ID/auth/callback, and register it.`;
const NO_S256 = cause`The server does not list the PKCE method S256, so its codes are not bound to this gateway.
  → Tell the site: SMART App Launch 2 requires S256.`;
const NO_CODE_GRANT = cause`The server does not list the grant authorization_code. → Ask the site for an endpoint with SMART App Launch.`;
const NO_ASSERTIONS = cause`The server does not list private_key_jwt for its token endpoint.
  → Register the app as a public client and set SMART_CLIENT_AUTH=none, or ask the site.`;
