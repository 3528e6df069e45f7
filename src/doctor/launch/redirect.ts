/** Checks that the authorization endpoint accepts the app, its redirect URL and its request, without signing anybody in. */
import { isLoopback } from '../../config/values.ts';
import { createSignInChecks, type SmartClient } from '../../smart/smart-client.ts';
import type { CheckTools } from '../configuration.ts';
import { type Cause, cause, type Checked, checked, compact, failed } from '../finding.ts';
import { answerOrFault, unanswered } from '../requests.ts';
import { causesOfAnswer, describeAnswer, isAccepted, isRefused, requestSignIn } from './authorize-answer.ts';
import type { SignInSetup } from './sign-in-settings.ts';

export interface AcceptedRequest {
  /** A URL that the authorization endpoint accepts. No person completes this sign-in. */
  readonly url: string;
}

export async function checkRedirect(
  { smart: { redirectUrl }, smart, client, audience }: SignInSetup,
  app: SmartClient,
  tools: CheckTools,
): Promise<Checked<AcceptedRequest>> {
  const requested = await answerOrFault(app.authorizationUrl(createSignInChecks(), null));
  const tried = `requesting the sign-in page for client ${app.clientId} and ${redirectUrl}, without following redirects`;
  if ('fault' in requested) return failed(unanswered(tried, requested.fault));
  const url = requested.answer;
  const response = await answerOrFault(requestSignIn(url, redirectUrl, tools));
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const { answer } = response;
  const facts = { status: answer.status, kind: answer.kind, error: answer.error };
  if (isAccepted(answer)) {
    const unregistered = changed(url, { redirect_uri: `${redirectUrl}/unregistered` });
    const control = await answerOrFault(requestSignIn(unregistered, `${redirectUrl}/unregistered`, tools));
    const tellsApart = 'answer' in control && isRefused(control.answer);
    return checked(
      { url },
      {
        tried,
        found: [
          describeAnswer(answer),
          tellsApart
            ? 'The redirect URL is registered: the server refuses another one.'
            : 'The server accepts an unregistered redirect URL at this point too, so only a sign-in can show whether this one is registered.',
        ],
        facts: { ...facts, tellsApart },
      },
    );
  }
  const other = smart.clients[audience === 'clinician' ? 'patient' : 'clinician'];
  const trials = trialsFor(url, {
    redirectUrl,
    scopes: client.scopes,
    otherClientId: other?.clientId ?? null,
  });
  for (const { changes, cause: found } of trials) {
    const trial = await answerOrFault(
      requestSignIn(changed(url, changes), changes.redirect_uri ?? redirectUrl, tools),
    );
    if ('answer' in trial && isAccepted(trial.answer))
      return failed({
        tried,
        found: [describeAnswer(answer), 'After one change the server showed its sign-in page.'],
        causes: [found],
        certain: true,
        facts,
      });
  }
  return failed({ tried, found: [describeAnswer(answer)], causes: causesOfAnswer(answer), facts });
}

/** Checks that the server refuses a request without PKCE. The gateway always uses it. */
export async function checkPkce(
  { url }: AcceptedRequest,
  { smart: { redirectUrl } }: SignInSetup,
  tools: CheckTools,
): Promise<Checked<true>> {
  const tried = 'requesting the sign-in page without a PKCE challenge';
  const without = changed(url, { code_challenge: null, code_challenge_method: null });
  const response = await answerOrFault(requestSignIn(without, redirectUrl, tools));
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const isRequired = isRefused(response.answer);
  return checked<true>(true, {
    tried,
    found: [
      isRequired
        ? 'The server accepts the S256 challenge of the gateway, and requires one.'
        : 'The server accepts the S256 challenge of the gateway, and did not require one. The gateway always sends it.',
    ],
    facts: { isRequired },
  });
}

type Changes = Readonly<Record<string, string | null>> & { readonly redirect_uri?: string };

interface Trial {
  readonly changes: Changes;
  /** The cause, if the server accepts the changed request. */
  readonly cause: Cause;
}

interface TrialFacts {
  readonly redirectUrl: string;
  readonly scopes: readonly string[];
  readonly otherClientId: string | null;
}

/** Returns the changes that can find the cause of a refusal. */
function trialsFor(url: string, { redirectUrl, scopes, otherClientId }: TrialFacts): readonly Trial[] {
  const aud = new URL(url).searchParams.get('aud') ?? '';
  const redirects = [`${redirectUrl}/`, otherLoopback(redirectUrl)].filter((one) => one !== null);
  return compact<Trial>(
    redirects.map((other) => ({
      changes: { redirect_uri: other },
      cause: cause`The app is registered with the redirect URL ${other}, which differs from SMART_REDIRECT_URL.
        → Make both equal, character by character. SMART_REDIRECT_URL must end with /auth/callback.`,
    })),
    otherClientId !== null && {
      changes: { client_id: otherClientId },
      cause: cause`The redirect URL is registered for the other app only, ${otherClientId}.
        → Add it to this app's registration too, or check whether the two client ids are swapped.`,
    },
    scopes.length > 2 && {
      changes: { scope: 'openid fhirUser' },
      cause: cause`The server refuses the requested scopes (${scopes.join(' ')}), but accepts openid fhirUser.
        → Request only scopes that the registration has, in the version (v1 or v2) that it was made for: SMART_SCOPES, SMART_PATIENT_SCOPES.`,
    },
    {
      changes: { aud: `${aud}/` },
      cause: cause`The server knows its FHIR base URL with a final slash, and compares the audience exactly.
        → Ask the site to accept ${aud}, which SMART App Launch requires.`,
    },
    {
      changes: { code_challenge: null, code_challenge_method: null },
      cause: cause`The server refuses PKCE, which protects the code on its way.
        → Ask the site for an endpoint with SMART App Launch 2. The gateway never signs people in without PKCE.`,
    },
  );
}

/** Returns the URL under the other name of this machine; null if it is not on loopback. */
function otherLoopback(redirectUrl: string): string | null {
  const url = new URL(redirectUrl);
  if (!isLoopback(url.hostname)) return null;
  url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  return url.href;
}

function changed(url: string, changes: Changes): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  return next.href;
}
