/** `npm run example`: builds the example app, and runs it with a gateway on the embedded sandbox, at which people sign in. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Program, startFhirGateway, startProgram } from '../examples/supergraph/programs.ts';
import { findFreePort } from './free-port.ts';

const USAGE =
  'Usage: npm run example -- [--port N]\nThe app listens on the port, by default 4173. 0 means any free port.';
const COMMAND = 'npm run example';
const FOLDER = fileURLToPath(new URL('../examples/chart', import.meta.url));
const VITE = new URL('../examples/chart/node_modules/vite/bin/vite.js', import.meta.url);

const port = parsePort(process.argv.slice(2));
if (port === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    await run(port);
  } catch (error) {
    process.stderr.write(
      `The example could not start. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

/** Returns null for invalid arguments. */
function parsePort(args: readonly string[]): string | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: 'string', default: '4173' } },
    });
    return /^\d{1,5}$/.test(values.port) ? values.port : null;
  } catch {
    return null;
  }
}

async function run(wantedPort: string): Promise<void> {
  // The gateway needs the address of the app before the app starts.
  const appPort = wantedPort === '0' ? String(await findFreePort()) : wantedPort;
  const gateway = await startFhirGateway({ PORT: '0', ...signInSettings(`http://localhost:${appPort}`) });
  try {
    const launcher = parseLauncher(gateway);
    build(launcher);
    const app = await startProgram(VITE, ['preview', FOLDER, '--strictPort', '--port', appPort], {
      GATEWAY_URL: new URL(gateway.url).origin,
      EHR_ORIGIN: new URL(launcher).origin,
    });
    process.stdout.write(banner(app, gateway, launcher));
    let exitCode = 1;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        exitCode = 0;
        void gateway.close();
      });
    await gateway.ended;
    await Promise.all([app.close(), gateway.close()]);
    process.stdout.write(`\n  The gateway has stopped. Start it again with ${COMMAND}.\n\n`);
    process.exit(exitCode);
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

/** Browsers see the gateway at the address of the app, whose server passes requests on. */
function signInSettings(origin: string): Readonly<Record<string, string>> {
  return {
    SMART_CLIENT_ID: 'chart-viewer-for-clinicians',
    SMART_PATIENT_CLIENT_ID: 'chart-viewer-for-patients',
    // `online_access` keeps the session for longer than an access token.
    SMART_SCOPES: 'openid fhirUser online_access user/*.rs',
    SMART_PATIENT_SCOPES: 'openid fhirUser online_access patient/*.rs',
    SMART_REDIRECT_URL: `${origin}/auth/callback`,
    SMART_RETURN_URLS: `${origin}/`,
    // The address of the embedded sandbox, unless another program has the port.
    SMART_FRAME_ANCESTORS: 'http://127.0.0.1:4004',
    SESSION_SECRET: randomBytes(32).toString('base64url'),
    // For the app in a frame of the EHR.
    SESSION_SAME_SITE: 'none',
  };
}

/** Returns the address of the page that launches the app, which the gateway prints. */
function parseLauncher({ printed }: Program): string {
  const [, launcher] = /EHR +(\S+) in a browser/.exec(printed) ?? [];
  if (launcher === undefined) throw new Error(`The gateway printed no launcher.\n${printed}`);
  return launcher;
}

function build(launcher: string): void {
  process.stdout.write('\n  Building the app…\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build', '--', '--logLevel', 'error'], {
    cwd: FOLDER,
    env: { ...process.env, VITE_LAUNCHER_URL: launcher, VITE_START_COMMAND: COMMAND },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('npm run build failed in examples/chart: see above.');
}

function banner(app: Program, gateway: Program, launcher: string): string {
  return `
  Chart viewer  ${app.url}
  EHR           ${launcher} (a simulator that launches the chart viewer)
  Graph         ${gateway.url} (the gateway on the embedded Epic sandbox, with synthetic patients)
  Source        examples/chart
  Stop          Ctrl+C

`;
}
