/** Opens what the operations of each grant share at a site, and closes it when the grant has ended or is idle. */
import { type Grant, type PersonGrant, SYSTEM_GRANT } from '../auth/grants.ts';
import type { MemoryHolder } from '../limits/memory-pool.ts';
import type { Upstream } from './operation.ts';
import { createGrantPool, createUpstream, type UpstreamOptions } from './upstream.ts';

export interface Upstreams {
  /** Returns what the operations of a grant share: the same until it closes. */
  of(grant: Grant): Upstream;
  /** Closes what belongs to a person whose session has ended. @param id of the grant */
  release(id: string): void;
  /** How many grants of persons are open. */
  readonly size: number;
  /** Closes what belongs to persons, and forgets the panel. */
  close(): void;
}

/** Longer than any operation takes, and as long as sessions stay idle by default. */
const GRANT_IDLE_MS = 900_000;
/** The memory of an open grant, without its cache of shared resources and its panel. */
const GRANT_BYTES = 12_500;

interface OpenGrant {
  readonly upstream: Upstream;
  readonly usedAt: number;
  readonly holder: MemoryHolder;
}

export function createUpstreams(given: UpstreamOptions): Upstreams {
  const { grants = createGrantPool(), site, now } = given;
  const options = { ...given, grants };
  const system = createUpstream(options, SYSTEM_GRANT);
  /** Least recently used first. */
  const persons = new Map<string, OpenGrant>();
  let timer: NodeJS.Timeout | null = null;

  const release = (id: string): void => {
    const person = persons.get(id);
    if (person !== undefined) grants.remove(person.holder);
    person?.upstream.sharedCache?.close();
    person?.upstream.panelMembers.close();
    persons.delete(id);
    site.release(id);
  };
  const releaseIdle = (): void => {
    for (const [id, { usedAt }] of persons) {
      if (now() - usedAt < GRANT_IDLE_MS) break;
      release(id);
    }
  };
  const watchIdle = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      releaseIdle();
      if (persons.size > 0) watchIdle();
    }, GRANT_IDLE_MS).unref();
  };
  const ofPerson = (grant: PersonGrant): Upstream => {
    // Tells a client that exists already whose tokens are the latest.
    site.as(grant);
    const { upstream, holder } = persons.get(grant.id) ?? {
      upstream: createUpstream(options, grant),
      holder: { site: site.id, evict: () => release(grant.id) },
    };
    // In both, the last is the latest.
    persons.delete(grant.id);
    persons.set(grant.id, { upstream, holder, usedAt: now() });
    grants.remove(holder);
    grants.allocate(holder, GRANT_BYTES);
    releaseIdle();
    watchIdle();
    return upstream;
  };
  return {
    of: (grant) => (grant.kind === 'system' ? system : ofPerson(grant)),
    release,
    get size() {
      return persons.size;
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      for (const id of persons.keys()) release(id);
      system.panelMembers.close();
    },
  };
}
