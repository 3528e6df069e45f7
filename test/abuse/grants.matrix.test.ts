/**
 * The authorization walk over grants: persons who signed in at the FHIR server, to whom it shows other records than to other persons and to
 * the gateway. A gateway that also reads with those grants, before and at the same time, must answer, request and audit exactly what a
 * gateway does that has never heard of them.
 */
import { createClient } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSharedType } from '../../src/fhir/resource-kinds.ts';
import { STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import {
  documentOf,
  INCLUDED,
  label,
  LOOKUPS,
  PATHS,
  ROOTS,
  selectionOf,
  TYPES,
} from '../support/authorization-walk.ts';
import { FOREIGN } from '../support/cross-reference-records.ts';
import { cacheableId } from '../support/cross-reference-server.ts';
import { at } from '../support/expected.ts';
import {
  ask,
  type GrantsWalk,
  type Outcome,
  OTHER,
  startGrantsWalk,
  SYSTEM,
} from '../support/grants-walk.ts';
import type { SignedInPerson } from '../support/persons.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY } from '../support/valkey.ts';

/** Lookups of records that the gateway caches for all callers of a grant. */
const CACHEABLE = TYPES.filter((type) => isSharedType(type)).map(
  (type) => [type, `{ found: ${LOOKUPS.get(type)}(id: "${cacheableId(type)}") { id } }`] as const,
);

describe.each([
  { name: 'one process', isReplicated: false },
  { name: `two replicas that share a store ${SKIPS_WITHOUT_VALKEY}`, isReplicated: true },
])('a person, with $name [T7-I6]', ({ isReplicated }) => {
  const isThere = !isReplicated || isValkeyThere;
  let walk: GrantsWalk;
  let limited: readonly SignedInPerson[];

  beforeAll(async () => {
    if (!isThere) return;
    walk = await startGrantsWalk(isReplicated);
    limited = walk.signInLimited();
  });

  afterAll(async () => {
    if (isThere) await walk.close();
  });

  /** Observes an operation of each limited person: before and after the others, and at the same time. Also returns another person's response. */
  async function observeBoth(query: string) {
    const { alone, busy, elsewhere, other, again, failing } = walk;
    const never: Outcome[] = [];
    const there: Outcome[] = [];
    for (const person of limited) {
      never.push(await walk.observe(alone, query, person));
      expect([SYSTEM, OTHER].flatMap((token) => walk.requestsOf(token))).toEqual([]);
    }
    // Everything that the others leave behind is there.
    const found = await ask(busy, query, other);
    await Promise.all([ask(elsewhere, query, null), ask(busy, query, null), ask(busy, query, again)]);
    for (const person of limited) {
      const others = () => [
        ...[null, other, ...failing].map((one) => ask(busy, query, one)),
        ask(elsewhere, query, again),
      ];
      there.push(await walk.observe(busy, query, person, others));
    }
    return { never, there, found: found.text };
  }

  it.skipIf(!isThere).each([...ROOTS, ...CACHEABLE])(
    'sees of %s nothing of other grants: %s',
    async (_type, document) => {
      const { never, there, found } = await observeBoth(document);
      expect(found).toContain(FOREIGN);
      expect(there).toEqual(never);
    },
  );

  // Fields do not depend on replicas.
  const fields = isReplicated ? [] : [...PATHS, ...INCLUDED];
  it.each(fields.map((one) => [label(one), one] as const))(
    'sees nothing of other grants through %s',
    async (_label, { type, path }) => {
      const document = documentOf(type, walk.server.ownIds(type), selectionOf(type, path));
      const { never, there } = await observeBoth(document);
      expect(there).toEqual(never);
    },
  );

  // One process has no store.
  const stores = isReplicated ? ['shared store'] : [];
  it.skipIf(!isThere).each(stores)('leaves no resource that a person read in the %s', async () => {
    const client = await createClient({ url: walk.valkey?.url ?? '' }).connect();
    const stored = (): Promise<string[]> => client.keys(`${STATE_KEY_PREFIX}directory:*`);
    await client.flushAll();
    const query = `{ found: location(id: "${cacheableId('Location')}") { id } }`;
    // The gateway's own read is stored in the background.
    const newcomer = await walk.startReplica();
    for (const person of [walk.again, null])
      expect(at((await ask(newcomer, query, person)).body, 'data', 'found')).not.toBeNull();
    await expect.poll(stored).not.toEqual([]);
    expect(await stored()).toHaveLength(1);
    client.destroy();
  });
});
