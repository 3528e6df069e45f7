import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config.ts';

/**
 * Adds the variables of a file, if it exists, to the environment, which takes precedence. Returns the names in the file.
 * @throws ConfigError if the file cannot be read
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
