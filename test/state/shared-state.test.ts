import { createClient } from '@redis/client';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/observability/log.ts';
import { SharedStateUnavailableError } from '../../src/state/shared-state-error.ts';
import { createSharedState, type SharedState, STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import { openValkeyStore } from '../../src/writes/valkey-store.ts';
import { PATIENCE } from '../support/patience.ts';
import { waitForStatus } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';

const logLines: string[] = [];
const log = createLog('trace', { write: (line) => void logLines.push(line) });

describe.skipIf(!isValkeyThere)(`the shared state on one server ${SKIPS_WITHOUT_VALKEY}`, () => {
  let valkey: ValkeyServer;
  let state: SharedState;

  beforeAll(async () => {
    valkey = await startValkey({ appendonly: 'no' });
    state = createSharedState({ place: valkey.place, log, withinMs: PATIENCE.timeout });
    await state.begun;
  });

  afterAll(async () => {
    state.close();
    await valkey.close();
  });

  it('stores a value for its lifetime, visible to every replica', async () => {
    const other = createSharedState({ place: valkey.place, log, withinMs: PATIENCE.timeout });
    await other.begun;
    expect(other.health().isUp).toBe(true);
    await state.set('kept', 'this', 60_000);
    await state.set('brief', 'this', 1);
    expect(await other.get('kept')).toBe('this');
    await vi.waitFor(async () => expect(await other.get('brief')).toBeNull(), PATIENCE);
    other.close();
  });

  it('runs a script atomically, over keys with its own prefix', async () => {
    const script =
      "redis.call('SET', KEYS[1], ARGV[1]) redis.call('SET', KEYS[2], '2') return {KEYS[1], redis.call('GET', KEYS[2])}";
    const keys = ['{slot}:one', '{slot}:other'] as const;
    expect(await state.run(script, keys, ['1'])).toEqual(['epic-fhir-graphql-gateway:{slot}:one', '2']);
    expect(await state.get('{slot}:one')).toBe('1');
  });

  it('needs only the permissions that docs/replicas.md gives the Valkey user', async () => {
    const page = readFileSync('docs/replicas.md', 'utf8');
    const [, rule = ''] = /^ACL SETUSER (.+)$/m.exec(page) ?? [];
    const server = await startValkey();
    const admin = await createClient({ url: server.url }).connect();
    await admin.sendCommand(['ACL', 'SETUSER', ...rule.split(' ')]);
    const url = server.url.replace('//', '//gateway:password@');
    const place = { kind: 'valkey', url } as const;
    const own = createSharedState({ place, log, withinMs: PATIENCE.timeout });
    const store = await openValkeyStore({ location: place, leaseMs: 60_000 });
    await own.begun;
    await own.set('kept', 'this', 60_000);
    expect(await own.get('kept')).toBe('this');
    const claim = { id: 'id', fingerprint: 'input', owner: 'one' };
    expect(await store.claim(claim)).toEqual({ kind: 'mine', sealed: null });
    expect([await store.save(claim, 'sent'), await store.release(claim), await store.forget(claim)]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    await admin.set('of another program', 'secret');
    await expect(own.run("return redis.call('GET', 'of another program')", ['kept'], [])).rejects.toThrow(
      SharedStateUnavailableError,
    );
    own.close();
    await store.close();
    admin.destroy();
    await server.close();
  });

  it('deletes a value that it cannot have written, returns null, and stays up', async () => {
    const admin = await createClient({ url: valkey.url }).connect();
    const planted = 'planted';
    const name = `${STATE_KEY_PREFIX}${planted}`;
    const plants = [
      () => admin.rPush(name, 'x'),
      () => admin.hSet(name, 'field', 'x'),
      () => admin.set(name, 'x'.repeat(1_000_000)),
    ];
    for (const plant of plants) {
      await plant();
      expect([await state.get(planted), await admin.exists(name), state.health().isUp]).toEqual([
        null,
        0,
        true,
      ]);
    }
    admin.destroy();
  });

  it('rejects commands beyond its limit, answers the others, and stays up', async () => {
    await state.set('requested', 'this', 60_000);
    const since = logLines.length;
    const answers = await Promise.all(
      Array.from({ length: 5_000 }, () => state.get('requested').catch((error: unknown) => error)),
    );
    expect(answers.filter((answer) => answer === 'this')).toHaveLength(1_000);
    expect(answers.filter((answer) => answer instanceof SharedStateUnavailableError)).toHaveLength(4_000);
    expect([state.health().isUp, await state.get('requested'), logLines.slice(since)]).toEqual([
      true,
      'this',
      [],
    ]);
  });

  it('leaves room for the commands of other sites, and lets one site send as many as an only one', async () => {
    const shared = createSharedState({
      place: valkey.place,
      isShared: true,
      log,
      withinMs: PATIENCE.timeout,
    });
    await shared.begun;
    await shared.set('requested', 'this', 60_000);
    const countAnswered = async (site: string, count: number): Promise<number> => {
      const ofSite = shared.forSite(site);
      const answers = Array.from({ length: count }, () => ofSite.get('requested').catch(() => null));
      return (await Promise.all(answers)).filter((answer) => answer === 'this').length;
    };
    expect(await countAnswered('busy', 5_000)).toBe(1_000);
    expect(await Promise.all([countAnswered('busy', 5_000), countAnswered('quiet', 400)])).toEqual([
      1_000, 400,
    ]);
    expect(shared.health().isUp).toBe(true);
    shared.close();
  });

  it('goes down with its server, rejects commands meanwhile, and recovers by itself [T6-D4]', async () => {
    await valkey.kill();
    await waitForStatus(state, 'down');
    await expect(state.get('kept')).rejects.toThrow(SharedStateUnavailableError);
    await expect(state.set('kept', 'other', 1_000)).rejects.toThrow(SharedStateUnavailableError);
    await valkey.restart();
    await waitForStatus(state, 'up');
    await state.set('kept', 'again', 60_000);
    expect(await state.get('kept')).toBe('again');
    expect(logLines.map((line) => /"event":"(\w+)"/.exec(line)?.[1])).toContain('shared_state_down');
  });

  it('starts without delay while its server is down, and uses the server once it is up', async () => {
    const late = await startValkey({ appendonly: 'no' });
    await late.kill();
    const waiting = createSharedState({ place: late.place, log, withinMs: PATIENCE.timeout });
    await waiting.begun;
    expect(waiting.health().isUp).toBe(false);
    await expect(waiting.get('kept')).rejects.toThrow(SharedStateUnavailableError);
    await late.restart();
    await waitForStatus(waiting, 'up');
    expect(await waiting.get('kept')).toBeNull();
    waiting.close();
    await late.close();
  });
});

describe('the shared state on a server that does not respond [T6-D4]', () => {
  it('waits for a silent server only up to the timeout, and then sends nothing more', async () => {
    const sockets: Socket[] = [];
    let commands = 0;
    // Answers the handshake, so the connection opens, but no command after it.
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', (bytes) => {
        const text = bytes.toString('latin1');
        commands += text.split('$4\r\nEVAL').length - 1;
        if (/HELLO/.test(text)) socket.write('%0\r\n');
        for (const _ of text.matchAll(/\r\nCLIENT\r\n/g)) socket.write('+OK\r\n');
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const place = { kind: 'valkey', url: `redis://user:MARKED@127.0.0.1:${port}` } as const;
    const state = createSharedState({ place, log, withinMs: 300 });
    await waitForStatus(state, 'up');
    for (let count = 0; count < 3; count += 1) {
      await expect(state.get('kept')).rejects.toThrow(SharedStateUnavailableError);
    }
    await vi.waitFor(() => expect(commands).toBe(3), PATIENCE);
    expect(state.health().isUp).toBe(false);
    await Promise.all(Array.from({ length: 50 }, () => state.get('kept').catch(() => null)));
    expect(commands).toBe(3);
    expect(logLines.join('')).not.toContain('MARKED');
    state.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
