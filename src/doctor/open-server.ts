/** Whether the server answers without a token, as EPIC_AUTH=none demands. */
import { getWithoutToken, unanswered } from './attempt.ts';
import type { ExaminedSite, HttpTools } from './configuration.ts';
import { cause, type Checked, checked, failed } from './finding.ts';
import { methodCauses } from './smart-configuration.ts';
import type { TokenGranted } from './token-request.ts';
import type { TokenClues } from './token-trials.ts';

/** Searches for a count of patients, and reads only the status of the response. */
export async function checkOpenServer(
  site: ExaminedSite,
  tools: HttpTools,
  { endpoints, methods }: TokenClues,
): Promise<Checked<TokenGranted>> {
  const { connection } = site;
  const url = `${connection.baseUrl}/Patient?_summary=count`;
  const tried = `GET ${url}, without a token`;
  const headers = { accept: 'application/fhir+json' };
  const response = await getWithoutToken(site, tools, { url, headers });
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const { status } = response.answer;
  const isOpen = status !== 401 && status !== 403;
  const facts = { status, isOpen };
  if (!isOpen)
    return failed({
      tried,
      found: [`HTTP ${status}: the server wants a token, so it is not open.`],
      causes: [
        ...methodCauses('none', methods),
        cause`EPIC_AUTH=none is for open servers, and this one is not. → ${endpoints.length > 0 ? REGISTER : NO_SIGN_IN}`,
      ],
      facts,
    });
  return checked(
    { connection, clockOffsetSeconds: 0, scope: '' },
    {
      tried,
      found: [
        `HTTP ${status}: the server is open. It answers without a token (EPIC_AUTH=none).`,
        'Anyone who reaches it can read and change every record, so let nothing but the gateway reach a server with real patients.',
      ],
      facts,
    },
  );
}

const REGISTER =
  'Register the gateway as a client, and set EPIC_AUTH to private_key_jwt, client_secret_basic or client_secret_post, with EPIC_CLIENT_ID and the key or the secret.';
const NO_SIGN_IN =
  'The server names no token endpoint either: ask its operator how clients sign in, and set EPIC_AUTH and EPIC_TOKEN_URL to that.';
