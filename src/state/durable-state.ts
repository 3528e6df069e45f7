/** What may not be lost, in Valkey or Redis: scripts whose writes are on a disk once they have resolved. */
import { createClient, createClientPool } from '@redis/client';
import type { SharedPlace } from '../config/values.ts';
import { SETTINGS } from './connection.ts';
import { openDurableCluster } from './durable-cluster.ts';
import { isOnDisk, refuseUnfit, UnfitServer } from './fitness.ts';
import { KEY_PREFIX } from './state.ts';

/** Each method throws where it is not known whether the script has run. */
export interface DurableState {
  /** Runs a Lua script over one key, in one step. */
  run(script: string, key: string, args: readonly string[]): Promise<unknown>;
  /** The same; what it answers, once the server has on its disk what the script wrote. Throws where it has not by then. */
  runOntoDisk(script: string, key: string, args: readonly string[]): Promise<unknown>;
  close(): void;
}

const MOST_CONNECTIONS = 8;
const WITHIN_MS = 5_000;

/**
 * The connections are others than those of the shared state: WAITAOF holds up whatever else comes over its own.
 * @throws UnfitServer where the server cannot be reached, or would lose what it is given
 */
export async function openDurableState(place: SharedPlace): Promise<DurableState> {
  const state = await (place.kind === 'valkey'
    ? openDurableServer(place.url)
    : openDurableCluster(place.urls));
  return {
    run: (script, key, args) => state.run(script, KEY_PREFIX + key, args),
    runOntoDisk: (script, key, args) => state.runOntoDisk(script, KEY_PREFIX + key, args),
    close: () => state.close(),
  };
}

async function openDurableServer(url: string): Promise<DurableState> {
  await refuseUnfitAt(url);
  const pool = createClientPool(
    { url, ...SETTINGS, commandOptions: { timeout: 2 * WITHIN_MS } },
    { minimum: 1, maximum: MOST_CONNECTIONS, acquireTimeout: WITHIN_MS },
  );
  // Without a listener the process would end with the first connection that breaks; what fails for it is told by what was asked.
  pool.on('error', () => undefined);
  await pool.connect();

  return {
    run: (script, key, args) => pool.eval(script, { keys: [key], arguments: [...args] }),
    runOntoDisk: (script, key, args) =>
      // On one connection: what is waited for is what this connection has written.
      pool.execute(async (client) => {
        const reply = await client.eval(script, { keys: [key], arguments: [...args] });
        const logs = await client.sendCommand(['WAITAOF', '1', '0', String(WITHIN_MS)]);
        if (!isOnDisk(logs, 0)) throw new Error('The server has not put it on its disk.');
        return reply;
      }),
    close: () => pool.destroy(),
  };
}

/** Asked once, over a connection that is not tried again, so that a wrong address is told at the start. */
async function refuseUnfitAt(url: string): Promise<void> {
  const client = createClient({ url, socket: { connectTimeout: WITHIN_MS, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    refuseUnfit(await client.info(), { inCluster: false });
  } catch (error) {
    throw error instanceof UnfitServer ? error : new UnfitServer('it could not be reached');
  } finally {
    client.destroy();
  }
}
