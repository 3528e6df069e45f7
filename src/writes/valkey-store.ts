/** Stores idempotency keys in Valkey or Redis, which replicas of the gateway share. */
import type { SharedStateLocation } from '../config/values.ts';
import { openDurableState } from '../state/durable-state.ts';
import { IS_WHOLE } from '../state/lua-guards.ts';
import {
  type ClaimResult,
  type IdempotencyStore,
  RETENTION_MS,
  stateUnavailableError,
} from './idempotency-store.ts';

interface ValkeyStoreOptions {
  readonly location: SharedStateLocation;
  /** How long an attempt keeps the key after it last renewed its claim. */
  readonly leaseMs: number;
}

const KEY_PREFIX = 'write:';
/** Longer than any EPIC_TIMEOUT_MS allows, because the leases of replicas differ while a new setting is rolled out. */
const MAX_LEASE_MS = 150_000;
/** A record has a few hundred bytes per part of a write. */
const MAX_SEALED_BYTES = 65_536;

/**
 * Each step is one atomic script. Leases use the server's clock, so the clocks of replicas need not agree.
 * KEYS[1] is a hash with `fingerprint`, `owner` ('' for none), `until` (epoch milliseconds) and `sealed`.
 *
 * An attacker with access to the store can alter the data. If the end of a lease is invalid or too far ahead, the script starts a new lease. The
 * scripts repair nothing else and delete no record, because a write without its record could be sent twice.
 */
const NOW_LUA = `${IS_WHOLE}
  local at = redis.call('TIME'); local now = at[1] * 1000 + math.floor(at[2] / 1000);`;
/** ARGV: fingerprint, owner, lease, retention, maximum lease, maximum bytes of a record. */
const CLAIM_SCRIPT = `${NOW_LUA}
  if redis.call('HSTRLEN', KEYS[1], 'sealed') > tonumber(ARGV[6]) then return {'unreadable', false} end
  local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'owner', 'until', 'sealed')
  if not known[1] and redis.call('EXISTS', KEYS[1]) == 1 then return {'unreadable', false} end
  if known[1] and known[1] ~= ARGV[1] then return {'other-input', false} end
  local isHeld = known[1] and known[2] ~= ''
  if isHeld and not isWhole(tonumber(known[3] or ''), now + ARGV[5]) then
    redis.call('HSET', KEYS[1], 'until', now + ARGV[3])
    return {'busy', false}
  end
  if isHeld and tonumber(known[3]) > now then return {'busy', false} end
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2], 'until', now + ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return {'mine', known[4]}`;
/** ARGV: owner, lease, retention, sealed. */
const SAVE_SCRIPT = `${NOW_LUA}
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'until', now + ARGV[2], 'sealed', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1`;
/** ARGV: owner. */
const RELEASE_SCRIPT = `
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'owner', '')
  return 1`;
/** ARGV: owner. */
const FORGET_SCRIPT = `
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

/** @throws NotDurableError if the server cannot be reached, or does not persist its data */
export async function openValkeyStore({ location, leaseMs }: ValkeyStoreOptions): Promise<IdempotencyStore> {
  const state = await openDurableState(location);

  const run = async (script: string, id: string, ...args: readonly string[]): Promise<unknown> => {
    try {
      return await state.run(script, KEY_PREFIX + id, args);
    } catch {
      throw stateUnavailableError();
    }
  };

  return {
    async claim({ id, fingerprint, owner }) {
      const maxLeaseMs = Math.max(leaseMs, MAX_LEASE_MS);
      const limits = [leaseMs, RETENTION_MS, maxLeaseMs, MAX_SEALED_BYTES].map(String);
      return parseClaimResult(await run(CLAIM_SCRIPT, id, fingerprint, owner, ...limits));
    },
    async save({ id, owner }, sealed) {
      const args = [owner, String(leaseMs), String(RETENTION_MS), sealed];
      const saved = await state.runDurably(SAVE_SCRIPT, KEY_PREFIX + id, args).catch(() => {
        throw stateUnavailableError();
      });
      return saved === 1;
    },
    async release({ id, owner }) {
      await run(RELEASE_SCRIPT, id, owner);
    },
    async forget({ id, owner }) {
      await run(FORGET_SCRIPT, id, owner);
    },
    async close() {
      state.close();
    },
  };
}

/** @throws GatewayError STATE_UNAVAILABLE for an invalid reply, which does not show whether the write was sent */
function parseClaimResult(reply: unknown): ClaimResult {
  const values: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [kind, sealed] = values;
  if (kind === 'mine' && (sealed === null || typeof sealed === 'string')) return { kind, sealed };
  if (kind === 'busy' || kind === 'other-input') return { kind };
  throw stateUnavailableError();
}
