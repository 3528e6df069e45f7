import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import type { Encounter, Stored } from '../../src/fhir/types.ts';
import { createUnlimitedBudget } from '../../src/limits/response-budget.ts';
import { currentIncludes, namedIncludes } from '../../src/loaders/named-targets.ts';
import { asSent } from '../support/as-sent.ts';

const HIDDEN = 'hidden';
const authorization = { permits: ({ id }: { readonly id?: string }) => id !== HIDDEN };

const BASE = 'https://ehr.example.org/R4';
const operation = {
  client: { urls: createServerUrls({ baseUrl: BASE }) },
  responseBudget: createUnlimitedBudget(),
};

const practitioner = (id: string) => ({ resourceType: 'Practitioner' as const, id });
const encounterWith = (id: string, reference: string) =>
  asSent<Stored<Encounter>>({
    resourceType: 'Encounter',
    id,
    meta: { versionId: '1' },
    participant: [{ individual: { reference } }],
  });

async function idsOf(
  found: readonly Stored<Encounter>[],
  ...includes: readonly string[]
): Promise<readonly string[]> {
  const named = await namedIncludes(
    operation,
    { matches: found, includes: includes.map(practitioner) },
    found,
    authorization,
  );
  return named.map(({ id }) => id);
}

describe('the included resources that a search by id uses', () => {
  it('are those that a record names, relative or with a URL of the server', async () => {
    const found = [encounterWith('e1', 'Practitioner/a'), encounterWith('e2', `${BASE}/Practitioner/b`)];
    await expect(idsOf(found, 'a', 'b', 'c')).resolves.toEqual(['a', 'b']);
  });

  it('are not those that a record names at another server', async () => {
    const found = [encounterWith('e1', 'https://other.example.org/R4/Practitioner/a')];
    await expect(idsOf(found, 'a')).resolves.toEqual([]);
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

const versionOf = (id: string, versionId: string | null) => ({
  ...practitioner(id),
  ...(versionId !== null && { meta: { versionId } }),
});

describe('the included resources that are current', () => {
  it.each<[string, string, ReturnType<typeof versionOf>[], string[]]>([
    ['one that no match names by version', 'Practitioner/a', [versionOf('a', '2')], ['a']],
    ['none that a match names by version', 'Practitioner/a/_history/1', [versionOf('a', '1')], []],
    [
      'none with another version on the page',
      'Practitioner/a',
      [versionOf('a', '2'), versionOf('a', '1')],
      [],
    ],
    ['each copy of one version', 'Practitioner/a', [versionOf('a', '2'), versionOf('a', '2')], ['a', 'a']],
    [
      'one whose id a match names by version at another server',
      'https://other.example.org/R4/Practitioner/a/_history/1',
      [versionOf('a', '1')],
      ['a'],
    ],
    [
      'all from a server without versions',
      'Practitioner/a',
      [versionOf('a', null), versionOf('b', null)],
      ['a', 'b'],
    ],
  ])('include %s', async (_what, reference, includes, expected) => {
    const page = { matches: [encounterWith('e1', reference)], includes };
    expect((await currentIncludes(operation, page)).map(({ id }) => id)).toEqual(expected);
  });
});
