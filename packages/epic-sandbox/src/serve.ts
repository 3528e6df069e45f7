/** The sandbox as a program: serves until a signal stops it, and prints the settings of a gateway that is to use it. */
import type { KeyObject } from 'node:crypto';
import { type Sandbox, startSandbox } from './sandbox.ts';

const DEFAULT_PORT = '4004';

/** Serves on a port (0: any free one) until SIGINT or SIGTERM. Sets the exit code where it cannot. */
export async function serveSandbox(portText = DEFAULT_PORT): Promise<void> {
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535) {
    fail(`PORT: expected a whole number from 0 to 65535, got "${portText}".`);
    return;
  }
  try {
    const sandbox = await startSandbox({ port });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void sandbox.close());
    process.stdout.write(welcome(sandbox));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    fail(
      `The sandbox cannot listen on port ${port}: ${reason}. Set PORT to a free port, or to 0 to use any free port.`,
    );
  }
}

/** Returns the environment variables by which epic-fhir-graphql-gateway finds this sandbox. */
export function gatewaySettings(sandbox: Sandbox): Readonly<Record<string, string>> {
  const { baseUrl, credentials, panels, mrnSystem } = sandbox;
  return {
    EPIC_BASE_URL: baseUrl,
    EPIC_CLIENT_ID: credentials.clientId,
    EPIC_KEY_ID: credentials.keyId,
    EPIC_PRIVATE_KEY: inOneLine(credentials.privateKey),
    PATIENT_PANEL: `list:${panels.list}`,
    MRN_SYSTEM: mrnSystem,
  };
}

function fail(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function welcome(sandbox: Sandbox): string {
  const settings = Object.entries(gatewaySettings(sandbox)).map(
    ([name, value]) => `${name}=${quoted(value)}`,
  );
  return `The embedded Epic sandbox listens on ${sandbox.baseUrl}
It serves ${sandbox.patients.length} patients. All of their data is synthetic: nobody in it is real.

To point a gateway at it, put these lines into the gateway's .env (the key is new on each start):

${settings.join('\n')}

Ctrl+C stops it.
`;
}

/** Quotes a value that an .env file would otherwise cut short. */
function quoted(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : `"${value}"`;
}

/** PKCS#8 PEM with a literal `\n` for each line break. */
function inOneLine(key: KeyObject): string {
  return key
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
    .trim()
    .replaceAll('\n', String.raw`\n`);
}
