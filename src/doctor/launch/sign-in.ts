/** Lets a person sign in by a printed URL, and receives the response: on loopback, or from the address bar of the browser. */
import { isLoopback } from '../../config/values.ts';
import { raceWithAbort } from '../../http/abort.ts';
import { createSignInChecks, type SignInChecks, type SmartClient } from '../../smart/smart-client.ts';
import type { CheckTools } from '../configuration.ts';
import { type Cause, cause, type Checked, checked, failed } from '../finding.ts';
import { systemCode } from '../hosts.ts';
import { answerOrFault, unanswered } from '../requests.ts';
import { AUTHORIZE_ERRORS, ERROR_CAUSES } from './authorize-answer.ts';
import { type CallbackListener, openCallback, type OpenCallbackOptions } from './callback-listener.ts';
import type { SignInSetup } from './sign-in-settings.ts';

/** The operator, who may sign in or hand the URL to somebody else. */
export interface Operator {
  /** Shows a text, which is no part of the report. */
  readonly say: (text: string) => void;
  /** Reads a line without showing it; null at the end of the input. */
  readonly readSecretLine: (signal: AbortSignal) => Promise<string | null>;
}

/** The response of the authorization server, and the secrets of the request. */
export interface SignInResponse {
  readonly parameters: URLSearchParams;
  readonly checks: SignInChecks;
}

export async function checkSignIn(
  { smart: { redirectUrl } }: SignInSetup,
  baseUrl: string,
  app: SmartClient,
  operator: Operator,
  { signal }: CheckTools,
): Promise<Checked<SignInResponse>> {
  const checks = createSignInChecks();
  const tried = 'waiting for a person to sign in with the printed URL';
  const requested = await answerOrFault(app.authorizationUrl(checks, null));
  if ('fault' in requested) return failed(unanswered(tried, requested.fault));
  const listener = await listen({
    redirectUrl,
    baseUrl,
    state: checks.state,
    authorize: (launch) => app.authorizationUrl(checks, launch),
  });
  operator.say(invite(requested.answer, redirectUrl, listener));
  const stop = new AbortController();
  try {
    const pasted = readPastedResponse(
      operator,
      redirectUrl,
      checks.state,
      AbortSignal.any([signal, stop.signal]),
    );
    const received = 'received' in listener ? [listener.received] : [];
    const parameters = await raceWithAbort(Promise.any([...received, pasted]), signal).catch(() => null);
    return parameters === null
      ? failed({ tried, found: ['The input ended without the address of the callback.'], causes: [NO_INPUT] })
      : describeResponse(parameters, checks, tried);
  } finally {
    stop.abort();
    if ('received' in listener) listener.close();
  }
}

/** Why the doctor cannot listen on the redirect URL. */
interface NoListener {
  /** Null if the redirect URL is not on loopback, or uses TLS. */
  readonly code: string | null;
}

async function listen(options: OpenCallbackOptions): Promise<CallbackListener | NoListener> {
  const { protocol, hostname } = new URL(options.redirectUrl);
  if (protocol !== 'http:' || !isLoopback(hostname)) return { code: null };
  try {
    return await openCallback(options);
  } catch (error) {
    return { code: systemCode(error) };
  }
}

function invite(url: string, redirectUrl: string, listener: CallbackListener | NoListener): string {
  const open = `Open this URL in a browser, and sign in:\n\n${url}\n\n`;
  if ('received' in listener)
    return `${open}The doctor waits for the browser at ${redirectUrl}, and for an EHR that launches the app at ${listener.launchUrl}. If the browser is on another machine, copy the whole address of the page that it cannot open, and paste it here. The input is not shown.`;
  const reason =
    listener.code === null
      ? `Then the browser is at ${redirectUrl}, where the gateway shows an error, because it did not begin this sign-in.`
      : `The doctor cannot listen at ${redirectUrl} (${listener.code}), probably because the gateway runs. There the browser shows an error.`;
  return `${open}${reason} Copy the whole address from the address bar within a minute, paste it here, and press Enter. The input is not shown.`;
}

/** Reads lines until one is the response of this sign-in. Rejects at the end of the input. */
async function readPastedResponse(
  operator: Operator,
  redirectUrl: string,
  state: string,
  signal: AbortSignal,
): Promise<URLSearchParams> {
  for (;;) {
    const line = await operator.readSecretLine(signal);
    if (line === null) throw new Error('The input ended.');
    const url = URL.parse(line.trim());
    if (url !== null && url.searchParams.get('state') === state) return url.searchParams;
    operator.say(
      url === null
        ? `That is not a URL. Paste the whole address, which starts with ${redirectUrl}?`
        : `That address is not the response to the URL above. Open that URL again, and paste the address that starts with ${redirectUrl}?`,
    );
  }
}

function describeResponse(
  parameters: URLSearchParams,
  checks: SignInChecks,
  tried: string,
): Checked<SignInResponse> {
  const named = parameters.get('error');
  const namesItself = parameters.has('iss');
  if (named === null && parameters.has('code'))
    return checked(
      { parameters, checks },
      {
        tried,
        found: [
          'The browser came back with a code for this sign-in.',
          namesItself
            ? 'The response names the server (iss).'
            : 'The response does not name the server (iss).',
        ],
        facts: { error: null, namesItself },
      },
    );
  const error = AUTHORIZE_ERRORS.find((known) => known === named) ?? null;
  return failed({
    tried,
    found: [
      named === null
        ? 'The browser came back without a code and without an error.'
        : `The browser came back with ${error ?? 'an error that RFC 6749 does not define'}.`,
    ],
    causes: error === null ? [UNKNOWN_ERROR] : ERROR_CAUSES[error],
    facts: { error, namesItself },
  });
}

const NO_INPUT = cause`The address was not pasted, or the doctor runs without a terminal.
  → Run it in a terminal (docker run -it), or with --no-sign-in to check only what needs no person.`;
const UNKNOWN_ERROR: Cause = cause`The server uses an error of its own.
  → Read error and error_description in the address bar, and ask the site.`;
