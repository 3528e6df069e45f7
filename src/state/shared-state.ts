/**
 * Shares small values among replicas, in Valkey or Redis. Each replica can do without them; writes are in `durable-state.ts`. Every command has a
 * timeout, and fails at once while the server is unreachable. The connection recovers automatically.
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
import { createFairRoom, NO_SITE } from '../limits/fair-room.ts';
import type { Log } from '../observability/log.ts';
import { connectToState, MAX_QUEUED_COMMANDS } from './connection.ts';
import { DROP_UNLESS } from './lua-guards.ts';
import { SharedStateUnavailableError } from './shared-state-error.ts';

export interface SharedState {
  /**
   * Runs a Lua script atomically. In a cluster all its keys must be in one slot, so they contain the same hash tag `{…}`.
   * @throws SharedStateUnavailableError if it may not have run
   */
  run(script: string, keys: readonly [string, ...string[]], args: readonly string[]): Promise<unknown>;
  /** Returns null if the key has no value. Deletes a value that `set` cannot have written. @throws SharedStateUnavailableError */
  get(key: string): Promise<string | null>;
  /** @throws SharedStateUnavailableError if the value may not be stored */
  set(key: string, value: string, forMs: number): Promise<void>;
  health(): SharedStateHealth;
  /** Resolves once the state is up or down, within some seconds. Commands before that fail. */
  readonly begun: Promise<void>;
  /** Closes the connection once all commands in flight have settled. */
  close(): void;
}

/** The connection of the process. */
export interface SharedStateConnection extends SharedState {
  /** Returns the same state, whose commands count for a site. @param site its id; undefined without a sites file */
  forSite(site: string | undefined): SharedState;
}

interface SharedStateHealth {
  /** If false, each replica works with its own values only. */
  readonly isUp: boolean;
  /** Epoch milliseconds. */
  readonly since: number;
}

interface SharedStateOptions {
  readonly place: SharedStateLocation;
  /** Whether several sites share the connection, so each must leave room for the commands of others; false by default. */
  readonly isShared?: boolean;
  readonly log: Log;
  /** The timeout of one command. */
  readonly withinMs: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The prefix of every key, so that other programs can use the same server. */
export const STATE_KEY_PREFIX = 'epic-fhir-graphql-gateway:';

/** Replicas write no larger values. */
const MAX_VALUE_BYTES = 65_536;
/** KEYS: the value. ARGV: the maximum bytes of the value. */
const GET_SCRIPT = `${DROP_UNLESS}
  dropUnless('string', KEYS[1])
  if redis.call('STRLEN', KEYS[1]) <= tonumber(ARGV[1]) then return redis.call('GET', KEYS[1]) end
  redis.call('UNLINK', KEYS[1])
  return false`;

/** After this many consecutive failures commands fail at once, so that operations do not wait for a server that does not respond. */
const MAX_CONSECUTIVE_FAILURES = 3;
const PROBE_INTERVAL_MS = 500;
/**
 * The commands that one site can have in flight. Several sites together can have twice as many, which is still below the limit of the connection,
 * whose refusals would count as failures of the server.
 */
const MAX_IN_FLIGHT = MAX_QUEUED_COMMANDS / 4;
/** After this time startup continues without the shared state. */
const STARTUP_TIMEOUT_MS = 3_000;

export function createSharedState(options: SharedStateOptions): SharedStateConnection {
  const { place, isShared = false, log, withinMs, now = Date.now } = options;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: PROBE_INTERVAL_MS,
    breaker: new ConsecutiveBreaker(MAX_CONSECUTIVE_FAILURES),
  });
  const bounded = wrap(breaker, timeout(withinMs, TimeoutStrategy.Aggressive));
  let health: SharedStateHealth = { isUp: false, since: now() };
  const begun = Promise.withResolvers<undefined>();
  let isReported = false;
  let isClosed = false;

  const updateHealth = (): void => {
    const isUp = connection.isReady && breaker.state === CircuitState.Closed;
    if (isClosed || (isReported && isUp === health.isUp)) return;
    isReported = true;
    begun.resolve(undefined);
    if (isUp !== health.isUp) health = { isUp, since: now() };
    if (isUp) log.info('shared_state_up');
    else log.warn('shared_state_down');
  };
  const connection = connectToState(place, updateHealth);
  breaker.onStateChange(updateHealth);

  const inFlight = new Set<Promise<unknown>>();
  const room = createFairRoom({ capacity: isShared ? 2 * MAX_IN_FLIGHT : MAX_IN_FLIGHT, isShared });
  const send = async (site: string, key: string, command: readonly string[]): Promise<unknown> => {
    if (!room.hasRoomFor(site, 1)) throw new SharedStateUnavailableError();
    const answer = bounded.execute(() => connection.send(key, command));
    inFlight.add(answer);
    room.hold(site, 1);
    try {
      return await answer;
    } catch {
      throw new SharedStateUnavailableError();
    } finally {
      inFlight.delete(answer);
      room.hold(site, -1);
    }
  };

  // Detect the recovery of the server even if no operation uses it.
  const probe = setInterval(() => {
    if (!health.isUp)
      send(NO_SITE, STATE_KEY_PREFIX, ['EXISTS', STATE_KEY_PREFIX]).then(updateHealth, updateHealth);
  }, PROBE_INTERVAL_MS);
  probe.unref();
  const startup = setTimeout(updateHealth, STARTUP_TIMEOUT_MS);
  startup.unref();

  const close = (): void => {
    isClosed = true;
    begun.resolve(undefined);
    clearTimeout(startup);
    clearInterval(probe);
    void Promise.allSettled(inFlight).then(() => connection.close());
  };
  const forSite = (site = NO_SITE): SharedState => {
    const run: SharedState['run'] = (script, keys, args) => {
      const names = keys.map((key) => STATE_KEY_PREFIX + key);
      const command = ['EVAL', script, String(names.length), ...names, ...args];
      return send(site, names[0] ?? STATE_KEY_PREFIX, command);
    };
    return {
      run,
      async get(key) {
        const value = await run(GET_SCRIPT, [key], [String(MAX_VALUE_BYTES)]);
        return typeof value === 'string' ? value : null;
      },
      async set(key, value, forMs) {
        const name = STATE_KEY_PREFIX + key;
        await send(site, name, ['SET', name, value, 'PX', String(Math.ceil(forMs))]);
      },
      health: () => health,
      begun: begun.promise,
      close,
    };
  };
  return { ...forSite(), forSite };
}
