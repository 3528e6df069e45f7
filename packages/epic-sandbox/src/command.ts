/** The command line of the sandbox, for the package's command and for programs that offer the same options. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PROFILE_NAMES } from './profiles.ts';
import { serveSandbox } from './serve.ts';

const [DEFAULT_PROFILE = ''] = PROFILE_NAMES;

const USAGE = `Usage: epic-fhir-sandbox [--port <number>] [--profile <name>]

Serves a synthetic Epic on 127.0.0.1 and prints the settings that point a gateway at it.

  --port     port to listen on; 0 picks a free one (default: the environment variable PORT, or 4004)
  --profile  site to serve: ${PROFILE_NAMES.join(', ')} (default: ${DEFAULT_PROFILE})
  --version  print the version
  --help     print this help

Exit codes: 0 on success, 1 for an invalid port or one that is taken, 2 for invalid arguments.
`;

const OPTIONS = {
  port: { type: 'string' },
  profile: { type: 'string', default: DEFAULT_PROFILE },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/**
 * Serves the sandbox that the arguments describe, or prints the help or the version. Sets the exit code on failure.
 * @param args the arguments after the name of the command
 * @param env the environment, whose PORT applies without --port; an empty one counts as not set
 */
export async function runSandboxCommand(args: readonly string[], env: Environment): Promise<void> {
  try {
    const {
      help,
      version,
      profile,
      port = readPort(env),
    } = parseArgs({ options: OPTIONS, args: [...args] }).values;
    if (help === true) process.stdout.write(USAGE);
    else if (version === true) process.stdout.write(`${readVersion()}\n`);
    else if (PROFILE_NAMES.includes(profile)) await serveSandbox({ port, profile });
    else throw new Error(`Expected one of ${PROFILE_NAMES.join(', ')} as --profile.`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

function readPort({ PORT: port = '' }: Environment): string | undefined {
  return port === '' ? undefined : port;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
