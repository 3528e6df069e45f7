import { CAMILA_LOPEZ, DERRICK_LIN, patientShapes, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

const used = withGateway();

async function queryByIdentifier(
  system: string,
  value: string,
): Promise<AnswerWithCalls<{ patientByIdentifier: unknown }>> {
  const document =
    'query ($system: String!, $value: String!) { patientByIdentifier(system: $system, value: $value) { id } }';
  return ask(used.gateway, used.sandbox, document, { system, value });
}

/** Returns a searchset of patients who have Camila Lopez's number. */
function searchsetOf(...ids: readonly string[]): { resourceType: string; entry: unknown[] } {
  const identifier = [{ type: { text: 'EPI' }, value: ' 203713' }];
  const entry = ids.map((id) => ({ resource: { resourceType: 'Patient', id, identifier } }));
  return { resourceType: 'Bundle', entry };
}

describe('patientByIdentifier', () => {
  it.each([
    [SITE_MRN_SYSTEM, '1003713', CAMILA_LOPEZ],
    ['EPI', ' 203713 ', CAMILA_LOPEZ],
    ['urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.22', 'C-400777', patientShapes.CODED_MRN],
  ])('finds a patient by %s and %j with one request', async (system, value, id) => {
    const { data, calls } = await queryByIdentifier(system, value);
    expect(data).toEqual({ patientByIdentifier: { id } });
    expect(calls).toEqual([`Patient?identifier=${system}|${value.trim()}`]);
  });

  it('returns null for an unknown identifier', async () => {
    const { data, errors, extensions } = await queryByIdentifier('EPI', '999999');
    expect({ data, errors, warnings: extensions?.fhir.warnings }).toEqual({
      data: { patientByIdentifier: null },
      warnings: [],
    });
  });

  it('returns the current record if a merged record still has the identifier', async () => {
    const { entry, ...searchset } = searchsetOf('one', 'other');
    const link = [{ type: 'replaced-by', other: { reference: 'Patient/other' } }];
    const identifier = [{ type: { text: 'EPI' }, value: '203713' }];
    const merged = { resource: { resourceType: 'Patient', id: 'merged', identifier, link } };
    used.sandbox.fault({
      match: { operation: 'search' },
      kind: 'json',
      body: { ...searchset, entry: [merged, entry[1]] },
    });
    const { data, errors } = await queryByIdentifier('EPI', '203713');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ patientByIdentifier: { id: 'other' } });
  });

  it('returns an error if several patients have the identifier', async () => {
    used.sandbox.fault({ match: { operation: 'search' }, kind: 'json', body: searchsetOf('one', 'other') });
    const { data, errors } = await queryByIdentifier('EPI', '203713');
    expect(data).toEqual({ patientByIdentifier: null });
    expect(errors).toMatchObject([
      {
        message:
          'More than one patient has this identifier. Use patients(filter: { identifier: … }) to see them.',
        path: ['patientByIdentifier'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it('reads the pages after a short one, so that it misses no second patient', async () => {
    const next = `${used.sandbox.baseUrl}/Patient?_id=${CAMILA_LOPEZ},${DERRICK_LIN}`;
    const body = { ...searchsetOf('one'), link: [{ relation: 'next', url: next }] };
    used.sandbox.fault({ match: { query: /identifier/ }, kind: 'json', body });
    const { errors, calls } = await queryByIdentifier('EPI', '203713');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls).toHaveLength(2);
  });

  it('ignores patients with another identifier, from a server that matches loosely or ignores the parameter', async () => {
    const entry = [DERRICK_LIN, CAMILA_LOPEZ].map((id) => ({
      resource: used.sandbox.patients.find((patient) => patient.id === id),
    }));
    const body = { resourceType: 'Bundle', entry };
    for (const [value, id] of [
      ['203713', CAMILA_LOPEZ],
      ['999999', null],
    ] as const) {
      used.sandbox.fault({ match: { operation: 'search' }, kind: 'json', body });
      const { data, errors, extensions } = await queryByIdentifier('EPI', value);
      expect([data, errors]).toEqual([{ patientByIdentifier: id === null ? null : { id } }, undefined]);
      expect(extensions?.fhir.warnings).toMatchObject([{ code: 'FOREIGN_RECORDS', resourceType: 'Patient' }]);
    }
  });

  it.each([
    ['system', '', '203713'],
    ['value', 'MRN', ' '],
  ])('refuses an empty %s without a request', async (name, system, value) => {
    const { errors, calls } = await queryByIdentifier(system, value);
    expect(errors).toMatchObject([
      {
        message: `identifier.${name} expects 1 to 200 characters, without control characters.`,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(calls).toEqual([]);
  });
});
