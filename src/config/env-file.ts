/** The file beside the gateway that can say what the environment does not. */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config.ts';

/**
 * Adds what the file says to the environment, if there is such a file. The environment takes precedence over the file.
 * Returns the names in the file.
 * @throws ConfigError where it cannot be read
 */
export function readEnvFile(path = '.env'): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    process.loadEnvFile(path);
    return Object.keys(parseEnv(readFileSync(path, 'utf8')));
  } catch {
    throw new ConfigError([`${path}: expected a readable file`]);
  }
}
