/** What may not be lost, in Valkey or Redis: scripts whose writes are on a disk once they have resolved. */
import { createClient, createClientPool } from '@redis/client';
import type { SharedPlace } from '../config/values.ts';
import { KEY_PREFIX } from './state.ts';

/** Each method throws where it is not known whether the script has run. */
export interface DurableState {
  /** Runs a Lua script over one key, in one step. */
  run(script: string, key: string, args: readonly string[]): Promise<unknown>;
  /** The same; what it answers, once the server has on its disk what the script wrote. Throws where it has not by then. */
  runOntoDisk(script: string, key: string, args: readonly string[]): Promise<unknown>;
  close(): void;
}

/** Why a server cannot be used, in words that hold nothing of its address or credentials. */
export class UnfitServer extends Error {
  override readonly name = 'UnfitServer';
}

const MOST_CONNECTIONS = 8;
const WITHIN_MS = 5_000;

/**
 * The connections are others than those of the shared state: WAITAOF holds up whatever else comes over its own.
 * @throws UnfitServer where the server cannot be reached, or would lose what it is given
 */
export async function openDurableState(place: SharedPlace): Promise<DurableState> {
  if (place.kind === 'valkey-cluster') throw new UnfitServer(CLUSTER);
  await refuseUnfit(place.url);
  const pool = poolAt(place.url);
  // Without a listener the process would end with the first connection that breaks; what fails for it is told by what was asked.
  pool.on('error', () => undefined);
  await pool.connect();

  return {
    run: (script, key, args) => pool.eval(script, { keys: [KEY_PREFIX + key], arguments: [...args] }),
    runOntoDisk: (script, key, args) =>
      // On one connection: what is waited for is what this connection has written.
      pool.execute(async (client) => {
        const reply = await client.eval(script, { keys: [KEY_PREFIX + key], arguments: [...args] });
        const logs = await client.sendCommand(['WAITAOF', '1', '0', String(WITHIN_MS)]);
        if (!isOnDisk(logs)) throw new Error('The server has not put it on its disk.');
        return reply;
      }),
    close: () => pool.destroy(),
  };
}

function poolAt(url: string) {
  return createClientPool(
    {
      url,
      // What cannot be asked now is told at once, instead of being asked whenever the server is back.
      disableOfflineQueue: true,
      socket: { connectTimeout: WITHIN_MS },
      commandOptions: { timeout: 2 * WITHIN_MS },
    },
    { minimum: 1, maximum: MOST_CONNECTIONS, acquireTimeout: WITHIN_MS },
  );
}

/**
 * What was sent and is forgotten is sent twice: so it has to be on a disk, and nothing may be thrown out for want of memory. Asked once, over a
 * connection that is not tried again, so that a wrong address is told at the start.
 */
async function refuseUnfit(url: string): Promise<void> {
  const client = createClient({ url, socket: { connectTimeout: WITHIN_MS, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const unfit = reasonAgainst(factsIn(await client.info()));
    if (unfit !== null) throw new UnfitServer(unfit);
  } catch (error) {
    throw error instanceof UnfitServer ? error : new UnfitServer('it could not be reached');
  } finally {
    client.destroy();
  }
}

function factsIn(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split('\r\n').flatMap((line) => {
      const [name = '', value = ''] = line.split(/:(.*)/s);
      return value === '' ? [] : [[name, value] as const];
    }),
  );
}

const CLUSTER = 'it is a cluster: one primary is expected';

function reasonAgainst(info: ReadonlyMap<string, string>): string | null {
  if (info.get('cluster_enabled') === '1') return CLUSTER;
  if (info.get('role') !== 'master') return 'it is a replica: the primary is expected';
  if (info.get('aof_enabled') !== '1') return 'it keeps no log: set `appendonly yes`';
  const evicts = info.get('maxmemory') !== '0' && info.get('maxmemory_policy') !== 'noeviction';
  return evicts ? 'it throws out keys: set `maxmemory-policy noeviction`' : null;
}

/** WAITAOF: how many logs, this server's and those of its replicas, have it on their disks. */
function isOnDisk(reply: unknown): boolean {
  return Array.isArray(reply) && reply[0] === 1;
}
