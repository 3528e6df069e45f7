/** A connection for tests of what signs in with it. */
import type { KeyAuthentication } from '../../src/config/authentication.ts';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, type Variables } from '../config/environment.ts';

/** What these variables say of the key, on top of the least that makes a connection. */
export function keyAuthentication(variables: Variables = {}): KeyAuthentication {
  const authentication = loadConfig(connectionEnv(variables)).epic?.authentication;
  if (authentication?.kind !== 'private_key_jwt') throw new Error('A connection by a key was expected.');
  return authentication;
}
