import type { Sandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResourceType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { everythingAroundOf } from '../support/everything.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { expectOwnErrors } from '../support/harmless.ts';
import {
  arbitrary,
  covering,
  malformed,
  NUMBERS,
  toJson,
  withLongLists,
  withLongTexts,
  withNumbers,
} from '../support/nonsense.ts';
import { sampled } from '../support/sampled.ts';
import { GRAPH_TYPES, samplesOf } from '../support/samples.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

/** How many resources come in one search; the first and the last of them are as they should be. */
const TOGETHER = 10;
const LAST = TOGETHER - 1;

interface Answer {
  readonly those: readonly (Record<string, unknown> | null)[];
}

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox, { limits: { idBatchSize: TOGETHER } });
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Everything about resources of a type, and what they refer to, where the server sends these between two good ones. */
async function everythingAbout(
  type: ResourceType,
  between: readonly object[],
): Promise<GraphqlAnswer<Answer>> {
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
  return gateway.query<Answer>(
    `query ($those: [_Any!]!) { those: _entities(representations: $those) { ... on ${type} ${everythingAroundOf(type)} } }`,
    { those: resources.map(({ id }) => ({ __typename: type, id })) },
  );
}

/** Holds what is sent between two good resources to their answer where there is nothing between them. */
async function harmlessness(type: ResourceType): Promise<(between: readonly object[]) => Promise<void>> {
  const alone = await everythingAbout(type, []);
  expect(alone.errors).toBeUndefined();
  return async (between) => {
    const answer = await everythingAbout(type, between);
    const { those } = answer.data;
    expect([those[0], those.at(-1)]).toEqual(alone.data.those);
    expect(those.slice(1, -1).map((entity) => entity?.['id'])).toEqual(
      between.map((_, index) => `e${index}`),
    );
    expectOwnErrors(answer, ([_field, index]) => Number(index) > 0 && Number(index) < LAST);
  };
}

function batchOf<T>(resource: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(resource, { minLength: TOGETHER - 2, maxLength: TOGETHER - 2 });
}

/** The sample with the most in it. */
function richest(samples: readonly Stored<Resource>[]): object {
  const sizes = samples.map((sample) => JSON.stringify(sample).length);
  return samples[sizes.indexOf(Math.max(...sizes))] ?? {};
}

describe.each(sampled(GRAPH_TYPES))('%s', (type) => {
  it('with nothing but its id has nothing in any field, no flag and no error', async () => {
    const { data, errors } = await everythingAbout(type, [{}]);
    expect(errors).toBeUndefined();
    // An allergy is one unless its code says that there is none.
    const { id, resource, meaning: _meaning, ...fields } = data.those[1] ?? {};
    expect([id, resource]).toEqual(['e0', { resourceType: type, id: 'e0' }]);
    const values = Object.values(fields).flat();
    expect(values.filter((value) => value !== null && value !== false)).toEqual([]);
  });

  it('that is wrong in places harms no other, and no field but those', async () => {
    expect.hasAssertions();
    const expectHarmless = await harmlessness(type);
    const batch = batchOf(malformed(samplesOf(sandbox, type)));
    await fc.assert(fc.asyncProperty(batch, expectHarmless), { numRuns: 6 });
    await expectStillHealthy(gateway);
  });

  it('that is anything at all harms no other, and has each field by itself', async () => {
    expect.hasAssertions();
    const expectHarmless = await harmlessness(type);
    const batch = batchOf(arbitrary(samplesOf(sandbox, type)));
    await fc.assert(fc.asyncProperty(batch, expectHarmless), { numRuns: 6 });
    await expectStillHealthy(gateway);
  });

  it('with numbers that JavaScript or GraphQL do not have harms no other, and no other field', async () => {
    expect.hasAssertions();
    const expectHarmless = await harmlessness(type);
    const wrong = covering(samplesOf(sandbox, type))
      .filter((sample) => toJson(sample) !== toJson(withNumbers(sample, null)))
      .flatMap((sample) => NUMBERS.map((number) => withNumbers(sample, number)));
    for (let start = 0; start < wrong.length; start += TOGETHER - 2) {
      await expectHarmless(wrong.slice(start, start + TOGETHER - 2));
    }
  });

  it('that is huge harms no other, and no other field', async () => {
    expect.hasAssertions();
    const expectHarmless = await harmlessness(type);
    const sample = richest(samplesOf(sandbox, type));
    await expectHarmless([withLongTexts(sample, 20_000), withLongLists(sample, 30)]);
    await expectStillHealthy(gateway);
  });
});
