/** Whether the server answers without a token, as EPIC_AUTH=none demands. */
import type { Subject } from './configuration.ts';
import { answered, transportFault } from './exchange.ts';
import { methodCauses } from './methods.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';
import type { TokenCheck, TokenGranted } from './token.ts';

/** Searches for a count of patients, and reads only the status of the answer. */
export async function checkOpenServer(
  { connection }: Subject,
  { http, signal, named, methods }: Pick<TokenCheck, 'http' | 'signal' | 'named' | 'methods'>,
): Promise<Checked<TokenGranted>> {
  const { baseUrl } = connection;
  const url = `${baseUrl}/Patient?_summary=count`;
  const tried = `GET ${url}, without a token`;
  const answer = await answered(() =>
    http.send({ url, headers: { accept: 'application/fhir+json' }, redirectsWithin: baseUrl, signal }),
  );
  if ('fault' in answer) {
    const causes = [transportFault(answer.fault)];
    return { finding: failed({ tried, found: [answer.fault.message], causes }), value: null };
  }
  const { status } = answer;
  const facts = { status, isOpen: !REFUSED.has(status) };
  if (REFUSED.has(status)) {
    return {
      finding: failed({
        tried,
        found: [`HTTP ${status}: the server wants a token, so it is not open.`],
        causes: [...methodCauses('none', methods), closed(named.some((name) => name !== null))],
        facts,
      }),
      value: null,
    };
  }
  return {
    finding: finding({
      tried,
      found: [
        `HTTP ${status}: the server is open. It answers without a token (EPIC_AUTH=none).`,
        'Anyone who reaches it can read and change every record, so let nothing but the gateway reach a server with real patients.',
      ],
      facts,
    }),
    value: { connection, clockOffsetSeconds: 0, scope: '' },
  };
}

const REFUSED: ReadonlySet<number> = new Set([401, 403]);

function closed(namesEndpoint: boolean): Cause {
  return {
    cause: 'EPIC_AUTH=none is for open servers, and this one is not.',
    remedy: namesEndpoint
      ? 'Register the gateway as a client, and set EPIC_AUTH to private_key_jwt, client_secret_basic or client_secret_post, with EPIC_CLIENT_ID and the key or the secret.'
      : 'The server names no token endpoint either: ask its operator how clients sign in, and set EPIC_AUTH and EPIC_TOKEN_URL to that.',
  };
}
