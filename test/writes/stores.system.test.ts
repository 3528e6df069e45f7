import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type IdempotencyStore, RETENTION_MS } from '../../src/writes/idempotency-store.ts';
import { openIdempotencyStore } from '../../src/writes/open-idempotency-store.ts';
import { openSqliteStore } from '../../src/writes/sqlite-store.ts';
import { openValkeyStore } from '../../src/writes/valkey-store.ts';
import { at } from '../support/expected.ts';
import { anyGarbage, openAdmin, plantGarbage } from '../support/hostile-store.ts';
import { PATIENCE } from '../support/patience.ts';
import { startValkeyCluster, type ValkeyCluster } from '../support/valkey-cluster.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';

const LEASE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'gateway-stores-'));
let valkey: ValkeyServer;
let cluster: ValkeyCluster;
let files = 0;

beforeAll(async () => {
  if (!isValkeyThere) return;
  valkey = await startValkey();
  cluster = await startValkeyCluster();
});

afterAll(async () => {
  if (isValkeyThere) {
    await valkey.close();
    await cluster.close();
  }
  rmSync(folder, { recursive: true });
});

function createPath(): string {
  files += 1;
  return join(folder, `state-${files}.sqlite`);
}

let ids = 0;

function createClaim(owner = 'one') {
  ids += 1;
  return { id: `id-${ids}`, fingerprint: 'this input', owner };
}

function codeOf(error: unknown): unknown {
  return at(error, 'code');
}

/** Returns whether the answer to a claim says that nothing was sent before. */
function isNew(answer: unknown): boolean {
  return at(answer, 'kind') === 'mine' && at(answer, 'sealed') === null;
}

const openValkey = (leaseMs = LEASE_MS): Promise<IdempotencyStore> =>
  openValkeyStore({ location: valkey.place, leaseMs });

const KINDS: readonly (readonly [kind: string, open: () => Promise<IdempotencyStore>])[] = [
  ['an SQLite file', async () => openSqliteStore({ path: createPath() })],
  ['memory', async () => openSqliteStore({ path: null })],
  // The title of the Valkey tests below says that they are skipped.
  ...(isValkeyThere
    ? [
        ['Valkey', () => openValkey()] as const,
        [
          'a cluster of Valkey',
          () => openValkeyStore({ location: cluster.place, leaseMs: LEASE_MS }),
        ] as const,
      ]
    : []),
];

describe.each(KINDS)('an idempotency store in %s', (_kind, open) => {
  it('grants a key to the first owner only, until that owner releases it', async () => {
    const store = await open();
    const [one, other] = [createClaim('one'), { ...createClaim(), owner: 'other' }];
    const same = { ...other, id: one.id };
    expect(await store.claim(one)).toEqual({ kind: 'mine', sealed: null });
    expect(await store.claim(same)).toEqual({ kind: 'busy' });
    expect(await store.claim({ ...same, fingerprint: 'another input' })).toEqual({ kind: 'other-input' });
    await store.release(one);
    expect(await store.claim(same)).toEqual({ kind: 'mine', sealed: null });
    await store.close();
  });

  it('returns the saved record to the next owner', async () => {
    const store = await open();
    const one = createClaim();
    await store.claim(one);
    expect(await store.save(one, 'first')).toBe(true);
    expect(await store.save(one, 'second')).toBe(true);
    await store.release(one);
    expect(await store.claim({ ...one, owner: 'other' })).toEqual({ kind: 'mine', sealed: 'second' });
    await store.close();
  });

  it('ignores saves and releases from an owner that does not hold the key', async () => {
    const store = await open();
    const one = createClaim();
    const other = { ...one, owner: 'other' };
    expect(await store.save(one, 'unclaimed')).toBe(false);
    await store.claim(one);
    expect(await store.save(other, 'not mine')).toBe(false);
    await store.release(other);
    await store.forget(other);
    expect(await store.claim(other)).toEqual({ kind: 'busy' });
    await store.release(one);
    expect(await store.save(one, 'too late')).toBe(false);
    expect(await store.claim(other)).toEqual({ kind: 'mine', sealed: null });
    await store.close();
  });

  it('treats a forgotten key as new', async () => {
    const store = await open();
    const one = createClaim();
    await store.claim(one);
    await store.save(one, 'a record');
    await store.forget(one);
    expect(await store.claim({ ...one, fingerprint: 'another input' })).toEqual({
      kind: 'mine',
      sealed: null,
    });
    await store.close();
  });

  it('grants a key to only one of many concurrent owners', async () => {
    const store = await open();
    const claim = createClaim();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.claim({ ...claim, owner: `owner-${index}` })),
    );
    expect(answers.filter(({ kind }) => kind === 'mine')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'busy')).toHaveLength(49);
    await store.close();
  });
});

