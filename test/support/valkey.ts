/** Starts a Valkey or Redis server, if the machine has one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../scripts/free-port.ts';
import type { SharedStateLocation } from '../../src/config/values.ts';

export interface ValkeyServer {
  readonly url: string;
  readonly place: SharedStateLocation;
  /** Kills the process, as a power failure would. It loses data that is not yet on disk. */
  kill(): Promise<void>;
  /** Restarts the server on the same port, with the data on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const PROGRAM = ['valkey-server', 'redis-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** False if the machine has neither program. Tests that need one are then skipped. CI installs one. */
export const isValkeyThere = PROGRAM !== undefined;

/** Completes the names of the tests that are skipped without a server. */
export const SKIPS_WITHOUT_VALKEY = '(skipped without valkey-server or redis-server)';

/** In memory if there is enough, because each write waits for its file, and other programs can keep the disk busy. */
const FOLDERS = hasRoom('/dev/shm') ? '/dev/shm' : tmpdir();

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 1_000_000_000;
}

/** @param settings added to the settings that the gateway needs; they take precedence */
export async function startValkey(settings: Readonly<Record<string, string>> = {}): Promise<ValkeyServer> {
  const folder = mkdtempSync(join(FOLDERS, 'valkey-'));
  const port = await findFreePort();
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
