/** Checks that the token endpoint accepts the app, without a person: it must refuse only the code that the doctor makes up. */
import { decodeAssertion, signAssertion } from '../../auth/client-assertion.ts';
import { assertionCredentials } from '../../auth/client-credentials.ts';
import type { KeyAuthentication } from '../../config/authentication.ts';
import type { CheckTools, ExaminedSite } from '../configuration.ts';
import { secondsAhead } from '../clock.ts';
import type { Credential, KeyCredential } from '../credential.ts';
import { type Cause, cause, type Checked, checked, compact, failed, type Finding } from '../finding.ts';
import type { KeySetEvidence } from '../key-set.ts';
import { answerOrFault, SERVER_FAILING, unanswered } from '../requests.ts';
import { toPrintableUrl } from '../smart-configuration.ts';
import { explainRefusal, NOT_SYNCED } from '../token-causes.ts';
import {
  describeFailure,
  interpretTokenResponse,
  type TokenOutcome,
  type TokenRefusal,
  type TokenResult,
} from '../token-request.ts';
import type { SignInServer } from './sign-in-server.ts';
import type { SignInSetup } from './sign-in-settings.ts';

interface AppClues {
  readonly server: SignInServer;
  readonly keySet: KeySetEvidence;
}

export async function checkApp(
  site: ExaminedSite,
  setup: SignInSetup,
  credential: Credential,
  tools: CheckTools,
  { server, keySet }: AppClues,
): Promise<Checked<true>> {
  const { tokenEndpoint } = server;
  const { clientId } = setup.client;
  const signer = setup.smart.clientAuthentication === 'none' ? null : credential;
  const tried = `POST ${toPrintableUrl(tokenEndpoint)} as client ${clientId}, with a made-up code, which the server must refuse`;
  if (signer !== null && signer.kind !== 'key')
    return failed({ tried, found: ['There is no key to sign assertions with.'] });
  const request = { tokenEndpoint, clientId, redirectUrl: setup.smart.redirectUrl, signer };
  const result = await redeemMadeUpCode(request, tools);
  const { outcome, ahead } = result;
  if (outcome.kind === 'no-answer') return failed(unanswered(tried, outcome.fault));
  const facts = {
    status: outcome.status,
    error: outcome.kind === 'refused' && outcome.code !== 'unknown' ? outcome.code : null,
  };
  if (outcome.kind !== 'refused')
    return failed({ tried, found: describeFailure(result), causes: [NOT_ENDPOINT, SERVER_FAILING], facts });
  if (outcome.code === 'invalid_client' || outcome.code === 'unauthorized_client') {
    const explained = explain(site, clientId, outcome, { server, keySet, ahead, isPublic: signer === null });
    return failed({ tried, found: describeFailure(result), facts, ...explained });
  }
  const control = await redeemMadeUpCode({ ...request, isForeign: true }, tools);
  const tellsApart = control.outcome.kind !== 'refused' || control.outcome.code !== outcome.code;
  const code = outcome.code === 'unknown' ? 'another code' : outcome.code;
  return checked<true>(true, {
    tried,
    found: [
      tellsApart
        ? `HTTP ${outcome.status}: ${code}. The server accepts the app, and refuses only the code.`
        : `HTTP ${outcome.status}: ${code}, also for an app that does not exist. Only a sign-in can show whether the server accepts this one.`,
    ],
    facts: { ...facts, tellsApart },
  });
}

interface MadeUpRequest {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly redirectUrl: string;
  /** Null for a public client. */
  readonly signer: KeyCredential | null;
  /** Whether to send credentials that no server accepts. */
  readonly isForeign?: boolean;
}

async function redeemMadeUpCode(
  { tokenEndpoint, clientId, redirectUrl, signer, isForeign = false }: MadeUpRequest,
  { http, now, signal }: CheckTools,
): Promise<TokenResult> {
  const sent = now();
  const name = isForeign ? `${clientId}-unknown` : clientId;
  const assertion = signer === null ? null : await sign(signer, name, tokenEndpoint, sent);
  const response = await answerOrFault(
    http.send({
      url: tokenEndpoint,
      form: {
        grant_type: 'authorization_code',
        code: 'made-up-by-the-doctor',
        redirect_uri: redirectUrl,
        code_verifier: 'made-up-by-the-doctor-made-up-by-the-doctor',
        ...(assertion === null ? { client_id: name } : assertionCredentials(assertion).form),
      },
      server: 'The authorization server',
      signal,
    }),
  );
  const shown = assertion === null ? null : decodeAssertion(assertion);
  if ('fault' in response)
    return {
      outcome: { kind: 'no-answer', status: null, fault: response.fault },
      assertion: shown,
      ahead: null,
    };
  const outcome: TokenOutcome = interpretTokenResponse(response.answer, assertion);
  return { outcome, assertion: shown, ahead: secondsAhead(response.answer, sent, now()) };
}

function sign(
  { authentication, keys }: KeyCredential,
  clientId: string,
  tokenEndpoint: string,
  now: number,
): Promise<string> {
  const audience = authentication.tokenAudience ?? tokenEndpoint;
  return signAssertion(keys.signing, { clientId, audience, now });
}

function explain(
  { connection: { authentication } }: ExaminedSite,
  clientId: string,
  outcome: TokenRefusal,
  { server, keySet, ahead, isPublic }: AppClues & Pick<TokenResult, 'ahead'> & { readonly isPublic: boolean },
): Pick<Finding, 'causes' | 'ruledOut'> {
  if (isPublic) return { causes: [EXPECTS_ASSERTION, NOT_REGISTERED, NOT_SYNCED], ruledOut: [] };
  if (outcome.code === 'unauthorized_client' || authentication.kind !== 'private_key_jwt')
    return { causes: [NOT_REGISTERED, NOT_ENABLED], ruledOut: [] };
  const { tokenEndpoint: tokenUrl, advertised } = server;
  const app: KeyAuthentication = { ...authentication, clientId, tokenUrl };
  const { causes, ruledOut } = explainRefusal({
    recipe: { tokenUrl, authentication: app, clockOffsetSeconds: 0 },
    outcome,
    // Backend services need a grant that this app does not.
    clues: { keySet, endpoints: [tokenUrl], advertised: { ...advertised, grants: [] } },
    ahead,
    refusedTrials: [],
  });
  return { causes: compact<Cause>(causes, NO_KEY_SET_ON_APP), ruledOut };
}

const NOT_ENDPOINT = cause`The server gives tokens for anything, or something else answers at its token endpoint.
  → Compare the URL above with the URL from the site.`;
const EXPECTS_ASSERTION = cause`The app is registered as a confidential client, so the server expects an assertion or a secret.
  → Set SMART_CLIENT_AUTH=private_key_jwt, with the key set URL in the registration. Or register a public client.`;
const NOT_REGISTERED = cause`The client id is unknown here, or the app is not registered for people (grant authorization_code).
  → Compare the client id above with the registration. At Epic, the audience must be Clinicians or Patients, not Backend Systems.`;
const NOT_ENABLED = cause`The site has not enabled the app, or only its other client id.
  → Ask the site to download and enable the app, and compare the client ids.`;
const NO_KEY_SET_ON_APP = cause`The key set URL is registered for the backend app, but not for this one: each registration has its own.
  → Enter the JWK Set URL in this app's registration too, and mark it as a confidential client. Or set SMART_CLIENT_AUTH=none for a public client.`;
