/**
 * The authorization walk over grants: persons who signed in at the FHIR server, to whom it shows other records than to other persons and to
 * the gateway. A gateway that also reads with those grants, before and at the same time, must answer, request and audit exactly what a
 * gateway does that has never heard of them.
 */
import { createClient } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import {
  CACHEABLE,
  differingFields,
  FIELDS,
  fieldsWith,
  hasAnyValue,
  hasEveryRoot,
  labelsOf,
  ROOTS,
  type WalkOperation,
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
  async function observeBoth(operation: WalkOperation) {
    const { alone, busy, elsewhere, other, again, failing } = walk;
    const { document } = operation;
    const never: Outcome[] = [];
    const there: Outcome[] = [];
    for (const person of limited) {
      never.push(await walk.observe(alone, document, person));
      expect([SYSTEM, OTHER].flatMap((token) => walk.requestsOf(token))).toEqual([]);
    }
    // Everything that the others leave behind is there.
    const answer = await ask(busy, document, other);
    const found: unknown = answer.body;
    await Promise.all([
      ask(elsewhere, document, null),
      ask(busy, document, null),
      ask(busy, document, again),
    ]);
    for (const person of limited) {
      const others = () => [
        ...[null, other, ...failing].map((one) => ask(busy, document, one)),
        ask(elsewhere, document, again),
      ];
      there.push(await walk.observe(busy, document, person, others));
    }
    expect([...never, ...there].filter(({ status }) => status !== 200)).toEqual([]);
    const differing = there.map(({ body }, index) => differingFields(operation, body, never[index]?.body));
    return { never, there, found, differing };
  }

  it.skipIf(!isThere).each([...ROOTS, CACHEABLE])(
    'sees nothing of other grants: $name',
    async (operation) => {
      const { never, there, found, differing } = await observeBoth(operation);
      expect(fieldsWith(operation, found, FOREIGN)).toEqual(labelsOf(operation));
      expect(differing).toEqual(limited.map(() => []));
      expect(there).toEqual(never);
    },
  );

  // Fields do not depend on replicas.
  it.each(isReplicated ? [] : FIELDS)('sees nothing of other grants through $name', async (operation) => {
    const { never, there, found, differing } = await observeBoth(operation);
    expect(hasAnyValue(operation, found)).toBe(true);
    // The records that contain the fields are the person's own.
    expect(there.filter(({ body }) => !hasEveryRoot(body))).toEqual([]);
    expect(differing).toEqual(limited.map(() => []));
    expect(there).toEqual(never);
  });

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
