/**
 * Keeps in Valkey or Redis what replicas share, except for their writes: small values that each replica can do without. Every command has a
 * timeout, and none waits for a server that is away. The state reconnects by itself once the server is back.
 */
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { SharedStateLocation } from '../config/values.ts';
import type { Log } from '../observability/log.ts';
import { connectToState, MAX_QUEUED_COMMANDS } from './connection.ts';
import { DROP_UNLESS } from './lua-guards.ts';
import { SharedStateUnavailableError } from './shared-state-error.ts';

export interface SharedState {
  /**
   * Runs a Lua script in one step. In a cluster all its keys have to be in one slot, as keys with the same `{…}` in them are.
   * @throws SharedStateUnavailableError if it is not known to have run
   */
  run(script: string, keys: readonly [string, ...string[]], args: readonly string[]): Promise<unknown>;
  /** Null if the key has no value, or one that `set` cannot have written, which is deleted. @throws SharedStateUnavailableError */
  get(key: string): Promise<string | null>;
  /** @throws SharedStateUnavailableError if it is not known to be kept */
  set(key: string, value: string, forMs: number): Promise<void>;
  health(): SharedStateHealth;
  /** Resolves once it is known whether the state is up, within some seconds. Commands before that are refused. */
  readonly begun: Promise<void>;
  /** Closes the connection once the commands in flight are answered or have timed out. */
  close(): void;
}

interface SharedStateHealth {
  /** `down`: each replica uses only what it knows itself. */
  readonly status: 'up' | 'down';
  /** Epoch milliseconds. */
  readonly since: number;
}

interface SharedStateOptions {
  readonly place: SharedStateLocation;
  readonly log: Log;
  /** The timeout of one command. */
  readonly withinMs?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Begins every key, so that other programs can use the same server. */
export const STATE_KEY_PREFIX = 'epic-fhir-graphql-gateway:';

/** Replicas write no larger value. */
const MAX_VALUE_BYTES = 65_536;
/** KEYS: the value. ARGV: how many bytes it may have. */
const GET_SCRIPT = `${DROP_UNLESS}
  dropUnless('string', KEYS[1])
  if redis.call('STRLEN', KEYS[1]) <= tonumber(ARGV[1]) then return redis.call('GET', KEYS[1]) end
  redis.call('UNLINK', KEYS[1])
  return false`;

/** A server in the same network answers within one millisecond, but this process can pause for tens while it starts or parses an answer. */
const COMMAND_TIMEOUT_MS = 250;
/** After this many failures in a row no command is sent, so that nobody waits for a server that does not answer. */
const MAX_CONSECUTIVE_FAILURES = 3;
const PROBE_INTERVAL_MS = 500;
/** Below the connection's own bound: what that refuses would count as a failure of the server. */
const MAX_IN_FLIGHT = MAX_QUEUED_COMMANDS / 2;
/** After this time the start goes on without the shared state. */
const STARTUP_TIMEOUT_MS = 3_000;

export function createSharedState(options: SharedStateOptions): SharedState {
  const { place, log, withinMs = COMMAND_TIMEOUT_MS, now = Date.now } = options;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: PROBE_INTERVAL_MS,
    breaker: new ConsecutiveBreaker(MAX_CONSECUTIVE_FAILURES),
  });
  const bounded = wrap(breaker, timeout(withinMs, TimeoutStrategy.Aggressive));
  let health: SharedStateHealth = { status: 'down', since: now() };
  const begun = Promise.withResolvers<undefined>();
  let isReported = false;
  let isClosed = false;

  const updateHealth = (): void => {
    const status = connection.isReady && breaker.state === CircuitState.Closed ? 'up' : 'down';
    if (isClosed || (isReported && status === health.status)) return;
    isReported = true;
    begun.resolve(undefined);
    if (status !== health.status) health = { status, since: now() };
    if (status === 'up') log.info('shared_state_up');
    else log.warn('shared_state_down');
  };
  const connection = connectToState(place, updateHealth);
  breaker.onStateChange(updateHealth);

  const inFlight = new Set<Promise<unknown>>();
  const send = async (key: string, command: readonly string[]): Promise<unknown> => {
    if (inFlight.size >= MAX_IN_FLIGHT) throw new SharedStateUnavailableError();
    const answer = bounded.execute(() => connection.send(key, command));
    inFlight.add(answer);
    try {
      return await answer;
    } catch {
      throw new SharedStateUnavailableError();
    } finally {
      inFlight.delete(answer);
    }
  };

  // Notices that the server is back while nobody uses it.
  const probe = setInterval(() => {
    if (health.status === 'down')
      send(STATE_KEY_PREFIX, ['EXISTS', STATE_KEY_PREFIX]).then(updateHealth, updateHealth);
  }, PROBE_INTERVAL_MS);
  probe.unref();
  const startup = setTimeout(updateHealth, STARTUP_TIMEOUT_MS);
  startup.unref();

  const run: SharedState['run'] = (script, keys, args) => {
    const names = keys.map((key) => STATE_KEY_PREFIX + key);
    return send(names[0] ?? STATE_KEY_PREFIX, ['EVAL', script, String(names.length), ...names, ...args]);
  };

  return {
    run,
    async get(key) {
      const value = await run(GET_SCRIPT, [key], [String(MAX_VALUE_BYTES)]);
      return typeof value === 'string' ? value : null;
    },
    async set(key, value, forMs) {
      await send(STATE_KEY_PREFIX + key, [
        'SET',
        STATE_KEY_PREFIX + key,
        value,
        'PX',
        String(Math.ceil(forMs)),
      ]);
    },
    health: () => health,
    begun: begun.promise,
    close() {
      isClosed = true;
      begun.resolve(undefined);
      clearTimeout(startup);
      clearInterval(probe);
      void Promise.allSettled(inFlight).then(() => connection.close());
    },
  };
}
