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
import { garbage, openAdmin, plant } from '../support/lying-store.ts';
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

function newPath(): string {
  files += 1;
  return join(folder, `state-${files}.sqlite`);
}

let ids = 0;

function newClaim(owner = 'one') {
  ids += 1;
  return { id: `id-${ids}`, fingerprint: 'this input', owner };
}

function codeOf(error: unknown): unknown {
  return at(error, 'code');
}

/** Whether the answer of a claim says that nothing was sent before. */
function isNew(answer: unknown): boolean {
  return at(answer, 'kind') === 'mine' && at(answer, 'sealed') === null;
}

const openValkey = (leaseMs = LEASE_MS): Promise<IdempotencyStore> =>
  openValkeyStore({ location: valkey.place, leaseMs });

const KINDS: readonly (readonly [kind: string, open: () => Promise<IdempotencyStore>])[] = [
  ['an SQLite file', async () => openSqliteStore({ path: newPath() })],
  ['memory', async () => openSqliteStore({ path: null })],
  // What of it is skipped is told below.
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

describe.each(KINDS)('a store in %s', (_kind, open) => {
  it('gives a key to the first who claims it, and to nobody else until they let go of it', async () => {
    const store = await open();
    const [one, other] = [newClaim('one'), { ...newClaim(), owner: 'other' }];
    const same = { ...other, id: one.id };
    expect(await store.claim(one)).toEqual({ kind: 'mine', sealed: null });
    expect(await store.claim(same)).toEqual({ kind: 'busy' });
    expect(await store.claim({ ...same, fingerprint: 'another input' })).toEqual({ kind: 'other-input' });
    await store.release(one);
    expect(await store.claim(same)).toEqual({ kind: 'mine', sealed: null });
    await store.close();
  });

  it('keeps what is saved for whoever claims the key next', async () => {
    const store = await open();
    const one = newClaim();
    await store.claim(one);
    expect(await store.save(one, 'first')).toBe(true);
    expect(await store.save(one, 'second')).toBe(true);
    await store.release(one);
    expect(await store.claim({ ...one, owner: 'other' })).toEqual({ kind: 'mine', sealed: 'second' });
    await store.close();
  });

  it('saves nothing for one who does not hold the key, and does not let go of it for them', async () => {
    const store = await open();
    const one = newClaim();
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

  it('forgets a key, so that it is as good as new', async () => {
    const store = await open();
    const one = newClaim();
    await store.claim(one);
    await store.save(one, 'nothing of worth');
    await store.forget(one);
    expect(await store.claim({ ...one, fingerprint: 'another input' })).toEqual({
      kind: 'mine',
      sealed: null,
    });
    await store.close();
  });

  it('gives a key that many claim at once to one of them', async () => {
    const store = await open();
    const claim = newClaim();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.claim({ ...claim, owner: `owner-${index}` })),
    );
    expect(answers.filter(({ kind }) => kind === 'mine')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'busy')).toHaveLength(49);
    await store.close();
  });
});

