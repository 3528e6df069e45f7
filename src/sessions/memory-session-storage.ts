/** Stores sessions in the memory of the process, if replicas share no state. They end with the process. */
import {
  CLAIM_MS,
  MAX_SESSIONS_OF_PERSON,
  MAX_SIGN_INS,
  SIGN_IN_LIFETIME_MS,
  type SessionStorage,
  type SessionStorageOptions,
  type StoredSession,
} from './session-storage.ts';

interface MemorySession extends StoredSession {
  readonly usedAt: number;
  /** The attempt that stored this version; null for the first one. */
  readonly by: string | null;
  readonly claim: { readonly attempt: string; readonly until: number } | null;
}

/** Some kilobytes each. */
const MAX_SESSIONS = 10_000;

export function createMemorySessionStorage({ idleMs, now }: SessionStorageOptions): SessionStorage {
  const signIns = new Map<string, { readonly sealed: string; readonly since: number }>();
  /** The least recently used first. */
  const sessions = new Map<string, MemorySession>();
  /** The sessions of each person, the oldest first. */
  const byPerson = new Map<string, readonly string[]>();
  const find = (name: string): MemorySession | null => {
    const found = sessions.get(name);
    if (found === undefined || now() - found.usedAt < idleMs) return found ?? null;
    sessions.delete(name);
    return null;
  };
  const use = (name: string, session: Omit<MemorySession, 'usedAt'>): void => {
    sessions.delete(name);
    sessions.set(name, { ...session, usedAt: now() });
  };
  return {
    async addSignIn(name, sealed) {
      signIns.set(name, { sealed, since: now() });
      dropOldest(signIns, MAX_SIGN_INS);
    },
    async takeSignIn(name) {
      const found = signIns.get(name);
      signIns.delete(name);
      return found !== undefined && now() - found.since < SIGN_IN_LIFETIME_MS ? found.sealed : null;
    },
    async add(name, sealed) {
      use(name, { sealed, version: 1, by: null, claim: null });
      dropOldest(sessions, MAX_SESSIONS);
    },
    async read(name) {
      const found = find(name);
      if (found !== null) use(name, found);
      return found;
    },
    async peek(name) {
      const found = find(name);
      return found === null ? null : { ...found, idleLeftMs: found.usedAt + idleMs - now() };
    },
    has: async (name) => find(name) !== null,
    async claim(name, version, attempt) {
      const found = find(name);
      if (found === null) return { kind: 'gone' };
      if (found.version > version) return { kind: 'changed', sealed: found.sealed, version: found.version };
      if (found.claim !== null && found.claim.attempt !== attempt)
        return { kind: now() < found.claim.until ? 'wait' : 'abandoned' };
      sessions.set(name, { ...found, claim: { attempt, until: now() + CLAIM_MS } });
      return { kind: 'claimed' };
    },
    async replace(name, next, attempt) {
      const found = find(name);
      if (found === null) return false;
      if (found.version >= next.version) return found.version > next.version || found.by === attempt;
      if (found.claim !== null && found.claim.attempt !== attempt) return false;
      sessions.set(name, { ...found, ...next, by: attempt, claim: null });
      return true;
    },
    async release(name, attempt) {
      const found = find(name);
      if (found?.claim?.attempt === attempt) sessions.set(name, { ...found, claim: null });
    },
    async keepLatest(person, name) {
      const names = [...(byPerson.get(person) ?? []).filter((one) => find(one) !== null), name];
      byPerson.delete(person);
      byPerson.set(person, names.slice(-MAX_SESSIONS_OF_PERSON));
      dropOldest(byPerson, MAX_SESSIONS);
      const surplus = names.slice(0, -MAX_SESSIONS_OF_PERSON);
      for (const one of surplus) sessions.delete(one);
      return surplus;
    },
    async remove(name) {
      sessions.delete(name);
    },
  };
}

function dropOldest(entries: Map<string, unknown>, max: number): void {
  const [oldest] = entries.keys();
  if (entries.size > max && oldest !== undefined) entries.delete(oldest);
}
