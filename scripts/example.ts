/** `npm run example`: builds the example app, and runs it with a gateway on the embedded sandbox. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Program, startFhirGateway, startProgram } from '../examples/supergraph/programs.ts';

const USAGE =
  'Usage: npm run example -- [--port N]\nThe app listens on the port, by default 4173. 0 means any free port.';
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

async function run(appPort: string): Promise<void> {
  build();
  const gateway = await startFhirGateway({ PORT: '0', LOG_LEVEL: 'warn' });
  const app = await startProgram(VITE, ['preview', FOLDER, '--strictPort', '--port', appPort], {
    GATEWAY_URL: new URL(gateway.url).origin,
  }).catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  process.stdout.write(banner(app, gateway));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(app, gateway));
}

async function stop(...programs: readonly Program[]): Promise<void> {
  await Promise.all(programs.map((program) => program.close()));
  process.exit(0);
}

function build(): void {
  const { status } = spawnSync('npm', ['run', '--silent', 'build', '--', '--logLevel', 'error'], {
    cwd: FOLDER,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('npm run build failed in examples/chart: see above.');
}

function banner(app: Program, gateway: Program): string {
  return `
  Chart viewer  ${app.url}
  Graph         ${gateway.url} (the gateway on the embedded Epic sandbox, with synthetic patients)
  Source        examples/chart
  Stop          Ctrl+C

`;
}
