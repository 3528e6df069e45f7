/** The file beside the gateway that can say what the environment does not. */
import { existsSync } from 'node:fs';
import { ConfigError } from '../config.ts';

/**
 * Adds what the file says to the environment, where there is such a file. What the environment says already goes before what the file
 * says.
 * @throws ConfigError where it cannot be read
 */
export function readEnvFile(path = '.env'): void {
  if (!existsSync(path)) return;
  try {
    process.loadEnvFile(path);
  } catch {
    throw new ConfigError([`${path} expects to be a readable file`]);
  }
}
