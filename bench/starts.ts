/** A start of the gateway as a process of its own, from a checkout, until its first answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';

export interface StartOptions {
  /** The root of a checkout, in which the packages are installed. */
  readonly checkout: string;
  /** The arguments of Node, with paths relative to the checkout. Defaults to what `npm start` runs. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether modules are counted, which takes time of its own: then the other figures mean nothing. */
  readonly countsModules?: boolean;
}

export interface Start {
  /** The URL of each module that was loaded before the first answer, in order; none unless they are counted. */
  readonly modules: readonly string[];
  /** User and system time of the whole process, until the first answer. */
  readonly cpuMs: number;
  /** From the start of the process to the first answer. */
  readonly answerMs: number;
  /** Where Node keeps its compile cache; null where it keeps none. */
  readonly cacheFolder: string | null;
}

const METER = new URL('./processes/start-meter.mjs', import.meta.url).href;
const FOLDER = new URL('./', import.meta.url);
const QUERY = '{ patients(first: 10) { id fullName } }';

const ANSWER = z.object({
  data: z.object({ patients: z.array(z.object({ fullName: z.string() })).length(10) }),
});
const REPORT = z.object({
  modules: z.array(z.string()),
  cpuMs: z.number(),
  cacheFolder: z.string().nullable(),
});

/** Starts the gateway with nothing of the bench's environment but PATH, asks it once, and stops it as an operator would. */
export async function measureStart(options: StartOptions): Promise<Start> {
  const { checkout, command = await npmStart(checkout), environment = {}, countsModules = false } = options;
  const inCheckout = command.map((word) => (/\.[jt]s$/.test(word) ? resolve(checkout, word) : word));
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', countsModules ? `${METER}?count` : METER, ...inCheckout],
    {
      // Without an .env, so that it cannot take up a developer's credentials.
      cwd: FOLDER,
      env: { PATH: process.env['PATH'], PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  try {
    await ask(await originOf(child));
    const answerMs = performance.now() - begun;
    return { ...(await reportOf(child)), answerMs };
  } finally {
    // An open IPC channel would keep the process from ending, and Node writes the rest of its cache at the end.
    if (child.connected) child.disconnect();
    child.kill('SIGTERM');
    await exited;
  }
}

/** @throws Error where the cache is not in the checkout: what is elsewhere is not the bench's to remove */
export async function removeCache(checkout: string, folder: string): Promise<void> {
  const path = relative(checkout, folder);
  if (path === '' || path.startsWith('..') || isAbsolute(path))
    throw new Error(
      `${checkout} has its compile cache elsewhere, so that no start of it can be a first one.`,
    );
  // A gateway that runs meanwhile can write to it.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

const MANIFEST = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) });

async function npmStart(checkout: string): Promise<string[]> {
  const manifest = MANIFEST.parse(JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')));
  return manifest.scripts.start.split(' ').slice(1);
}

/** From what it prints once it listens. */
function originOf(child: ChildProcess): Promise<string> {
  const found = Promise.withResolvers<string>();
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const [origin] = /http:\/\/localhost:\d+(?=\/graphql)/.exec(printed) ?? [];
    if (origin !== undefined) found.resolve(origin);
  });
  child.once('exit', (code, signal) => {
    found.reject(new Error(`The gateway has ended (${signal ?? code}). It printed: ${printed}`));
  });
  return found.promise;
}

async function reportOf(child: ChildProcess): Promise<z.output<typeof REPORT>> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<unknown>();
  child.once('message', settle).once('exit', () => reject(new Error('The gateway has ended.')));
  child.send('report');
  return REPORT.parse(await promise);
}

async function ask(origin: string): Promise<void> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  ANSWER.parse(await response.json());
}
