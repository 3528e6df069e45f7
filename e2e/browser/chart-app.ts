/** The example app as it is served to people: built, by its own server, in front of a gateway. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startProgram } from '../../examples/supergraph/programs.ts';

const FOLDER = resolve('examples/chart');
/** Apart from what `npm run example` serves. */
const FOLDER_OF_TESTS = 'node_modules/.built-for-tests';
const VITE = pathToFileURL(`${FOLDER}/node_modules/vite/bin/vite.js`);

/** Whether its packages are there: `npm ci --prefix examples/chart`. */
export const isInstalled = existsSync(VITE);

export interface ChartApp {
  readonly origin: string;
  close(): Promise<void>;
}

/** The development build: React and Apollo Client tell of mistakes in that one alone. The content policy is that of production. */
export async function buildChartApp(): Promise<void> {
  await promisify(execFile)(
    'npm',
    ['run', '--silent', 'build', '--', '--mode', 'development', '--outDir', FOLDER_OF_TESTS],
    { cwd: FOLDER, env: { ...process.env, NODE_ENV: 'development' } },
  );
}

/** Serves what is built, on a free port; `/graphql` goes to the gateway. */
export async function startChartApp(gateway: string): Promise<ChartApp> {
  const args = ['preview', FOLDER, '--outDir', FOLDER_OF_TESTS, '--host', '127.0.0.1', '--port', '0'];
  const server = await startProgram(VITE, args, { GATEWAY_URL: gateway, NO_COLOR: '1' });
  return { origin: new URL(server.url).origin, close: () => server.close() };
}
