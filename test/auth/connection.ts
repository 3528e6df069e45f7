/** A connection for tests of what signs in with it. */
import { type EpicConnection, loadConfig } from '../../src/config.ts';
import { connectionEnv, type Variables } from '../config/environment.ts';

/** The connection that these variables make, on top of the least that makes one. */
export function connection(variables: Variables = {}): EpicConnection {
  const { epic } = loadConfig(connectionEnv(variables));
  if (epic === null) throw new Error('A connection was expected.');
  return epic;
}
