/** Whether others can read the file of the client secret. The secret itself is never shown. */
import type { SecretAuthentication } from '../config/authentication.ts';
import { exposureOf } from './exposure.ts';
import { type Finding, finding } from './step.ts';

/** Where each way sends the secret. */
export const SECRET_PLACES: Readonly<Record<SecretAuthentication['kind'], string>> = {
  client_secret_basic: 'in the Authorization header',
  client_secret_post: 'in the form',
};

export function checkSecret(
  env: Readonly<Record<string, string | undefined>>,
  { kind }: SecretAuthentication,
): Finding {
  const file = env['EPIC_CLIENT_SECRET_FILE']?.trim() ?? '';
  return finding({
    tried: `read ${file === '' ? 'EPIC_CLIENT_SECRET' : `${file} (EPIC_CLIENT_SECRET_FILE)`}`,
    found: [`A client secret, sent ${SECRET_PLACES[kind]} (EPIC_AUTH=${kind}).`],
    causes: exposureOf(file, 'client secret'),
    facts: { type: 'secret', method: kind },
  });
}
