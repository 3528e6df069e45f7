/** Checks the keys with which the authorization server signs ID tokens. */
import { readPublishedKeys } from '../../auth/published-keys.ts';
import type { CheckTools } from '../configuration.ts';
import { cause, type Checked, checked, failed } from '../finding.ts';
import { answerOrFault, SERVER_FAILING, unanswered } from '../requests.ts';
import { toPrintableUrl } from '../smart-configuration.ts';
import type { SignInServer } from './sign-in-server.ts';

export async function checkIdTokenKeys(
  { keySetUrl: url, signingAlgorithms }: SignInServer,
  { http, signal }: CheckTools,
): Promise<Checked<true>> {
  const tried = `GET ${toPrintableUrl(url)}`;
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const response = await answerOrFault(
    http.send({ url, headers, server: 'The authorization server', signal }),
  );
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const { status, json } = response.answer;
  const published = status === 200 ? await readPublishedKeys(json) : null;
  const keys = (published ?? []).filter(({ thumbprint, use }) => thumbprint !== null && use !== 'enc');
  if (keys.length === 0)
    return failed({
      tried,
      found: [published === null ? `HTTP ${status}, but no key set.` : 'The key set has no usable key.'],
      causes: [NO_KEYS, SERVER_FAILING],
      facts: { status },
    });
  const count = keys.length === 1 ? 'One key' : `${keys.length} keys`;
  return checked<true>(true, {
    tried,
    found: [`${count}. The gateway accepts ID tokens signed with ${describeAlgorithms(signingAlgorithms)}.`],
    facts: { status, keys: keys.length, algorithms: signingAlgorithms },
  });
}

/** A server that lists none may use any asymmetric algorithm. */
function describeAlgorithms(names: readonly string[]): string {
  return names.length > 5 ? 'any asymmetric algorithm' : names.join(', ');
}

const NO_KEYS = cause`jwks_uri of the SMART or OpenID configuration is not the key set, or a proxy answers instead.
  → Request the URL with curl. Without keys, the gateway refuses every ID token.`;
