/**
 * What replicas share beside their writes, in Valkey or Redis: small things that each can do without. Every question is bounded in time,
 * none waits for a server that is not there, and it is used again by itself once it is back.
 */
import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { SharedPlace } from '../config/values.ts';
import type { Log } from '../log.ts';
import { connectTo, MOST_WAITING } from './connection.ts';
import { DROP_UNLESS } from './lua.ts';
import { SharedStateDown } from './state-down.ts';

export interface SharedState {
  /**
   * Runs a Lua script in one step. In a cluster all its keys have to be in one slot, as keys with the same `{…}` in them are.
   * @throws SharedStateDown where it is not known to have run
   */
  run(script: string, keys: readonly [string, ...string[]], args: readonly string[]): Promise<unknown>;
  /** Null if the key has no value, or one that `set` cannot have written, which is deleted. @throws SharedStateDown */
  get(key: string): Promise<string | null>;
  /** @throws SharedStateDown where it is not known to be kept */
  set(key: string, value: string, forMs: number): Promise<void>;
  health(): SharedStateHealth;
  /** Resolves once it is known whether it is up, which takes some seconds at the most: what is asked before is refused. */
  readonly begun: Promise<void>;
  /** What has been asked before is still answered, within the time that one question may take. */
  close(): void;
}

export interface SharedStateHealth {
  /** `down`: each replica goes by what it knows itself. */
  readonly status: 'up' | 'down';
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface SharedStateOptions {
  readonly place: SharedPlace;
  readonly log: Log;
  /** How long one question may take. */
  readonly withinMs?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Of all that is kept here, so that the server can be shared with other programs. */
export const KEY_PREFIX = 'epic-fhir-graphql-gateway:';

/** Replicas write no larger value. */
const LARGEST_VALUE_BYTES = 65_536;
/** KEYS: the value. ARGV: how many bytes it may have. */
const GET = `${DROP_UNLESS}
  dropUnless('string', KEYS[1])
  if redis.call('STRLEN', KEYS[1]) <= tonumber(ARGV[1]) then return redis.call('GET', KEYS[1]) end
  redis.call('UNLINK', KEYS[1])
  return false`;

/** A server in the same network answers in one; that this process pauses for a large answer, or starts, can take tens. */
const WITHIN_MS = 250;
/** After so many that failed in a row none is asked, so that nobody waits for a server that says nothing. */
const FAILURES_IN_A_ROW = 3;
const ASKED_AGAIN_AFTER_MS = 500;
/**
 * Beyond, a question is refused here. That says nothing of the server, so it is told before the connection's own bound, which the breaker
 * would take for a failure.
 */
const MOST_UNDER_WAY = MOST_WAITING / 2;
/** Beyond, who waits for the first answer goes on without. */
const BEGINS_WITHIN_MS = 3_000;

export function createSharedState(options: SharedStateOptions): SharedState {
  const { place, log, withinMs = WITHIN_MS, now = Date.now } = options;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: ASKED_AGAIN_AFTER_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  const bounded = wrap(bulkhead(MOST_UNDER_WAY), breaker, timeout(withinMs, TimeoutStrategy.Aggressive));
  let health: SharedStateHealth = { status: 'down', since: now() };
  const begun = Promise.withResolvers<undefined>();
  let isTold = false;
  let isClosed = false;

  const takeNote = (): void => {
    const status = connection.isReady && breaker.state === CircuitState.Closed ? 'up' : 'down';
    if (isClosed || (isTold && status === health.status)) return;
    isTold = true;
    begun.resolve(undefined);
    if (status !== health.status) health = { status, since: now() };
    if (status === 'up') log.info('shared_state_up');
    else log.warn('shared_state_down');
  };
  const connection = connectTo(place, takeNote);
  breaker.onStateChange(takeNote);

  /** What is not answered yet; each is bounded in time. */
  const asked = new Set<Promise<unknown>>();
  const send = async (key: string, command: readonly string[]): Promise<unknown> => {
    const answer = bounded.execute(() => connection.send(key, command));
    asked.add(answer);
    try {
      return await answer;
    } catch {
      throw new SharedStateDown();
    } finally {
      asked.delete(answer);
    }
  };

  // So that it is found to be back while nobody asks for anything.
  const watch = setInterval(() => {
    if (health.status === 'down') send(KEY_PREFIX, ['EXISTS', KEY_PREFIX]).then(takeNote, takeNote);
  }, ASKED_AGAIN_AFTER_MS);
  watch.unref();
  const begins = setTimeout(takeNote, BEGINS_WITHIN_MS);
  begins.unref();

  const run: SharedState['run'] = (script, keys, args) => {
    const names = keys.map((key) => KEY_PREFIX + key);
    return send(names[0] ?? KEY_PREFIX, ['EVAL', script, String(names.length), ...names, ...args]);
  };

  return {
    run,
    async get(key) {
      const value = await run(GET, [key], [String(LARGEST_VALUE_BYTES)]);
      return typeof value === 'string' ? value : null;
    },
    async set(key, value, forMs) {
      await send(KEY_PREFIX + key, ['SET', KEY_PREFIX + key, value, 'PX', String(Math.ceil(forMs))]);
    },
    health: () => health,
    begun: begun.promise,
    close() {
      isClosed = true;
      begun.resolve(undefined);
      clearTimeout(begins);
      clearInterval(watch);
      void Promise.allSettled(asked).then(() => connection.close());
    },
  };
}
