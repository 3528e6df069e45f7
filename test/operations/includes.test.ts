import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESOURCE_TYPES, type ResourceType } from '../../src/fhir/resources.ts';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { INCLUDES } from '../../src/fhir/defined-targets.ts';
import { valuesAt } from '../../src/fhir/element-path.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { readReferenceParameters } from '../support/fhir-definitions.ts';
import { ask } from '../support/upstream.ts';

const PARAMETERS = readReferenceParameters();

const sandbox = await startSandbox({ partialWarnings: false });

/** The ids of the patients who have a reference that one of the includes follows. */
function patientsWith(type: ResourceType, include: string): string[] {
  const paths = PARAMETERS.get(type)?.[include.slice(type.length + 1)] ?? [];
  return sandbox.patients.flatMap(({ id }) =>
    sandbox
      .chart(id, type)
      .some((record) => paths.some((path) => valuesAt(record, path.split(':')[0] ?? '').length > 0))
      ? [id]
      : [],
  );
}

/** Paths below a list at which the sandbox's charts only refer to missing records. */
const WITHOUT_RECORDS: ReadonlySet<string> = new Set([
  'encounters accounts.resource',
  'episodesOfCare diagnoses.condition.resource',
  'episodesOfCare managingOrganization.resource',
  'imagingStudies endpoints.resource',
  'imagingStudies series.endpoints.resource',
  'immunizations manufacturer.resource',
  'medicationDispenses receivers.resource',
]);

/** A patient's list of each type that supports `_include`, the path that needs it, the include, and the patients who have such references. */
const CASES = RESOURCE_TYPES.flatMap((type) => {
  const [list] = Object.entries(PATIENT_LISTS).find(([, row]) => row.type === type) ?? [];
  return list === undefined
    ? []
    : Object.entries(INCLUDES[type] ?? {}).flatMap(([path, include]) => {
        const patients = patientsWith(type, include);
        return patients.length === 0 || WITHOUT_RECORDS.has(`${list} ${path}`)
          ? []
          : [[list, path, include, patients] as const];
      });
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

let honoring: Gateway;
let ignoring: Sandbox;
let reading: Gateway;

beforeAll(async () => {
  honoring = await startGateway(sandbox);
  ignoring = await startSandbox({ partialWarnings: false, ignoredIncludes: ['*'] });
  reading = await startGateway(ignoring);
});

afterAll(async () => {
  await Promise.all([honoring.close(), reading.close()]);
  await Promise.all([sandbox.close(), ignoring.close()]);
});

/** Returns the query for the first of these patients who has a resource at the path, and its response without includes. */
async function readWithoutIncludes(list: string, path: string, patients: readonly string[]) {
  for (const id of patients) {
    const document = `{ patient(id: "${id}") { ${list} { ${selectionOf(path)} } } }`;
    const answer = await ask(reading, ignoring, document);
    if (countResources(answer.data) > 0) return { document, answer };
  }
  return null;
}

describe('the resources that a list references', () => {
  it('has cases for most of the references that an include can save', () => {
    expect(CASES.length).toBeGreaterThan(70);
  });

  it.each(CASES)(
    'returns the same resources for %s { %s } by %s as by separate reads',
    async (list, path, include, patients) => {
      const found = await readWithoutIncludes(list, path, patients);
      if (found === null) throw new Error('No patient has a resource there.');
      const included = await ask(honoring, sandbox, found.document);
      expect(found.answer.errors).toBeUndefined();
      expect(included.data).toEqual(found.answer.data);
      expect(included.calls).toEqual([expect.stringContaining(`_include=${include}`)]);
      expect(found.answer.calls.length).toBeGreaterThan(1);
    },
  );
});
