import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { RESOURCES } from '../../src/fhir/resources.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

/** A patient's list of each type that supports `_include`, the path that needs it, and the include parameter. */
const CASES = Object.entries<ResourceFacts>(RESOURCES).flatMap(([type, { includes = {} }]) => {
  const [list] = Object.entries(PATIENT_LISTS).find(([, row]) => row.type === type) ?? [];
  return list === undefined
    ? []
    : Object.entries(includes).map(([path, include]) => [list, path, include] as const);
});

function selectionOf(path: string): string {
  const names = path.split('.');
  return `${names.join(' { ')} { __typename }${' }'.repeat(names.length - 1)}`;
}

/** Counts the paths that hold a resource. */
function countResources(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = '__typename' in value ? 1 : 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + countResources(inner), own);
}

let sandbox: Sandbox;
let honoring: Gateway;
let ignoring: Sandbox;
let reading: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ partialWarnings: false });
  honoring = await startGateway(sandbox);
  ignoring = await startSandbox({ partialWarnings: false, ignoredIncludes: ['*'] });
  reading = await startGateway(ignoring);
});

afterAll(async () => {
  await Promise.all([honoring.close(), reading.close()]);
  await Promise.all([sandbox.close(), ignoring.close()]);
});

/** Returns the query for the first patient who has a resource at the path, and its response without includes. */
async function readWithoutIncludes(list: string, path: string) {
  for (const { id } of sandbox.patients) {
    const document = `{ patient(id: "${id}") { ${list} { ${selectionOf(path)} } } }`;
    const answer = await ask(reading, ignoring, document);
    if (countResources(answer.data) > 0) return { document, answer };
  }
  throw new Error(`No patient of the sandbox has something at ${list}.${path}`);
}

describe('the resources that a list references', () => {
  it.each(CASES)(
    'returns the same resources for %s { %s } by %s as by separate reads',
    async (list, path, include) => {
      const { document, answer: read } = await readWithoutIncludes(list, path);
      const included = await ask(honoring, sandbox, document);
      expect(read.errors).toBeUndefined();
      expect(included.data).toEqual(read.data);
      expect(included.calls).toEqual([expect.stringContaining(`_include=${include}`)]);
      expect(read.calls.length).toBeGreaterThan(1);
    },
  );
});
