/** Generates values that an attacker with access to the shared store can write there, or make it reply. */
import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import type { SharedState } from '../../src/state/shared-state.ts';
import { SharedStateUnavailableError } from '../../src/state/shared-state-error.ts';
import type { ValkeyServer } from './valkey.ts';

/** Returns a shared state that is up and whose scripts all return `reply()`. */
export function createReplyingState(reply: () => unknown): SharedState {
  return {
    run: async () => reply(),
    get: async () => null,
    set: async () => {},
    health: () => ({ isUp: true, since: 0 }),
    begun: Promise.resolve(),
    close: () => {},
  };
}

/** A shared state that is down. */
export const DOWN_STATE: SharedState = {
  ...createReplyingState(() => null),
  run: async () => Promise.reject(new SharedStateUnavailableError()),
  get: async () => Promise.reject(new SharedStateUnavailableError()),
  set: async () => Promise.reject(new SharedStateUnavailableError()),
  health: () => ({ isUp: false, since: 0 }),
};

const NUMBERS = [Number.NaN, Infinity, -Infinity, -1, 0, 0.5, 9, 2 ** 31, 2 ** 53, 1e300, -1e300];

/** Any reply that the client library can return. */
export const anyReply: fc.Arbitrary<unknown> = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...NUMBERS), fc.integer(), fc.double()), { minLength: 4, maxLength: 4 }),
  fc.array(fc.oneof(fc.constantFrom<unknown>(...NUMBERS, null, undefined, '', '9', [], {}), fc.anything())),
  fc.anything(),
);

/** Any value of a key, or of a field of a hash. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    'nan',
    'inf',
    '-inf',
    '-1',
    '0',
    '1.5',
    '0x1F',
    '1e308',
    '9007199254740993',
    '9'.repeat(400),
  ),
  fc.constantFrom('null', '[]', '{}', '{"ends":', '['.repeat(5_000), 'x'.repeat(100_000)),
  fc.integer().map(String),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);

/** The expiry of a planted key, in milliseconds; null: none. */
const anyLifetime = fc.constantFrom(null, 1, 500, 60_000, 315_360_000_000);

export interface Garbage {
  readonly kind: 'string' | 'list' | 'set' | 'zset' | 'stream' | 'hash' | 'fields' | 'lifetime' | 'gone';
  readonly text: string;
  readonly lifetimeMs: number | null;
}

/** A change of a key: a value of any type, a text in every field of a hash, another expiry, or deletion. */
export const anyGarbage: fc.Arbitrary<Garbage> = fc.record({
  kind: fc.constantFrom(
    'string',
    'list',
    'set',
    'zset',
    'stream',
    'hash',
    'fields',
    'fields',
    'lifetime',
    'gone',
  ),
  text: anyText,
  lifetimeMs: anyLifetime,
});

export type Admin = Awaited<ReturnType<typeof openAdmin>>;

/** Connects a second client, which may run any command. */
export async function openAdmin({ url }: ValkeyServer) {
  const client = createClient({ url });
  // Without a listener, the error when the server stops would crash the test.
  client.on('error', () => undefined);
  return client.connect();
}

/** Changes the key in one transaction, so that a running gateway cannot write its own value in between. */
export async function plantGarbage(
  admin: Admin,
  key: string,
  { kind, text, lifetimeMs }: Garbage,
): Promise<void> {
  const fields = kind === 'fields' && (await admin.type(key)) === 'hash' ? await admin.hKeys(key) : null;
  const step = admin.multi();
  if (kind !== 'fields' && kind !== 'lifetime') step.del(key);
  switch (kind) {
    case 'string':
      step.set(key, text);
      break;
    case 'list':
      step.rPush(key, text);
      break;
    case 'set':
      step.sAdd(key, text);
      break;
    case 'zset':
      step.zAdd(key, { score: 1, value: text });
      break;
    case 'stream':
      step.xAdd(key, '*', { text });
      break;
    case 'hash':
      step.hSet(key, 'field', text);
      break;
    case 'fields':
      for (const field of fields === null ? [] : [...fields, 'another']) step.hSet(key, field, text);
      break;
    case 'lifetime':
    case 'gone':
      break;
  }
  if (lifetimeMs === null) step.persist(key);
  else step.pExpire(key, lifetimeMs);
  const done = step.exec();
  // The gateway can have replaced the hash since its fields were read.
  await (kind === 'fields' ? done.catch(() => undefined) : done);
}
