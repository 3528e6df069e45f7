import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { patientShapes } from 'epic-fhir-sandbox/data';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFieldsOf } from '../support/all-fields.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

const EVERYTHING = `query ($ids: [ID!]) { patients(first: 100, filter: { ids: $ids }) ${allFieldsOf('Patient')} }`;
const NOW = Date.parse('2026-05-01T12:00:00Z');

interface Answer {
  patients: Record<string, unknown>[];
}

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => NOW });
  gateway = await startGateway(sandbox, { now: () => NOW });
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Returns the SSNs of the sandbox's patients, as digits only. */
function ssns(): string[] {
  return sandbox.patients
    .flatMap(({ identifier = [] }) => identifier)
    .filter(({ system }) => system === 'urn:oid:2.16.840.1.113883.4.1')
    .map(({ value = '' }) => value.replaceAll('-', ''));
}

describe('a query for every field of every sandbox patient', () => {
  it('resolves every field of every patient without errors, in the requested order', async () => {
    const ids = sandbox.patients.map(({ id }) => id);
    const { data, errors, extensions, calls } = await ask<Answer>(gateway, sandbox, EVERYTHING, { ids });
    expect(errors).toBeUndefined();
    expect(data.patients.map(({ id }) => id)).toEqual(ids);
    expect(extensions?.fhir.warnings).toEqual([]);
    expect(calls).toHaveLength(Math.ceil(ids.length / 10));
  });

  it('sends the same requests for every field as for ids only, because one resource has every field', async () => {
    const ids = sandbox.patients.slice(0, 20).map(({ id }) => id);
    const little = await ask(gateway, sandbox, EVERYTHING.replace(allFieldsOf('Patient'), '{ id }'), {
      ids,
    });
    const all = await ask(gateway, sandbox, EVERYTHING, { ids });
    expect(all.calls.toSorted()).toEqual(little.calls.toSorted());
  });

  it('returns no SSN in any notation', async () => {
    const numbers = ssns();
    expect(numbers.length).toBeGreaterThan(5);
    const ids = sandbox.patients.map(({ id }) => id);
    const { data } = await ask<Answer>(gateway, sandbox, EVERYTHING, { ids });
    const digits = JSON.stringify(data).replace(/(?<=\d)-(?=\d)/g, '');
    expect(numbers.filter((number) => digits.includes(number))).toEqual([]);
  });

  it.each([patientShapes.UNMASKED_SSN, patientShapes.TYPED_SSN])(
    'leaves the SSN out of the identifiers of %s, and masks it in the resource',
    async (id) => {
      const { data } = await ask<Answer>(gateway, sandbox, EVERYTHING, { ids: [id] });
      const [patient] = data.patients;
      expect(JSON.stringify(at(patient, 'identifiers'))).not.toMatch(/2\.16\.840\.1\.113883\.4\.1"|\*/);
      expect(JSON.stringify(at(patient, 'resource'))).toMatch(
        /"urn:oid:2\.16\.840\.1\.113883\.4\.1","value":"\*{3}-\*\*-\*{4}"/,
      );
    },
  );

  it('returns the raw resource unchanged where it has no SSN', async () => {
    const plain = sandbox.patients.filter(
      ({ identifier = [] }) => !/113883\.4\.1"/.test(JSON.stringify(identifier)),
    );
    expect(plain.length).toBeGreaterThan(40);
    const { data } = await ask<Answer>(gateway, sandbox, EVERYTHING, { ids: plain.map(({ id }) => id) });
    expect(data.patients.map(({ resource }) => resource)).toEqual(plain);
  });

  it('returns null or an empty list for each element that a patient lacks', async () => {
    const { data } = await ask<Answer>(gateway, sandbox, EVERYTHING, { ids: [patientShapes.BARE] });
    const [{ id, resource, active, deceased, ...others } = {}] = data.patients;
    expect({ id, resource, active, deceased }).toEqual({
      id: patientShapes.BARE,
      resource: { resourceType: 'Patient', id: patientShapes.BARE, active: true, deceasedBoolean: false },
      active: true,
      deceased: false,
    });
    const something = Object.entries(others).filter(([, value]) => !(value === null || isEmpty(value)));
    // The name is not protected, and no other record replaces this one.
    expect(something).toEqual([
      ['hasProtectedName', false],
      ['isReplacedBy', false],
    ]);
  });
});

describe('a query for every field of one patient', () => {
  it('returns the fields of a patient as the snapshot shows them', async () => {
    const { data } = await ask<Answer>(gateway, sandbox, EVERYTHING, { ids: ['erXuFYUfucBZaryVksYEcMg3'] });
    const [{ resource: _resource, ...patient } = {}] = data.patients;
    const text = await format(JSON.stringify(patient), { parser: 'json', printWidth: 110 });
    await expect(text).toMatchFileSnapshot('../snapshots/camila-lopez.json');
  });
});

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
