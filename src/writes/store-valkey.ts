/** Idempotency keys in Valkey or Redis, which several replicas of the gateway share. */
import type { SharedPlace } from '../config/values.ts';
import { openDurableState } from '../state/durable-state.ts';
import { type Claimed, REMEMBERED_MS, type StateStore, stateUnavailable } from './state-store.ts';

export interface ValkeyStoreOptions {
  readonly place: SharedPlace;
  /** How long an attempt that does not say any more what it does is waited for. */
  readonly leaseMs: number;
}

const PREFIX = 'write:';

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
export async function openValkeyStore({ place, leaseMs }: ValkeyStoreOptions): Promise<StateStore> {
  const state = await openDurableState(place);

  const run = async (script: string, id: string, ...args: readonly string[]): Promise<unknown> => {
    try {
      return await state.run(script, PREFIX + id, args);
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
      const saved = await state.runOntoDisk(SAVE, PREFIX + id, args).catch(() => {
        throw stateUnavailable();
      });
      return saved === 1;
    },
    async release({ id, owner }) {
      await run(RELEASE, id, owner);
    },
    async forget({ id, owner }) {
      await run(FORGET, id, owner);
    },
    async close() {
      state.close();
    },
  };
}

function claimedOf(reply: unknown): Claimed {
  const answer: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [kind, sealed] = answer;
  if (kind === 'mine') return { kind, sealed: typeof sealed === 'string' ? sealed : null };
  if (kind === 'busy' || kind === 'other-input') return { kind };
  throw stateUnavailable();
}
