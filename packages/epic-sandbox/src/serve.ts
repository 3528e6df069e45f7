/** The sandbox as a program. */
import type { KeyObject } from 'node:crypto';
import { type Sandbox, startSandbox } from './sandbox.ts';

const DEFAULT_PORT = '4004';

/** Serves until SIGINT or SIGTERM, and prints the settings for a gateway. Port 0 means any free port. Sets exit code 1 on failure. */
export async function serveSandbox({
  port: portText = DEFAULT_PORT,
  profile,
}: {
  readonly port?: string | undefined;
  readonly profile: string;
}): Promise<void> {
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535) {
    fail(`PORT: expected a whole number from 0 to 65535, got "${portText}".`);
    return;
  }
  try {
    const sandbox = await startSandbox({ port, profile });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void sandbox.close());
    process.stdout.write(welcomeText(sandbox));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    fail(
      `The sandbox cannot listen on port ${port}: ${reason}. Set PORT to a free port, or to 0 for any free port.`,
    );
  }
}

/** Returns the environment variables that point epic-fhir-graphql-gateway at this sandbox. */
export function gatewaySettings(sandbox: Sandbox): Readonly<Record<string, string>> {
  const { baseUrl, credentials, panel, panels, mrnSystem } = sandbox;
  return {
    EPIC_BASE_URL: baseUrl,
    EPIC_CLIENT_ID: credentials.clientId,
    EPIC_KEY_ID: credentials.keyId,
    EPIC_PRIVATE_KEY: asOneLine(credentials.privateKey),
    PATIENT_PANEL: `${panel}:${panels[panel]}`,
    MRN_SYSTEM: mrnSystem,
  };
}

function fail(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function welcomeText(sandbox: Sandbox): string {
  const settings = Object.entries(gatewaySettings(sandbox)).map(([name, value]) => `${name}=${quote(value)}`);
  return `The embedded Epic sandbox listens on ${sandbox.baseUrl}
It serves ${sandbox.patients.length} patients. All of their data is synthetic.

To point a gateway at it, copy these lines to the gateway's .env. Each start generates a new key.

${settings.join('\n')}

To launch an app as Epic does, open ${sandbox.launcherUrl}

Press Ctrl+C to stop.
`;
}

/** Quotes a value that an .env file would otherwise truncate. */
function quote(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : `"${value}"`;
}

/** Returns PKCS#8 PEM with a literal `\n` for each line break. */
function asOneLine(key: KeyObject): string {
  return key
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
    .trim()
    .replaceAll('\n', String.raw`\n`);
}
