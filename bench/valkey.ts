/** Starts a Valkey, and reads what it has done. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createClient } from '@redis/client';
import { findFreePort } from '../scripts/free-port.ts';
import { sum } from './statistics.ts';

export interface Valkey {
  readonly url: string;
  /** Returns the work since the start. */
  readWork(): Promise<StoreWork>;
  close(): Promise<void>;
}

/** The work of a store. */
export interface StoreWork {
  /** Scripts, each a round trip. The gateway sends hardly anything else. */
  readonly scripts: number;
  /** Commands, also those that scripts call. */
  readonly commands: number;
  /** Bytes received and sent. */
  readonly bytes: number;
  readonly cpuMicroseconds: number;
}

export const NO_WORK: StoreWork = { scripts: 0, commands: 0, bytes: 0, cpuMicroseconds: 0 };

const PROGRAM = 'valkey-server';

/** Returns null if the machine has no Valkey. */
export async function startValkey(): Promise<Valkey | null> {
  if (spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' }).status !== 0) return null;
  const port = await findFreePort();
  const child = spawn(PROGRAM, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.includes('Ready to accept connections')) break;
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url });
  await client.connect();
  return {
    url,
    async readWork() {
      return parseWork(await client.info('all'));
    },
    async close() {
      client.destroy();
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

const COMMAND = /^cmdstat_(?<name>[\w|-]+):calls=(?<calls>\d+)/gm;
/** Commands of connections, and of the bench itself. */
const UNRELATED = /^(?:hello|client|info|ping|auth|select|command)/;

/** @param info the response to the command INFO with all sections */
export function parseWork(info: string): StoreWork {
  const numberOf = (name: string): number =>
    Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  const counts = [...info.matchAll(COMMAND)].flatMap(({ groups }) =>
    groups === undefined || UNRELATED.test(groups['name'] ?? '')
      ? []
      : [{ isScript: groups['name']?.startsWith('eval') === true, calls: Number(groups['calls']) }],
  );
  return {
    scripts: sum(counts.filter(({ isScript }) => isScript).map(({ calls }) => calls)),
    commands: sum(counts.map(({ calls }) => calls)),
    bytes: numberOf('total_net_input_bytes') + numberOf('total_net_output_bytes'),
    cpuMicroseconds: 1e6 * (numberOf('used_cpu_sys') + numberOf('used_cpu_user')),
  };
}

export function subtractWork(after: StoreWork, before: StoreWork): StoreWork {
  return {
    scripts: after.scripts - before.scripts,
    commands: after.commands - before.commands,
    bytes: after.bytes - before.bytes,
    cpuMicroseconds: after.cpuMicroseconds - before.cpuMicroseconds,
  };
}
