/** The credential of the gateway, and the steps about it: each way to sign in has its own. */
import type { Keys } from '../auth/keys.ts';
import { type KeyAuthentication, type SecretAuthentication, signInMethod } from '../config/authentication.ts';
import type { Subject } from './configuration.ts';
import { checkKey } from './key.ts';
import { checkKeySet, type KeySetCheck, type KeySetEvidence, UNKNOWN_KEY_SET } from './key-set.ts';
import { checkOpenServer } from './open-server.ts';
import { checkSecret } from './secret.ts';
import { checkSecretToken } from './secret-token.ts';
import { type Checked, finding, skipped } from './step.ts';
import { checkToken, type TokenCheck, type TokenGranted } from './token.ts';

/** The credential that later steps show the token endpoint. */
export type Credential =
  | { readonly kind: 'key'; readonly authentication: KeyAuthentication; readonly keys: Keys }
  | { readonly kind: 'secret'; readonly authentication: SecretAuthentication }
  | { readonly kind: 'none' };

type Environment = Readonly<Record<string, string | undefined>>;

/** @param subject null where the configuration is faulty: the key then comes from the environment */
export async function checkCredential(
  env: Environment,
  subject: Subject | null,
): Promise<Checked<Credential>> {
  if (subject === null) {
    const method = signInMethod(env['EPIC_AUTH']?.trim() ?? '');
    return method === 'private_key_jwt' || method === undefined
      ? { finding: (await checkKey(env, null)).finding, value: null }
      : { finding: skipped(`EPIC_AUTH=${method} uses no key; see "Configuration".`), value: null };
  }
  const { authentication } = subject.connection;
  switch (authentication.kind) {
    case 'private_key_jwt': {
      const { finding: told, value: keys } = await checkKey(env, {
        authentication,
        isSandbox: subject.isSandbox,
      });
      return { finding: told, value: keys === null ? null : { kind: 'key', authentication, keys } };
    }
    case 'client_secret_basic':
    case 'client_secret_post':
      return { finding: checkSecret(env, authentication), value: { kind: 'secret', authentication } };
    case 'none':
      return {
        finding: finding({
          tried: 'look at EPIC_AUTH',
          found: ['None: EPIC_AUTH=none sends no token.'],
          facts: { type: 'none' },
        }),
        value: { kind: 'none' },
      };
  }
}

export async function checkPublishedKeys(
  subject: Subject,
  credential: Credential,
  check: KeySetCheck,
): Promise<Checked<KeySetEvidence>> {
  return credential.kind === 'key'
    ? checkKeySet(subject, credential.keys, check)
    : {
        finding: skipped(`EPIC_AUTH=${subject.connection.authentication.kind} needs no key set.`),
        value: UNKNOWN_KEY_SET,
      };
}

export function checkSignIn(
  subject: Subject,
  credential: Credential,
  check: TokenCheck,
): Promise<Checked<TokenGranted>> {
  switch (credential.kind) {
    case 'key':
      return checkToken(subject, credential, check);
    case 'secret':
      return checkSecretToken(subject, credential.authentication, check);
    case 'none':
      return checkOpenServer(subject, check);
  }
}
