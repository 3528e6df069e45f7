import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';

export interface StartOptions {
  /** The root of a checkout with its packages installed. */
  readonly checkout: string;
  /** Node's arguments, with paths relative to the checkout. Defaults to the command of `npm start`. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether to count modules. Counting takes time, which makes the other figures useless. */
  readonly countsModules?: boolean;
}

export interface Start {
  /** The URL of each module loaded before the first response, in order. Empty unless modules are counted. */
  readonly modules: readonly string[];
  /** User and system time of the process at its first response. */
  readonly cpuMs: number;
  /** Time from the start of the process to its first response. */
  readonly responseMs: number;
  /** Node's compile cache; null if it uses none. */
  readonly cacheFolder: string | null;
}

const METER = new URL('./processes/start-meter.mjs', import.meta.url).href;
const FOLDER = new URL('./', import.meta.url);
const QUERY = '{ patients(first: 10) { id fullName } }';

const RESPONSE = z.object({
  data: z.object({ patients: z.array(z.object({ fullName: z.string() })).length(10) }),
});
const REPORT = z.object({
  modules: z.array(z.string()),
  cpuMs: z.number(),
  cacheFolder: z.string().nullable(),
});

/** Starts the gateway with only PATH of the bench's environment, sends one query, and stops it with SIGTERM. */
export async function measureStart(options: StartOptions): Promise<Start> {
  const {
    checkout,
    command = await readStartCommand(checkout),
    environment = {},
    countsModules = false,
  } = options;
  const nodeArguments = command.map((word) => (/\.m?[jt]s$/.test(word) ? resolve(checkout, word) : word));
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', countsModules ? `${METER}?count` : METER, ...nodeArguments],
    {
      // A folder without an .env, so the gateway cannot pick up a developer's credentials.
      cwd: FOLDER,
      env: { PATH: process.env['PATH'], PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  try {
    await query(await readOrigin(child));
    const responseMs = performance.now() - startedAt;
    return { ...(await requestReport(child)), responseMs };
  } finally {
    // An open IPC channel keeps the process from exiting, and Node writes the rest of its cache on exit.
    if (child.connected) child.disconnect();
    child.kill('SIGTERM');
    await exited;
  }
}

/** @throws Error if the cache is outside the checkout, where the bench must not remove anything */
export async function removeCache(checkout: string, folder: string): Promise<void> {
  const path = relative(checkout, folder);
  if (path === '' || path.startsWith('..') || isAbsolute(path))
    throw new Error(
      `The compile cache of ${checkout} is outside it (${folder}), so the bench cannot measure a first start.`,
    );
  // Retries, because another running gateway may be writing to the cache.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

const MANIFEST = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) });

async function readStartCommand(checkout: string): Promise<string[]> {
  const manifest = MANIFEST.parse(JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')));
  return manifest.scripts.start.split(' ').slice(1);
}

/** Reads the gateway's origin from its first lines of output. */
function readOrigin(child: ChildProcess): Promise<string> {
  const found = Promise.withResolvers<string>();
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const [origin] = /http:\/\/localhost:\d+(?=\/graphql)/.exec(printed) ?? [];
    if (origin !== undefined) found.resolve(origin);
  });
  child.once('exit', (code, signal) => {
    found.reject(new Error(`The gateway exited early (${signal ?? code}). Its output: ${printed}`));
  });
  return found.promise;
}

async function requestReport(child: ChildProcess): Promise<z.output<typeof REPORT>> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<unknown>();
  child.once('message', settle).once('exit', () => reject(new Error('The gateway exited early.')));
  child.send('report');
  return REPORT.parse(await promise);
}

async function query(origin: string): Promise<void> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  RESPONSE.parse(await response.json());
}
