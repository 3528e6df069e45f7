import { beforeEach, describe, expect, it } from 'vitest';
import { createMemorySessionStorage } from '../../src/sessions/memory-session-storage.ts';
import { CLAIM_MS, MAX_SIGN_INS, type SessionStorage } from '../../src/sessions/session-storage.ts';

const IDLE_MS = 1_000;
const MAX_SESSIONS = 10_000;

let time: number;
let storage: SessionStorage;

beforeEach(() => {
  time = 0;
  storage = createMemorySessionStorage({ idleMs: IDLE_MS, now: () => time });
});

describe('sessions in memory', () => {
  it('end after the idle time, which each use restarts', async () => {
    await storage.add('a', 'sealed');
    time = 999;
    expect(await storage.read('a')).toMatchObject({ sealed: 'sealed', version: 1 });
    time = 1_998;
    expect(await storage.read('a')).not.toBeNull();
    time = 2_998;
    expect(await storage.read('a')).toBeNull();
    expect(await storage.claim('a', 1, 'attempt')).toEqual({ kind: 'gone' });
  });

  it('are bounded, and the least recently used one makes room', async () => {
    for (let at = 0; at < MAX_SESSIONS; at += 1) await storage.add(`session-${at}`, 'sealed');
    await storage.read('session-0');
    await storage.add('one-more', 'sealed');
    expect(await storage.read('session-0')).not.toBeNull();
    expect(await storage.read('session-1')).toBeNull();
    expect(await storage.read('one-more')).not.toBeNull();
  });

  it('of one person end only for newer ones of that person [T3-D8]', async () => {
    await storage.add('clinician', 'sealed');
    await storage.keepLatest('other person', 'clinician', 1_000);
    for (let at = 0; at < 10_050; at += 1) {
      await storage.add(`session-${at}`, 'sealed');
      await storage.keepLatest('person', `session-${at}`, 1_000);
    }
    expect(await storage.read('clinician')).not.toBeNull();
    expect(await storage.read('session-10039')).toBeNull();
    expect(await storage.read('session-10040')).not.toBeNull();
  });

  it('of one person that have ended do not count', async () => {
    for (const name of ['a', 'b']) await storage.add(name, 'sealed');
    await storage.keepLatest('person', 'a', 1_000);
    await storage.keepLatest('person', 'b', 1_000);
    await storage.remove('b');
    for (let at = 0; at < 9; at += 1) {
      await storage.add(`session-${at}`, 'sealed');
      expect(await storage.keepLatest('person', `session-${at}`, 1_000)).toEqual([]);
    }
    await storage.add('one-more', 'sealed');
    expect(await storage.keepLatest('person', 'one-more', 1_000)).toEqual(['a']);
  });

  it('keep a claim that never ended', async () => {
    storage = createMemorySessionStorage({ idleMs: 10 * CLAIM_MS, now: () => time });
    await storage.add('a', 'sealed');
    await storage.claim('a', 1, 'one');
    time = CLAIM_MS;
    expect(await storage.claim('a', 1, 'other')).toEqual({ kind: 'abandoned' });
  });
});

describe('sign-ins in memory', () => {
  it('are bounded, and the oldest one makes room [T3-D1]', async () => {
    for (let at = 0; at <= MAX_SIGN_INS; at += 1) await storage.addSignIn(`sign-in-${at}`, 'sealed');
    expect(await storage.takeSignIn('sign-in-0')).toBeNull();
    expect(await storage.takeSignIn('sign-in-1')).toBe('sealed');
    expect(await storage.takeSignIn('sign-in-1')).toBeNull();
  });
});
