/** A Valkey or Redis server of a test's own, where the machine has one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SharedStateLocation } from '../../src/config/values.ts';

export interface ValkeyServer {
  readonly url: string;
  readonly place: SharedStateLocation;
  /** Ends at once, as by a loss of power; what it has not put on its disk is gone. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, with what is on its disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const PROGRAM = ['valkey-server', 'redis-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** False where the machine has neither: what takes a server is skipped then. CI installs one. */
export const isValkeyThere = PROGRAM !== undefined;

/** For the name of what is skipped without one. */
export const SKIPS_WITHOUT_VALKEY = '(skips where there is no valkey-server or redis-server)';

/** @param settings beyond those that the gateway wants, or against them */
export async function startValkey(settings: Readonly<Record<string, string>> = {}): Promise<ValkeyServer> {
  const folder = mkdtempSync(join(tmpdir(), 'valkey-'));
  const port = await freePort();
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    ...settings,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const start = async () => {
    const child = spawn(PROGRAM ?? '', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.setEncoding('utf8');
    let output = '';
    for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
      output += String(text);
      if (output.includes('Ready to accept connections')) break;
    }
    child.stdout.resume();
    return child;
  };
  let child = await start();
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  };
  const url = `redis://127.0.0.1:${port}`;
  return {
    url,
    place: { kind: 'valkey', url },
    kill,
    async restart() {
      await kill();
      child = await start();
    },
    async close() {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
