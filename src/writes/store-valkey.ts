/** Idempotency keys in Valkey or Redis, which several replicas of the gateway share. */
import { createClient, createClientPool } from '@redis/client';
import { type Claimed, REMEMBERED_MS, type StateStore, stateUnavailable } from './state-store.ts';

export interface ValkeyStoreOptions {
  /** `redis:` or `rediss:`, with credentials where the server wants them. */
  readonly url: string;
  /** How long an attempt that does not say any more what it does is waited for. */
  readonly leaseMs: number;
}

/** Why a server cannot be used, in words that hold nothing of its address or credentials. */
export class UnfitServer extends Error {
  override readonly name = 'UnfitServer';
}

const PREFIX = 'epic-fhir-graphql-gateway:write:';
const MOST_CONNECTIONS = 8;
const WITHIN_MS = 5_000;

/**
 * Each step is one script, which nothing comes between; leases go by the server's clock, so that those of replicas need not agree.
 * KEYS[1] is the key; a hash has `fingerprint`, `owner` ('' for nobody), `until` (epoch milliseconds) and `sealed`.
 */
const NOW = `local at = redis.call('TIME'); local now = at[1] * 1000 + math.floor(at[2] / 1000);`;
/** ARGV: fingerprint, owner, lease, how long it is remembered. */
const CLAIM = `${NOW}
  local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'owner', 'until', 'sealed')
  if known[1] and known[1] ~= ARGV[1] then return {'other-input', false} end
  if known[1] and known[2] ~= '' and tonumber(known[3]) > now then return {'busy', false} end
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2], 'until', now + ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return {'mine', known[4]}`;
/** ARGV: owner, lease, how long it is remembered, sealed. */
const SAVE = `${NOW}
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'until', now + ARGV[2], 'sealed', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1`;
/** ARGV: owner. */
const RELEASE = `
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'owner', '')
  return 1`;
/** ARGV: owner. */
const FORGET = `
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

/** @throws UnfitServer where the server cannot be reached, or would lose what it is given */
export async function openValkeyStore({ url, leaseMs }: ValkeyStoreOptions): Promise<StateStore> {
  await refuseUnfit(url);
  const pool = poolAt(url);
  // Without a listener the process would end with the first connection that breaks; what fails for it is told by what was asked.
  pool.on('error', () => undefined);
  await pool.connect();

  const run = async (script: string, id: string, ...args: readonly string[]): Promise<unknown> => {
    try {
      return await pool.eval(script, { keys: [PREFIX + id], arguments: [...args] });
    } catch {
      throw stateUnavailable();
    }
  };

  return {
    async claim({ id, fingerprint, owner }) {
      return claimedOf(await run(CLAIM, id, fingerprint, owner, String(leaseMs), String(REMEMBERED_MS)));
    },
    async save({ id, owner }, sealed) {
      const args = [owner, String(leaseMs), String(REMEMBERED_MS), sealed];
      const isSaved = await pool
        // On one connection: what is waited for is what this connection has written.
        .execute(async (client) => {
          const saved = await client.eval(SAVE, { keys: [PREFIX + id], arguments: args });
          return saved === 1 ? client.sendCommand(['WAITAOF', '1', '0', String(WITHIN_MS)]) : null;
        })
        .catch(() => {
          throw stateUnavailable();
        });
      if (isSaved === null) return false;
      if (!isOnDisk(isSaved)) throw stateUnavailable();
      return true;
    },
    async release({ id, owner }) {
      await run(RELEASE, id, owner);
    },
    async forget({ id, owner }) {
      await run(FORGET, id, owner);
    },
    async close() {
      pool.destroy();
    },
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

function reasonAgainst(info: ReadonlyMap<string, string>): string | null {
  if (info.get('cluster_enabled') === '1') return 'it is a cluster: one primary is expected';
  if (info.get('role') !== 'master') return 'it is a replica: the primary is expected';
  if (info.get('aof_enabled') !== '1') return 'it keeps no log: set `appendonly yes`';
  const evicts = info.get('maxmemory') !== '0' && info.get('maxmemory_policy') !== 'noeviction';
  return evicts ? 'it throws out keys: set `maxmemory-policy noeviction`' : null;
}

function claimedOf(reply: unknown): Claimed {
  const answer: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [kind, sealed] = answer;
  if (kind === 'mine') return { kind, sealed: typeof sealed === 'string' ? sealed : null };
  if (kind === 'busy' || kind === 'other-input') return { kind };
  throw stateUnavailable();
}

/** WAITAOF: how many logs, this server's and those of its replicas, have it on their disks. */
function isOnDisk(reply: unknown): boolean {
  return Array.isArray(reply) && reply[0] === 1;
}
