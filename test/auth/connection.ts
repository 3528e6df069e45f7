import type { KeyAuthentication } from '../../src/config/authentication.ts';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, type Variables } from '../config/environment.ts';

/** Returns the key authentication of a minimal connection with these variables. */
export function keyAuthentication(variables: Variables = {}): KeyAuthentication {
  const authentication = loadConfig(connectionEnv(variables)).epic?.authentication;
  if (authentication?.kind !== 'private_key_jwt') throw new Error('Expected authentication by a key.');
  return authentication;
}
