/** Options and environment of the benches that do what a newcomer does. */
import { delimiter, dirname } from 'node:path';
import { parseArgs } from 'node:util';

export interface NewcomerOptions {
  /** Another version of the repository to measure in turn; null for none. */
  readonly commit: string | null;
  readonly rounds: number;
  readonly json: boolean;
}

/** Returns null for arguments that the bench does not have. */
export function parseNewcomerOptions(args: readonly string[]): NewcomerOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { rounds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
    });
    if (!/^[1-9]\d?$|^100$/.test(values.rounds) || positionals.length > 1) return null;
    return { commit: positionals[0] ?? null, rounds: Number(values.rounds), json: values.json };
  } catch {
    return null;
  }
}

/** Returns a developer's environment without settings of the gateway or of the npm script that runs the bench. */
export function newcomerEnvironment(additional: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  // NODE_EXTRA_CA_CERTS: without it, npm cannot reach its registry through a proxy with a certificate of its own.
  const { PATH = '', HOME, NODE_EXTRA_CA_CERTS } = process.env;
  return {
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    HOME,
    NO_COLOR: '1',
    ...(NODE_EXTRA_CA_CERTS !== undefined && { NODE_EXTRA_CA_CERTS }),
    ...additional,
  };
}
