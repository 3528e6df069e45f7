/** `npm run sandbox`: the embedded Epic alone, for a gateway in another process to be pointed at. */
import type { KeyObject } from 'node:crypto';
import { type Sandbox, startSandbox } from './sandbox.ts';

const DEFAULT_PORT = '4004';

await main(process.env['PORT'] ?? DEFAULT_PORT);

async function main(portText: string): Promise<void> {
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
    fail(`The sandbox cannot listen on port ${port}: ${reason}. Set PORT to a free one (0: any).`);
  }
}

function fail(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function welcome({ baseUrl, credentials, panels, patients, mrnSystem }: Sandbox): string {
  return `The embedded Epic sandbox listens on ${baseUrl}
It serves ${patients.length} patients. All of their data is synthetic: nobody in it is real.

To point a gateway at it, put these lines into the gateway's .env (the key is new on each start):

EPIC_BASE_URL=${baseUrl}
EPIC_CLIENT_ID=${credentials.clientId}
EPIC_KEY_ID=${credentials.keyId}
EPIC_PRIVATE_KEY="${inOneLine(credentials.privateKey)}"
PATIENT_PANEL="list:${panels.list}"
MRN_SYSTEM=${mrnSystem}

Ctrl+C stops it.
`;
}

/** PKCS#8 PEM with a literal \`\\n\` for each line break. */
function inOneLine(key: KeyObject): string {
  return key
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
    .trim()
    .replaceAll('\n', String.raw`\n`);
}
