/** Starts the programs of the example, this gateway and the clinic's subgraph, each in its own process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Program {
  /** The URL of its graph. */
  readonly url: string;
  /** Its output so far. */
  readonly printed: string;
  /** Resolves once it has ended, for any reason. */
  readonly ended: Promise<unknown>;
  close(): Promise<void>;
}

const START_MS = 60_000;
const ENDS_WITH_PARENT = new URL('./ends-with-parent.ts', import.meta.url);

/** Starts this gateway, on its embedded sandbox unless the environment names a connection. */
export function startFhirGateway(environment: Readonly<Record<string, string>>): Promise<Program> {
  return startProgram(new URL('../../src/main.ts', import.meta.url), [], environment);
}

export function startClinic(port = 0): Promise<Program> {
  return startProgram(new URL('./scheduling/main.ts', import.meta.url), [String(port)], {
    NODE_ENV: 'production',
  });
}

/**
 * Starts a program, and waits until it prints its address. The program gets an empty working directory and only PATH from this environment,
 * so it cannot use a developer's credentials.
 */
export async function startProgram(
  program: URL,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Program> {
  const cwd = mkdtempSync(join(tmpdir(), 'supergraph-'));
  const child = fork(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: ['-C', 'source', '--import', ENDS_WITH_PARENT.href],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const address = Promise.withResolvers<string>();
  let url: string | null = null;
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      url ??= parseAddress(printed);
      if (url !== null) address.resolve(url);
    });
  }
  const fail = (reason: string): void =>
    address.reject(new Error(`${program.pathname} ${reason}.\n${printed}`));
  const deadline = setTimeout(() => fail(`printed no address within ${START_MS} ms`), START_MS);
  void ended.then(() => fail('exited'));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    rmSync(cwd, { recursive: true, force: true });
  };
  try {
    await address.promise;
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
  return {
    url: await address.promise,
    get printed() {
      return printed;
    },
    ended,
    close,
  };
}

/** Returns the URL of the graph, or the first URL of a program without one. In production the gateway prints no URL and logs its port instead. */
function parseAddress(printed: string): string | null {
  const port = /^.*"port":(\d+).*"event":"listening"/m.exec(printed)?.[1];
  if (port !== undefined) return `http://127.0.0.1:${port}/graphql`;
  const found = /https?:\/\/[\w.:-]+\/graphql/.exec(printed) ?? /https?:\/\/[\w.:-]+\//.exec(printed);
  return found?.[0] ?? null;
}