describe('an SQLite file', () => {
  it('is for its owner alone, and for one process', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    await store.claim(newClaim());
    const modes = readdirSync(folder)
      .filter((file) => join(folder, file).startsWith(path))
      .map((file) => statSync(join(folder, file)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(() => openSqliteStore({ path })).toThrow('database is locked');
    await store.close();
  });

  it('is closed to other users who could read it, or is a problem of the configuration', async () => {
    const path = newPath();
    await openSqliteStore({ path }).close();
    chmodSync(path, 0o644);
    await (await openIdempotencyStore({ kind: 'sqlite', path }, LEASE_MS)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    // On Linux, a file whose mode cannot be changed.
    const place = { kind: 'sqlite', path: '/proc/self/comm' } as const;
    await expect(openIdempotencyStore(place, LEASE_MS)).rejects.toThrow(/^.*\n.*run chmod o= on it/);
  });

  it('has after the process what was saved, and nobody holds any key any more', async () => {
    const path = newPath();
    const [saved, claimed] = [newClaim(), newClaim()];
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

  it('remembers a key for ninety days after it was used, and no longer', async () => {
    const path = newPath();
    let now = Date.parse('2026-01-01T00:00:00Z');
    const [old, used] = [newClaim(), newClaim()];
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

  it('that is closed tells that it cannot be used, and nothing of itself', async () => {
    const path = newPath();
    const store = openSqliteStore({ path });
    await store.close();
    const error = await store.claim(newClaim()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'STATE_UNAVAILABLE' });
    expect(String(error)).not.toContain(folder);
  });

  it('that cannot be had is a problem of the configuration', async () => {
    const place = { kind: 'sqlite', path: join(folder, 'no', 'such', 'folder') } as const;
    await expect(openIdempotencyStore(place, LEASE_MS)).rejects.toThrow(
      'STATE_URL: expected a writable file that no other process has open',
    );
  });
});

describe.runIf(isValkeyThere)(`Valkey ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('gives a key to another when its holder has not said anything for as long as the lease', async () => {
    const [dead, alive] = [await openValkey(1), await openValkey()];
    const claim = newClaim('dead');
    await dead.claim(claim);
    await dead.save(claim, 'sent');
    const next = { ...claim, owner: 'alive' };
    let answer = await alive.claim(next);
    while (answer.kind === 'busy') answer = await alive.claim(next);
    expect(answer).toEqual({ kind: 'mine', sealed: 'sent' });
    expect(await dead.save(claim, 'from the grave')).toBe(false);
    await dead.close();
    await alive.close();
  });

  it('begins the lease anew with each save', async () => {
    const store = await openValkey(2_000);
    const claim = newClaim();
    await store.claim(claim);
    const client = await createClient({ url: valkey.url }).connect();
    const [key = ''] = await client.keys(`*${claim.id}`);
    const before = Number(await client.hGet(key, 'until'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await store.save(claim, 'sent');
    expect(Number(await client.hGet(key, 'until'))).toBeGreaterThan(before);
    const left = await client.pTTL(key);
    expect([left > RETENTION_MS - 60_000, left <= RETENTION_MS]).toEqual([true, true]);
    client.destroy();
    await store.close();
  });

  it('ends a lease that somebody has made endless or unreadable, and loses nothing of what was saved', async () => {
    for (const until of ['9e18', 'never', '', 'nan', 'inf', '-1', '1.5']) {
      const store = await openValkey(200);
      const claim = newClaim('held');
      await store.claim(claim);
      await store.save(claim, 'sent');
      const client = await createClient({ url: valkey.url }).connect();
      const [key = ''] = await client.keys(`*${claim.id}`);
      await client.hSet(key, 'until', until);
      const next = { ...claim, owner: 'next' };
      // As if the lease had begun only now: its holder may still be sending.
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

  it('never takes a key for a new one, whatever somebody has put in the place of its record', async () => {
    const store = await openValkey(50);
    const client = await openAdmin(valkey);
    await fc.assert(
      fc.asyncProperty(
        // A deleted record looks like one that never existed (docs/writes.md).
        garbage.filter(({ kind, lifetimeMs }) => kind !== 'gone' && lifetimeMs !== 1 && lifetimeMs !== 500),
        async (planted) => {
          const claim = newClaim('first');
          await store.claim(claim);
          await store.save(claim, 'sent');
          await store.release(claim);
          const [key = ''] = await client.keys(`*${claim.id}`);
          await plant(client, key, planted);
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

  it('has what was saved after it is killed', async () => {
    const server = await startValkey();
    const store = await openValkeyStore({ location: server.place, leaseMs: LEASE_MS });
    const claims = Array.from({ length: 20 }, () => newClaim());
    for (const claim of claims) await store.claim(claim);
    await Promise.all(claims.map((claim) => store.save(claim, `sent ${claim.id}`)));
    await server.restart();
    const next = await openValkeyStore({ location: server.place, leaseMs: LEASE_MS });
    for (const claim of claims) expect(await next.save(claim, 'done')).toBe(true);
    await store.close();
    await next.close();
    await server.close();
  });

  it('that is gone is told, and is used again when it is back', async () => {
    const server = await startValkey();
    const store = await openValkeyStore({ location: server.place, leaseMs: LEASE_MS });
    const claim = newClaim();
    await store.claim(claim);
    await server.kill();
    for (const work of [() => store.save(claim, 'sent'), () => store.claim(newClaim())]) {
      await expect(work()).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
    }
    await server.restart();
    await vi.waitFor(async () => expect(await store.save(claim, 'sent')).toBe(true), 10_000);
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
  ])('that would lose what it is given is refused: %s', async (why, settings) => {
    const server = await startValkey(settings);
    await expect(openIdempotencyStore(server.place, LEASE_MS)).rejects.toThrow(
      `STATE_URL: expected a Valkey or Redis server, version 7.2 or later, that persists its data: ${why}`,
    );
    await server.close();
  });
});

describe.runIf(isValkeyThere)(`a cluster of Valkey ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('has what was saved when a replica takes the place of a primary that is gone', async () => {
    const own = await startValkeyCluster();
    await own.addReplica();
    const store = await openValkeyStore({ location: own.place, leaseMs: LEASE_MS });
    // Enough for some to lie on each node.
    const claims = Array.from({ length: 20 }, () => newClaim());
    for (const claim of claims) await store.claim(claim);
    await Promise.all(claims.map((claim) => store.save(claim, 'sent')));
    await own.nodes[0]?.kill();
    for (const claim of claims) {
      await vi.waitFor(async () => expect(await store.save(claim, 'done')).toBe(true), 20_000);
    }
    await store.close();
    await own.close();
  }, 60_000);

  it('is not taken for one server, nor one server for it', async () => {
    const [node] = cluster.nodes;
    const asOne = { kind: 'valkey', url: node?.url ?? '' } as const;
    await expect(openIdempotencyStore(asOne, LEASE_MS)).rejects.toThrow('it is a cluster: use a');
    const asMany = { kind: 'valkey-cluster', urls: [valkey.url] } as const;
    await expect(openIdempotencyStore(asMany, LEASE_MS)).rejects.toThrow('it could not be reached');
  });
});

it('a server that is not there is told without its address', async () => {
  const place = { kind: 'valkey', url: 'redis://user:MARKED@127.0.0.1:1' } as const;
  const error = await openIdempotencyStore(place, LEASE_MS).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('it could not be reached');
  expect(String(error)).not.toContain('MARKED');
});
