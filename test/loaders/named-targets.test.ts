import { describe, expect, it } from 'vitest';
import type { Encounter, Stored } from '../../src/fhir/types.ts';
import { createUnlimitedBudget } from '../../src/limits/response-budget.ts';
import { namedIncludes } from '../../src/loaders/named-targets.ts';
import { asSent } from '../support/as-sent.ts';

const HIDDEN = 'hidden';
const authorization = { permits: ({ id }: { readonly id?: string }) => id !== HIDDEN };

const practitioner = (id: string) => ({ resourceType: 'Practitioner' as const, id });
const encounterWith = (id: string, reference: string) =>
  asSent<Stored<Encounter>>({
    resourceType: 'Encounter',
    id,
    participant: [{ individual: { reference } }],
  });

async function idsOf(
  found: readonly Stored<Encounter>[],
  ...includes: readonly string[]
): Promise<readonly string[]> {
  const operation = { responseBudget: createUnlimitedBudget() };
  const named = await namedIncludes(operation, includes.map(practitioner), found, authorization);
  return named.map(({ id }) => id);
}

describe('the included resources that a search by id uses', () => {
  it('are those that a record names, relative or with a URL', async () => {
    const found = [
      encounterWith('e1', 'Practitioner/a'),
      encounterWith('e2', 'https://x/fhir/Practitioner/b'),
    ];
    await expect(idsOf(found, 'a', 'b', 'c')).resolves.toEqual(['a', 'b']);
  });

  it('are not those whose type or id only ends like the reference', async () => {
    const found = [encounterWith('e1', 'XPractitioner/a'), encounterWith('e2', 'Practitioner/ab')];
    await expect(idsOf(found, 'a', 'b')).resolves.toEqual([]);
  });

  it('are not those that only a text longer than any reference ends with', async () => {
    const found = [encounterWith('e1', `${'x'.repeat(1_000)}/Practitioner/a`)];
    await expect(idsOf(found, 'a')).resolves.toEqual([]);
  });

  it('are not those that only a hidden record names, nor hidden ones', async () => {
    await expect(idsOf([encounterWith(HIDDEN, 'Practitioner/a')], 'a')).resolves.toEqual([]);
    await expect(idsOf([encounterWith('e1', `Practitioner/${HIDDEN}`)], HIDDEN)).resolves.toEqual([]);
  });
});
