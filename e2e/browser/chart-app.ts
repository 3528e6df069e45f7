/** Builds the chart viewer and serves it in front of a gateway. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startProgram } from '../../examples/supergraph/programs.ts';

const FOLDER = resolve('examples/chart');
/** Not the build of `npm run example`. Each worker of the tests has a folder of its own, because workers build at the same time. */
const BUILD_FOLDER = `node_modules/.built-for-tests-${process.env['VITEST_POOL_ID'] ?? '0'}`;
const VITE = pathToFileURL(`${FOLDER}/node_modules/vite/bin/vite.js`);

/** Whether the app's packages are installed (`npm ci --prefix examples/chart`). */
export const isInstalled = existsSync(VITE);

export interface ChartApp {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Builds the app in development mode, the only mode in which React and Apollo Client report mistakes. The Content-Security-Policy is the
 * same as in production.
 */
export async function buildChartApp(): Promise<void> {
  await promisify(execFile)(
    'npm',
    ['run', '--silent', 'build', '--', '--mode', 'development', '--outDir', BUILD_FOLDER],
    { cwd: FOLDER, env: { ...process.env, NODE_ENV: 'development' } },
  );
}

interface ChartAppOptions {
  readonly host?: string;
  /** 0 means any free port. */
  readonly port?: number;
  /** The origin of the pages that can frame the app; none by default. */
  readonly ehrOrigin?: string;
}

/** Serves the built app and proxies `/graphql`, `/sites` and `/auth` to the gateway. */
export async function startChartApp(
  gateway: string,
  { host = '127.0.0.1', port = 0, ehrOrigin }: ChartAppOptions = {},
): Promise<ChartApp> {
  const args = ['preview', FOLDER, '--outDir', BUILD_FOLDER, '--strictPort'];
  const server = await startProgram(VITE, [...args, '--host', host, '--port', String(port)], {
    GATEWAY_URL: gateway,
    NO_COLOR: '1',
    ...(ehrOrigin !== undefined && { EHR_ORIGIN: ehrOrigin }),
  });
  return { origin: new URL(server.url).origin, close: () => server.close() };
}
