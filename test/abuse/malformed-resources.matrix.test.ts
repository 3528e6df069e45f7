import type { Sandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResourceType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { allFieldsAndReferencesOf } from '../support/all-fields.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { expectErrorsOnlyWhere, listsOfRecord } from '../support/record-errors.ts';
import {
  arbitraryResource,
  coveringSamples,
  malformedResource,
  NUMBERS,
  toJson,
  withLongLists,
  withLongTexts,
  withNumbers,
} from '../support/malformed-resources.ts';
import { GRAPH_TYPES, samplesOf } from '../support/samples.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

/** How many resources one search returns; the first and the last are valid. */
const RESOURCES_PER_SEARCH = 10;
const LAST_INDEX = RESOURCES_PER_SEARCH - 1;

interface EntitiesData {
  readonly those: readonly (Record<string, unknown> | null)[];
}

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox, { limits: { idBatchSize: RESOURCES_PER_SEARCH } });
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Selects every field of these resources and of those that they reference, placed between two valid ones. */
async function queryEverything(
  type: ResourceType,
  between: readonly object[],
): Promise<GraphqlAnswer<EntitiesData>> {
  const [first, second] = samplesOf(sandbox, type);
  const resources = [
    { ...first, id: 'before' },
    ...between.map((resource, index) => ({ ...resource, resourceType: type, id: `e${index}` })),
    { ...second, id: 'after' },
  ];
  sandbox.clearFaults();
  sandbox.fault({
    kind: 'status',
    status: 200,
    contentType: 'application/fhir+json',
    match: { operation: 'search' },
    body: toJson({ resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) }),
  });
  return gateway.query<EntitiesData>(
    `query ($those: [_Any!]!) { those: _entities(representations: $those) { ... on ${type} ${allFieldsAndReferencesOf(type)} } }`,
    { those: resources.map(({ id }) => ({ __typename: type, id })) },
  );
}

/** Returns a check that resources between two valid ones do not change the data of the valid ones. */
async function createHarmlessCheck(
  type: ResourceType,
): Promise<(between: readonly object[]) => Promise<void>> {
  const validOnly = await queryEverything(type, []);
  expect(validOnly.errors).toBeUndefined();
  return async (between) => {
    const answer = await queryEverything(type, between);
    const { those } = answer.data;
    expect([those[0], those.at(-1)]).toEqual(validOnly.data.those);
    expect(those.slice(1, -1).map((entity) => entity?.['id'])).toEqual(
      between.map((_, index) => `e${index}`),
    );
    expectErrorsOnlyWhere(
      answer,
      ([_field, index]) => Number(index) > 0 && Number(index) < LAST_INDEX,
      listsOfRecord(type),
    );
  };
}

function batchOf<T>(resource: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(resource, { minLength: RESOURCES_PER_SEARCH - 2, maxLength: RESOURCES_PER_SEARCH - 2 });
}

/** Returns the sample with the longest JSON. */
function longest(samples: readonly Stored<Resource>[]): object {
  const sizes = samples.map((sample) => JSON.stringify(sample).length);
  return samples[sizes.indexOf(Math.max(...sizes))] ?? {};
}

function withUnknownPatient(sample: object): object {
  const nobody = { reference: 'Patient/eNobody' };
  return { ...sample, subject: nobody, patient: nobody };
}

/** A text may say that it is not known whether a dose was given, because its status is absent. */
function saysNotKnown(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('Not known ');
}

describe.each(GRAPH_TYPES)('%s [T3-T3]', (type) => {
  it('returns null, false or nothing in each field of a resource with only an id', async () => {
    const { data, errors } = await queryEverything(type, [{}]);
    expect(errors).toBeUndefined();
    // An AllergyIntolerance means an allergy unless its code says otherwise, so `meaning` is never null.
    // A part with neither a period nor a status counts as current, so `isCurrent` is true.
    const { id, resource, meaning: _meaning, isCurrent: _isCurrent, ...fields } = data.those[1] ?? {};
    expect([id, resource]).toEqual(['e0', { resourceType: type, id: 'e0' }]);
    const values = Object.values(fields).flat();
    expect(values.filter((value) => value !== null && value !== false && !saysNotKnown(value))).toEqual([]);
  });

  it('fails only the lists of a record whose patient does not exist', async () => {
    const ofNobody = coveringSamples(samplesOf(sandbox, type))
      .slice(0, RESOURCES_PER_SEARCH - 2)
      .map(withUnknownPatient);
    const { data, errors = [] } = await queryEverything(type, ofNobody);
    expect(
      errors.map(({ path = [], extensions }) => `${extensions.code} ${path.join('.')}`).toSorted(),
    ).toEqual(
      ofNobody
        .flatMap((_, index) => listsOfRecord(type).map((list) => `BAD_USER_INPUT those.${index + 1}.${list}`))
        .toSorted(),
    );
    expect(data.those.map((entity) => entity?.['id'])).not.toContain(undefined);
  });

  it('limits the effect of malformed elements to the malformed fields', async () => {
    expect.hasAssertions();
    const expectHarmless = await createHarmlessCheck(type);
    const batch = batchOf(malformedResource(samplesOf(sandbox, type)));
    await fc.assert(fc.asyncProperty(batch, expectHarmless), { numRuns: 6 });
    await expectStillHealthy(gateway);
  });

  it('limits the effect of arbitrary JSON to single fields of its resource', async () => {
    expect.hasAssertions();
    const expectHarmless = await createHarmlessCheck(type);
    const batch = batchOf(arbitraryResource(samplesOf(sandbox, type)));
    await fc.assert(fc.asyncProperty(batch, expectHarmless), { numRuns: 6 });
    await expectStillHealthy(gateway);
  });

  it('limits the effect of numbers that JavaScript or GraphQL cannot represent to their fields', async () => {
    expect.hasAssertions();
    const expectHarmless = await createHarmlessCheck(type);
    const wrong = coveringSamples(samplesOf(sandbox, type))
      .filter((sample) => toJson(sample) !== toJson(withNumbers(sample, null)))
      .flatMap((sample) => NUMBERS.map((number) => withNumbers(sample, number)));
    for (let start = 0; start < wrong.length; start += RESOURCES_PER_SEARCH - 2) {
      await expectHarmless(wrong.slice(start, start + RESOURCES_PER_SEARCH - 2));
    }
  });

  it('limits the effect of a huge resource to its own fields', async () => {
    expect.hasAssertions();
    const expectHarmless = await createHarmlessCheck(type);
    const sample = longest(samplesOf(sandbox, type));
    await expectHarmless([withLongTexts(sample, 20_000), withLongLists(sample, 30)]);
    await expectStillHealthy(gateway);
  });
});
