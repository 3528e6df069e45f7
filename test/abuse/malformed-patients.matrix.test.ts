import type { Sandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFieldsOf } from '../support/all-fields.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { anyElement, KNOWN_NAMES, SSN, toJson, TRAP } from '../support/malformed-resources.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

const THREE_PATIENTS = `{ patients(filter: { ids: ["before", "between", "after"] }) ${allFieldsOf('Patient')} }`;

interface PatientsData {
  readonly patients: readonly (Record<string, unknown> | null)[];
}

let sandbox: Sandbox;
let gateway: Gateway;
/** The expected data of the two valid patients. */
let before: unknown;
let after: unknown;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
  await expectStillHealthy(gateway);
  serve({});
  const { data } = await gateway.query<PatientsData>(THREE_PATIENTS);
  [before, , after] = data.patients;
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Answers the next search with a patient of these elements between two valid patients. */
function serve(elements: Record<string, unknown>): void {
  const [first, , third] = sandbox.patients;
  const patients = [
    { ...first, id: 'before' },
    { ...elements, resourceType: 'Patient', id: 'between' },
    { ...third, id: 'after' },
  ];
  sandbox.clearFaults();
  sandbox.fault({
    kind: 'status',
    status: 200,
    contentType: 'application/fhir+json',
    match: { operation: 'search' },
    body: toJson({
      resourceType: 'Bundle',
      type: 'searchset',
      entry: patients.map((resource) => ({ resource })),
    }),
  });
}

/** All elements of a Patient that the graph reads, and some that it does not. */
const ELEMENTS = [
  'name',
  'identifier',
  'telecom',
  'address',
  'extension',
  'birthDate',
  'gender',
  'active',
  'deceasedBoolean',
  'deceasedDateTime',
  'communication',
  'maritalStatus',
  'generalPractitioner',
  'managingOrganization',
  'meta',
  'text',
  'contained',
  'link',
];

/** Expects each field to have a value, null or an error with a code, and the other patients to be unaffected. */
async function expectHarmless(elements: Record<string, unknown>): Promise<void> {
  serve(elements);
  const { data, errors = [] } = await gateway.query<PatientsData>(THREE_PATIENTS);
  expect(errors.filter(({ extensions: { code } }) => code !== 'UPSTREAM_INVALID_RESPONSE')).toEqual([]);
  expect(data.patients).toHaveLength(3);
  expect(data.patients[0]).toEqual(before);
  expect(data.patients[1]).toMatchObject({
    id: 'between',
    resource: { resourceType: 'Patient', id: 'between' },
  });
  expect(data.patients[2]).toEqual(after);
  for (const { message, path } of errors) {
    expect(message).toMatch(/^The FHIR server sent an invalid FhirDate(Time)?\.$/);
    expect(path?.slice(0, 2)).toEqual(['patients', 1]);
  }
}

describe('a patient', () => {
  it('returns null, an empty list or false in each field of a patient with no elements', async () => {
    serve({});
    const { data, errors } = await gateway.query<PatientsData>(THREE_PATIENTS);
    expect(errors).toBeUndefined();
    const { id, resource, hasProtectedName, isReplacedBy, ...fields } = data.patients[1] ?? {};
    expect({ hasProtectedName, isReplacedBy }).toEqual({
      hasProtectedName: false,
      isReplacedBy: false,
    });
    expect([id, resource]).toEqual(['between', { resourceType: 'Patient', id: 'between' }]);
    const values = Object.values(fields);
    expect(values.filter((value) => value !== null && !Array.isArray(value))).toEqual([]);
    expect(values.flat().filter((value) => value !== null)).toEqual([]);
  });

  it.each(ELEMENTS)('limits the effect of a malformed Patient.%s to its own fields', async (name) => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(anyElement, (value) => expectHarmless({ [name]: value })),
      { numRuns: 25 },
    );
    await expectStillHealthy(gateway);
  });

  it.each(ELEMENTS)(
    'survives a Patient.%s with objects that throw when converted to a string',
    async (name) => {
      expect.hasAssertions();
      const allTraps = Object.fromEntries(KNOWN_NAMES.map((part) => [part, TRAP]));
      const nested = KNOWN_NAMES.flatMap((part) => [{ [part]: allTraps }, { [part]: [allTraps] }]);
      await expectHarmless({ [name]: [SSN, allTraps, ...nested] });
      await expectHarmless({ identifier: [SSN], [name]: allTraps });
      await expectHarmless({ identifier: [SSN], [name]: TRAP });
    },
  );

  it('survives a patient with many malformed elements at once', async () => {
    expect.hasAssertions();
    const elements = fc.dictionary(fc.constantFrom(...ELEMENTS, ...KNOWN_NAMES), anyElement, {
      minKeys: 5,
      maxKeys: 20,
    });
    await fc.assert(fc.asyncProperty(elements, expectHarmless), { numRuns: 50 });
  });
});
