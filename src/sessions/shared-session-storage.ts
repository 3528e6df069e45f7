/** Stores sessions in the state that replicas share. */
import { GatewayError } from '../errors.ts';
import { DROP_UNLESS } from '../state/lua-guards.ts';
import { SharedStateUnavailableError } from '../state/shared-state-error.ts';
import type { SharedState } from '../state/shared-state.ts';
import {
  CLAIM_MS,
  MAX_SESSIONS_OF_PERSON,
  MAX_SIGN_INS,
  type RenewalClaim,
  SIGN_IN_LIFETIME_MS,
  type SessionStorage,
  type StoredSession,
} from './session-storage.ts';

interface SharedSessionStorageOptions {
  readonly state: SharedState;
  /** Identifies the site, whose sign-ins are bounded together. */
  readonly place: string;
  readonly idleMs: number;
}

/** A session has two tokens of at most 12 KB each, and its encryption adds a third. */
const MAX_SEALED_BYTES = 65_536;

/** Defines `nowMs()`: the clock of the server, in epoch milliseconds. */
const NOW_MS = `
local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** KEYS: the sealed sign-ins by name (a hash), and when each began (a sorted set). ARGV: the name, the sealed value, its lifetime, the maximum. */
const ADD_SIGN_IN = `${DROP_UNLESS}${NOW_MS}
  dropUnless('hash', KEYS[1])
  dropUnless('zset', KEYS[2])
  local function drop(names)
    for _, name in ipairs(names) do
      redis.call('HDEL', KEYS[1], name)
      redis.call('ZREM', KEYS[2], name)
    end
  end
  drop(redis.call('ZRANGE', KEYS[2], '-inf', string.format('%.0f', nowMs() - ARGV[3]), 'BYSCORE'))
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[2], string.format('%.0f', nowMs()), ARGV[1])
  local surplus = redis.call('ZCARD', KEYS[2]) - ARGV[4]
  if surplus > 0 then drop(redis.call('ZRANGE', KEYS[2], 0, surplus - 1)) end
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  return 1`;
/** ARGV: the name, the lifetime. */
const TAKE_SIGN_IN = `${DROP_UNLESS}${NOW_MS}
  dropUnless('hash', KEYS[1])
  dropUnless('zset', KEYS[2])
  local sealed = redis.call('HGET', KEYS[1], ARGV[1])
  local since = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or 0)
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  if sealed and since > nowMs() - ARGV[2] then return sealed end
  return false`;
/**
 * KEYS: the session, a hash of `sealed`, `version`, `by` (the attempt that stored this version), and during a renewal `claim` and `until`.
 * ARGV: the sealed value, the idle time.
 */
const ADD = `
  redis.call('UNLINK', KEYS[1])
  redis.call('HSET', KEYS[1], 'sealed', ARGV[1], 'version', 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1`;
/** ARGV: the idle time, the maximum bytes, 1 to restart the idle time. Returns the rest of the idle time last. */
const READ = `${DROP_UNLESS}
  dropUnless('hash', KEYS[1])
  if redis.call('HSTRLEN', KEYS[1], 'sealed') > tonumber(ARGV[2]) then redis.call('UNLINK', KEYS[1]) end
  local found = redis.call('HMGET', KEYS[1], 'sealed', 'version')
  if not found[1] then return false end
  if ARGV[3] == '1' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  found[3] = redis.call('PTTL', KEYS[1])
  return found`;
/** ARGV: the version, the attempt, the duration of the claim. A claim that lasts longer than any valid one counts as abandoned. The same attempt claims again. */
const CLAIM = `${DROP_UNLESS}${NOW_MS}
  dropUnless('hash', KEYS[1])
  local found = redis.call('HMGET', KEYS[1], 'sealed', 'version', 'claim', 'until')
  if not found[1] then return {'gone'} end
  if (tonumber(found[2]) or 0) > tonumber(ARGV[1]) then return {'changed', found[1], found[2]} end
  if found[3] and found[3] ~= ARGV[2] then
    local left = (tonumber(found[4]) or 0) - nowMs()
    if left > 0 and left <= tonumber(ARGV[3]) then return {'wait'} end
    return {'abandoned'}
  end
  redis.call('HSET', KEYS[1], 'claim', ARGV[2], 'until', string.format('%.0f', nowMs() + ARGV[3]))
  return {'claimed'}`;
/** ARGV: the sealed value, its version, the attempt. The session keeps its idle time. A version that is stored stays, with the claim of the next renewal. */
const REPLACE = `${DROP_UNLESS}
  dropUnless('hash', KEYS[1])
  local found = redis.call('HMGET', KEYS[1], 'version', 'by', 'claim')
  local version = tonumber(found[1] or '')
  local next = tonumber(ARGV[2])
  if not version then return 0 end
  if version > next then return 1 end
  if version == next then return found[2] == ARGV[3] and 1 or 0 end
  if found[3] and found[3] ~= ARGV[3] then return 0 end
  redis.call('HSET', KEYS[1], 'sealed', ARGV[1], 'version', ARGV[2], 'by', ARGV[3])
  redis.call('HDEL', KEYS[1], 'claim', 'until')
  return 1`;
/** ARGV: the attempt. */
const RELEASE = `${DROP_UNLESS}
  dropUnless('hash', KEYS[1])
  if redis.call('HGET', KEYS[1], 'claim') == ARGV[1] then redis.call('HDEL', KEYS[1], 'claim', 'until') end
  return 1`;
/** KEYS: the sessions of a person, in the order of their sign-ins (a sorted set). ARGV: the name of the latest, its lifetime. Returns all names. */
const COUNT = `${DROP_UNLESS}
  dropUnless('zset', KEYS[1])
  local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
  redis.call('ZADD', KEYS[1], (tonumber(last[2] or '') or 0) + 1, ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('ZRANGE', KEYS[1], 0, -1)`;
/** ARGV: names of sessions. */
const DISCOUNT = `${DROP_UNLESS}
  dropUnless('zset', KEYS[1])
  for _, name in ipairs(ARGV) do redis.call('ZREM', KEYS[1], name) end
  return 1`;
const HAS = `return redis.call('EXISTS', KEYS[1])`;
const REMOVE = `return redis.call('UNLINK', KEYS[1])`;

export function createSharedSessionStorage({
  state,
  place,
  idleMs,
}: SharedSessionStorageOptions): SessionStorage {
  const signIns = [`sign-ins:{${place}}`, `sign-ins:{${place}}:times`] as const;
  const run = async (
    script: string,
    keys: readonly [string, ...string[]],
    args: readonly (string | number)[],
  ): Promise<unknown> => {
    try {
      return await state.run(script, keys, args.map(String));
    } catch (error) {
      throw error instanceof SharedStateUnavailableError ? unavailableError() : error;
    }
  };
  const runOn = (script: string, name: string, ...args: readonly (string | number)[]): Promise<unknown> =>
    run(script, [`session:{${name}}`], args);
  const has = async (name: string): Promise<boolean> => (await runOn(HAS, name)) === 1;
  const remove = async (name: string): Promise<void> => void (await runOn(REMOVE, name));
  return {
    async addSignIn(name, sealed) {
      await run(ADD_SIGN_IN, signIns, [name, sealed, SIGN_IN_LIFETIME_MS, MAX_SIGN_INS]);
    },
    async takeSignIn(name) {
      const reply = await run(TAKE_SIGN_IN, signIns, [name, SIGN_IN_LIFETIME_MS]);
      return typeof reply === 'string' && reply.length <= MAX_SEALED_BYTES ? reply : null;
    },
    async add(name, sealed) {
      await runOn(ADD, name, sealed, idleMs);
    },
    read: async (name) => toStoredSession(await runOn(READ, name, idleMs, MAX_SEALED_BYTES, 1)),
    async peek(name) {
      const reply = await runOn(READ, name, idleMs, MAX_SEALED_BYTES, 0);
      const stored = toStoredSession(reply);
      return stored === null ? null : { ...stored, idleLeftMs: Number(toList(reply)[2]) };
    },
    has,
    claim: async (name, version, attempt) => toClaim(await runOn(CLAIM, name, version, attempt, CLAIM_MS)),
    replace: async (name, { sealed, version }, attempt) =>
      (await runOn(REPLACE, name, sealed, version, attempt)) === 1,
    async release(name, attempt) {
      await runOn(RELEASE, name, attempt);
    },
    async keepLatest(person, name, forMs) {
      // In a cluster, its slot is another one than the sessions', so no script can do all of it.
      const key = [`sessions-of:{${person}}`] as const;
      const names = toNames(await run(COUNT, key, [name, forMs]));
      if (names.length <= MAX_SESSIONS_OF_PERSON) return [];
      // One command at a time, so that many sign-ins of one person at once leave room for the commands of others.
      const ended: string[] = [];
      let kept = 0;
      while (names.length > 0 && kept < MAX_SESSIONS_OF_PERSON) {
        const latest = names.pop() ?? '';
        if (await has(latest)) kept += 1;
        else ended.push(latest);
      }
      for (const one of names) await remove(one);
      await run(DISCOUNT, key, [...ended, ...names]);
      return names;
    },
    remove,
  };
}

/** Other programs can write to the store, so a reply can contain anything. */
function toList(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function toNames(reply: unknown): string[] {
  return toList(reply).filter((name) => typeof name === 'string');
}

function toStoredSession(reply: unknown): StoredSession | null {
  const [sealed, version] = toList(reply);
  if (typeof sealed !== 'string' || typeof version !== 'string' || !/^\d{1,9}$/.test(version)) return null;
  return sealed.length <= MAX_SEALED_BYTES ? { sealed, version: Number(version) } : null;
}

function toClaim(reply: unknown): RenewalClaim {
  const [kind, ...changed] = toList(reply);
  if (kind === 'claimed' || kind === 'wait' || kind === 'abandoned') return { kind };
  const stored = toStoredSession(changed);
  return kind === 'changed' && stored !== null ? { kind, ...stored } : { kind: 'gone' };
}

function unavailableError(): GatewayError {
  return new GatewayError(
    'STATE_UNAVAILABLE',
    'The store of sessions (STATE_URL) is unavailable. The session is kept: try again later.',
  );
}