describe('openSqliteStore with a file', () => {
  it('creates files that only their owner can read, and that one process can open', async () => {
    const path = createPath();
    const store = openSqliteStore({ path });
    await store.claim(createClaim());
    const modes = readdirSync(folder)
      .filter((file) => join(folder, file).startsWith(path))
      .map((file) => statSync(join(folder, file)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(() => openSqliteStore({ path })).toThrow('database is locked');
    await store.close();
  });

  it('removes other users’ access to an existing file, or rejects the configuration', async () => {
    const path = createPath();
    await openSqliteStore({ path }).close();
    chmodSync(path, 0o644);
    await (await openIdempotencyStore({ kind: 'sqlite', path }, LEASE_MS)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    // On Linux, no process can change the mode of this file.
    const place = { kind: 'sqlite', path: '/proc/self/comm' } as const;
    await expect(openIdempotencyStore(place, LEASE_MS)).rejects.toThrow(/^.*\n.*run chmod o= on it/);
  });

  it('keeps saved records for the next process, and releases all keys', async () => {
    const path = createPath();
    const [saved, claimed] = [createClaim(), createClaim()];
    const store = openSqliteStore({ path });
    await store.claim(saved);
    await store.save(saved, 'sent');
    await store.claim(claimed);
    await store.close();
    const next = openSqliteStore({ path });
    expect(await next.claim({ ...saved, owner: 'next' })).toEqual({ kind: 'mine', sealed: 'sent' });
    expect(await next.claim({ ...claimed, owner: 'next', fingerprint: 'another input' })).toMatchObject({
      kind: 'mine',
    });
    await next.close();
  });

  it('forgets a key ninety days after its last use', async () => {
    const path = createPath();
    let now = Date.parse('2026-01-01T00:00:00Z');
    const [old, used] = [createClaim(), createClaim()];
    const open = () => openSqliteStore({ path, now: () => now });
    const store = open();
    for (const claim of [old, used]) {
      await store.claim(claim);
      await store.save(claim, 'done');
      await store.release(claim);
    }
    await store.close();
    now += RETENTION_MS - 1;
    const later = open();
    await later.claim(used);
    await later.close();
    now += 2;
    const last = open();
    expect(await last.claim({ ...used, owner: 'last' })).toMatchObject({ sealed: 'done' });
    expect(await last.claim({ ...old, owner: 'last' })).toMatchObject({ sealed: null });
    await last.close();
  });

  it('answers STATE_UNAVAILABLE after it is closed, without its path', async () => {
    const path = createPath();
    const store = openSqliteStore({ path });
    await store.close();
    const error = await store.claim(createClaim()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'STATE_UNAVAILABLE' });
    expect(String(error)).not.toContain(folder);
  });

  it('rejects a configuration whose SQLite file cannot be opened', async () => {
    const place = { kind: 'sqlite', path: join(folder, 'no', 'such', 'folder') } as const;
    await expect(openIdempotencyStore(place, LEASE_MS)).rejects.toThrow(
      'STATE_URL: expected a writable file that no other process has open',
    );
  });
});

describe.runIf(isValkeyThere)(`Valkey ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('grants a key to another owner after the lease expires', async () => {
    const [dead, alive] = [await openValkey(1), await openValkey()];
    const claim = createClaim('dead');
    await dead.claim(claim);
    await dead.save(claim, 'sent');
    const next = { ...claim, owner: 'alive' };
    let answer = await alive.claim(next);
    while (answer.kind === 'busy') answer = await alive.claim(next);
    expect(answer).toEqual({ kind: 'mine', sealed: 'sent' });
    expect(await dead.save(claim, 'after the lease')).toBe(false);
    await dead.close();
    await alive.close();
  });

  it('renews the lease with each save', async () => {
    const store = await openValkey(2_000);
    const claim = createClaim();
    await store.claim(claim);
    const client = await createClient({ url: valkey.url }).connect();
    const [key = ''] = await client.keys(`*${claim.id}`);
    const before = Number(await client.hGet(key, 'until'));
    // The lease is measured in milliseconds, so a save within the same one changes nothing.
    await vi.waitFor(async () => {
      await store.save(claim, 'sent');
      expect(Number(await client.hGet(key, 'until'))).toBeGreaterThan(before);
    }, PATIENCE);
    const left = await client.pTTL(key);
    expect([left > RETENTION_MS - 60_000, left <= RETENTION_MS]).toEqual([true, true]);
    client.destroy();
    await store.close();
  });

  it('expires a lease with a corrupt end, and keeps the saved record [T6-D2]', async () => {
    for (const until of ['9e18', 'never', '', 'nan', 'inf', '-1', '1.5']) {
      const store = await openValkey(200);
      const claim = createClaim('held');
      await store.claim(claim);
      await store.save(claim, 'sent');
      const client = await createClient({ url: valkey.url }).connect();
      const [key = ''] = await client.keys(`*${claim.id}`);
      await client.hSet(key, 'until', until);
      const next = { ...claim, owner: 'next' };
      // The lease starts again, because its holder may still be sending.
      expect(await store.claim(next)).toEqual({ kind: 'busy' });
      await vi.waitFor(
        async () => expect(await store.claim(next)).toEqual({ kind: 'mine', sealed: 'sent' }),
        PATIENCE,
      );
      expect(await store.save(claim, 'late')).toBe(false);
      client.destroy();
      await store.close();
    }
  });

  it('never treats a used key as new, whatever replaces its record [T6-D2]', async () => {
    const store = await openValkey(50);
    const client = await openAdmin(valkey);
    await fc.assert(
      fc.asyncProperty(
        // A deleted record looks like one that never existed (docs/writes.md).
        anyGarbage.filter(
          ({ kind, lifetimeMs }) => kind !== 'gone' && lifetimeMs !== 1 && lifetimeMs !== 500,
        ),
        async (planted) => {
          const claim = createClaim('first');
          await store.claim(claim);
          await store.save(claim, 'sent');
          await store.release(claim);
          const [key = ''] = await client.keys(`*${claim.id}`);
          await plantGarbage(client, key, planted);
          const answer = await store.claim({ ...claim, owner: 'next' }).catch(codeOf);
          const isKept = planted.kind === 'lifetime' ? at(answer, 'sealed') === 'sent' : !isNew(answer);
          expect([answer, isKept]).toEqual([answer, true]);
          await client.del(key);
        },
      ),
      { numRuns: 200 },
    );
    client.destroy();
    await store.close();
  });

  it('keeps saved records when Valkey is killed', async () => {
    const server = await startValkey();
    const store = await openValkeyStore({ location: server.place, leaseMs: LEASE_MS });
    const claims = Array.from({ length: 20 }, () => createClaim());
    for (const claim of claims) await store.claim(claim);
    await Promise.all(claims.map((claim) => store.save(claim, `sent ${claim.id}`)));
    await server.restart();
    const next = await openValkeyStore({ location: server.place, leaseMs: LEASE_MS });
    for (const claim of claims) expect(await next.save(claim, 'done')).toBe(true);
    await store.close();
    await next.close();
    await server.close();
  });

  it('answers STATE_UNAVAILABLE while Valkey is down, and recovers afterwards', async () => {
    const server = await startValkey();
    const store = await openValkeyStore({ location: server.place, leaseMs: LEASE_MS });
    const claim = createClaim();
    await store.claim(claim);
    await server.kill();
    for (const work of [() => store.save(claim, 'sent'), () => store.claim(createClaim())]) {
      await expect(work()).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
    }
    await server.restart();
    await vi.waitFor(async () => expect(await store.save(claim, 'sent')).toBe(true), PATIENCE);
    await store.close();
    await server.close();
  });

  it.each<[why: string, settings: Record<string, string>]>([
    ['it has no append-only file: set `appendonly yes`', { appendonly: 'no' }],
    [
      'it evicts keys: set `maxmemory-policy noeviction`',
      { maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' },
    ],
    ['it could not be reached', { requirepass: 'secret' }],
  ])('refuses a Valkey that can lose data because %s', async (why, settings) => {
    const server = await startValkey(settings);
    await expect(openIdempotencyStore(server.place, LEASE_MS)).rejects.toThrow(
      `STATE_URL: expected a Valkey or Redis server, version 7.2 or later, that persists its data: ${why}`,
    );
    await server.close();
  });
});

describe.runIf(isValkeyThere)(`a cluster of Valkey ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('keeps saved records when a replica replaces a failed primary', async () => {
    const own = await startValkeyCluster();
    await own.addReplica();
    const store = await openValkeyStore({ location: own.place, leaseMs: LEASE_MS });
    // Enough keys for every node to store some.
    const claims = Array.from({ length: 20 }, () => createClaim());
    for (const claim of claims) await store.claim(claim);
    await Promise.all(claims.map((claim) => store.save(claim, 'sent')));
    await own.nodes[0]?.kill();
    for (const claim of claims) {
      await vi.waitFor(async () => expect(await store.save(claim, 'done')).toBe(true), 60_000);
    }
    await store.close();
    await own.close();
  }, 180_000);

  it('rejects a cluster node configured as one server, and one server configured as a cluster', async () => {
    const [node] = cluster.nodes;
    const asOne = { kind: 'valkey', url: node?.url ?? '' } as const;
    await expect(openIdempotencyStore(asOne, LEASE_MS)).rejects.toThrow('it is a cluster: use a');
    const asMany = { kind: 'valkey-cluster', urls: [valkey.url] } as const;
    await expect(openIdempotencyStore(asMany, LEASE_MS)).rejects.toThrow('it could not be reached');
  });
});

it('does not report the address of an unreachable Valkey', async () => {
  const place = { kind: 'valkey', url: 'redis://user:MARKED@127.0.0.1:1' } as const;
  const error = await openIdempotencyStore(place, LEASE_MS).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('it could not be reached');
  expect(String(error)).not.toContain('MARKED');
});
