import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

const BY_NAME = `{
  patients(filter: { given: "Camila", family: "Lopez", birthDate: "1987-09-12" }) { id }
}`;
const DIAGNOSTICS = 'CAMILA LOPEZ 203713';

const used = withGateway();

function outcome(...codes: string[]): unknown {
  return {
    resourceType: 'OperationOutcome',
    issue: codes.map((code) => ({
      severity: 'warning',
      code: 'suppressed',
      details: {
        coding: [{ system: 'urn:oid:1.2.840.114350.1.13.412.2.7.2.657369', code }],
        text: DIAGNOSTICS,
      },
      diagnostics: DIAGNOSTICS,
    })),
  };
}

/** Runs an operation. Each of its searches also returns an outcome with the next of these lists of codes. */
async function queryWithOutcomes(
  document: string,
  ...perSearch: string[][]
): Promise<AnswerWithCalls<Record<string, unknown>>> {
  const camila = used.sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
  for (const codes of perSearch) {
    const entry = [{ resource: camila }, { resource: outcome(...codes), search: { mode: 'outcome' } }];
    used.sandbox.fault({
      match: { operation: 'search' },
      kind: 'json',
      body: { resourceType: 'Bundle', entry },
    });
  }
  return ask(used.gateway, used.sandbox, document);
}

describe('an outcome next to Epic’s data', () => {
  it.each([
    [
      '59204',
      'The FHIR server withheld records of a kind that the gateway, or the person who signed in, is not authorized to see.',
    ],
    [
      '59205',
      'The FHIR server withheld records of a kind that the gateway, or the person who signed in, is not authorized to see.',
    ],
    ['59100', 'The FHIR server ignored a search parameter that it does not know.'],
    ['4122', 'The FHIR server ignored a search parameter that it does not know.'],
    ['59101', 'The FHIR server ignored the value of a search parameter.'],
    ['59109', 'The FHIR server ignored a search parameter that conflicts with the others.'],
    ['59133', 'More records match than the FHIR server returns. The list is incomplete.'],
    [
      '4119',
      'The FHIR server withheld some records that the gateway, or the person who signed in, is not authorized to see.',
    ],
  ])(
    'returns a warning for Epic’s outcome code, with a message of the gateway: %s',
    async (code, message) => {
      const { data, errors, extensions } = await queryWithOutcomes(BY_NAME, [code]);
      expect({ data, errors }).toEqual({ data: { patients: [{ id: CAMILA_LOPEZ }] } });
      expect(extensions?.fhir).toEqual({
        requests: 1,
        estimatedRequests: 1,
        warnings: [{ code, resourceType: 'Patient', message, path: ['patients'] }],
      });
    },
  );

  it('returns one warning for each field, with its path', async () => {
    const two = `{
      a: patients(filter: { identifier: { system: "urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.100", value: "1003713" } }) { id }
      b: patients(filter: { identifier: { system: "EPI", value: "203713" } }) { id }
    }`;
    const { extensions } = await queryWithOutcomes(two, ['59204', '4119'], ['4119', '59100']);
    expect(extensions?.fhir.warnings.map(({ code, path }) => `${code} ${path?.join('.')}`)).toEqual(
      expect.arrayContaining(['59204 a', '4119 a', '4119 b', '59100 b']),
    );
    expect(extensions?.fhir.warnings).toHaveLength(4);
  });

  it('returns a warning without the code for an outcome that the gateway does not recognize', async () => {
    const { extensions } = await queryWithOutcomes(BY_NAME, ['LOPEZ']);
    expect(extensions?.fhir.warnings).toEqual([
      {
        code: 'UNKNOWN',
        resourceType: 'Patient',
        message: 'The FHIR server added a note to its response that the gateway does not recognize.',
        path: ['patients'],
      },
    ]);
  });

  it('never quotes Epic’s text in a warning, because it can contain patient data', async () => {
    const codes = ['59204', '59100', '4119', '4101', '59159', '99999'];
    const answer = await queryWithOutcomes(BY_NAME, codes);
    expect(answer.extensions?.fhir.warnings.length).toBeGreaterThan(3);
    const { calls: _calls, ...said } = answer;
    expect(JSON.stringify(said)).not.toMatch(/lopez|203713/i);
    expect(used.gateway.logLines.join()).not.toMatch(/lopez|203713/i);
  });

  it('returns no warning for an outcome that only says that nothing was found', async () => {
    used.sandbox.fault({
      match: { operation: 'search' },
      kind: 'json',
      body: { resourceType: 'Bundle', entry: [{ resource: outcome('4101'), search: { mode: 'outcome' } }] },
    });
    const { data, extensions } = await ask(used.gateway, used.sandbox, BY_NAME);
    expect([data, extensions?.fhir.warnings]).toEqual([{ patients: [] }, []]);
  });

  it('returns a warning for an outcome that is the whole response to a search', async () => {
    used.sandbox.fault({ match: { operation: 'search' }, kind: 'json', body: outcome('4119') });
    const { data, extensions } = await ask(used.gateway, used.sandbox, BY_NAME);
    expect(data).toEqual({ patients: [] });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['4119']);
  });

  it('returns an error rather than an empty list if the whole response is a failure', async () => {
    const issue = [{ severity: 'error', code: 'exception', diagnostics: DIAGNOSTICS }];
    used.sandbox.fault({
      match: { operation: 'search' },
      kind: 'json',
      body: { resourceType: 'OperationOutcome', issue },
    });
    const { data, errors } = await ask(used.gateway, used.sandbox, BY_NAME);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  it('returns a warning also in a response with errors', async () => {
    const document = `{ patient(id: "a/b") { id } ${BY_NAME.slice(1)}`;
    const { data, errors, extensions } = await queryWithOutcomes(document, ['4119']);
    expect(data).toEqual({ patient: null, patients: [{ id: CAMILA_LOPEZ }] });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['4119']);
  });

  it('does not repeat a warning in the next operation', async () => {
    await queryWithOutcomes(BY_NAME, ['4119']);
    const { extensions } = await ask(used.gateway, used.sandbox, BY_NAME);
    expect(extensions?.fhir).toEqual({ requests: 1, estimatedRequests: 1, warnings: [] });
  });
});

describe('the cost of an operation', () => {
  it('counts retries in the cost of an operation', async () => {
    used.sandbox.fault({ match: { operation: 'read' }, times: 2, kind: 'status', status: 503 });
    const { data, extensions } = await ask(
      used.gateway,
      used.sandbox,
      `{ patient(id: "${DERRICK_LIN}") { id } }`,
    );
    expect(data).toEqual({ patient: { id: DERRICK_LIN } });
    expect(extensions?.fhir.requests).toBe(3);
  });

  it('counts the second attempt after an expired token in the cost, but not the new token', async () => {
    await ask(used.gateway, used.sandbox, `{ patient(id: "${DERRICK_LIN}") { id } }`);
    used.sandbox.expireTokens();
    const { extensions } = await ask(used.gateway, used.sandbox, `{ patient(id: "${DERRICK_LIN}") { id } }`);
    expect(extensions?.fhir.requests).toBe(2);
  });

  it('reports no cost for an operation that sends no FHIR request', async () => {
    const { data, extensions } = await ask(used.gateway, used.sandbox, '{ __typename }');
    expect([data, extensions?.fhir]).toEqual([
      { __typename: 'Query' },
      { requests: 0, estimatedRequests: 0, warnings: [] },
    ]);
  });

  it('reports no cost for a document that was not executed', async () => {
    const { extensions } = await ask(used.gateway, used.sandbox, '{ nothing }');
    expect(extensions).toBeUndefined();
  });
});
