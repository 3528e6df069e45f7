/** Whether the server lists the way to sign in that was chosen (RFC 8414 §2, `token_endpoint_auth_methods_supported`). */
import { type SignInMethod, SIGN_IN_METHODS } from '../config/variables.ts';
import type { Cause } from './step.ts';

/** The settings of each way, as a remedy. */
const CHOOSE: Readonly<Record<SignInMethod, string>> = {
  private_key_jwt:
    'Set EPIC_AUTH=private_key_jwt with EPIC_PRIVATE_KEY_FILE in place of the secret (npm run keys -- create makes a key), and register its key set.',
  client_secret_basic:
    'Set EPIC_AUTH=client_secret_basic with EPIC_CLIENT_SECRET to the secret of the registration.',
  client_secret_post:
    'Set EPIC_AUTH=client_secret_post with EPIC_CLIENT_SECRET to the secret of the registration.',
  none: 'Set EPIC_AUTH=none if the server is open.',
};

/** The credential that each way shows the token endpoint. */
const SHOWN: Readonly<Record<SignInMethod, string>> = {
  private_key_jwt: 'a key',
  client_secret_basic: 'a secret in the Authorization header',
  client_secret_post: 'a secret in the form',
  none: 'nothing',
};

/**
 * The cause where the server lists ways, and not the chosen one; none where it lists none.
 * @param listed what the server says, of which only the known words are repeated
 */
export function methodCauses(chosen: SignInMethod, listed: readonly string[]): Cause[] {
  if (listed.length === 0 || listed.includes(chosen)) return [];
  const known = SIGN_IN_METHODS.filter((method) => listed.includes(method));
  const [first] = known;
  const takes =
    known.length === 0 ? 'other ways' : known.map((method) => `${SHOWN[method]} (${method})`).join(' or ');
  return [
    {
      cause: `The server takes ${takes}, by what it lists, and EPIC_AUTH=${chosen} shows it ${SHOWN[chosen]}.`,
      remedy: first === undefined ? 'Ask the site for a client that the gateway can be.' : CHOOSE[first],
    },
  ];
}

/** The client may be registered for a key, which only the server knows. */
export const REGISTERED_FOR_KEY: Cause = {
  cause: 'The client is registered for a key, and not for a secret.',
  remedy: CHOOSE.private_key_jwt,
};
/** The client may be registered for a secret, which only the server knows. */
export const REGISTERED_FOR_SECRET: Cause = {
  cause: 'The client is registered for a secret, and not for a key.',
  remedy: CHOOSE.client_secret_basic,
};
