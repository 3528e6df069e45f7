import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
});

beforeEach(() => {
  sandbox.clearFaults();
  sandbox.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

const PATIENT_ID = 'erXuFYUfucBZaryVksYEcMg3';

describe('extensions.fhir', () => {
  it('counts the requests of the operation, retries included', async () => {
    sandbox.fault({ kind: 'status', status: 503, match: { operation: 'read' } });
    const { data, extensions } = await gateway.query(`{ patient(id: "${PATIENT_ID}") { id } }`);
    expect(data).toEqual({ patient: { id: PATIENT_ID } });
    expect(extensions).toEqual({ fhir: { requests: 2, estimatedRequests: 1, warnings: [] } });
    expect(sandbox.requests.filter(({ operation }) => operation === 'read')).toHaveLength(2);
  });

  it('reports no requests for an operation that selects no FHIR data', async () => {
    expect(await gateway.query('{ __typename }')).toEqual({
      data: { __typename: 'Query' },
      extensions: { fhir: { requests: 0, estimatedRequests: 0, warnings: [] } },
    });
  });

  it('reports the requests next to an error, since the failed request counts as well', async () => {
    sandbox.fault({ kind: 'empty', status: 403, match: { operation: 'read' } });
    const { data, errors, extensions } = await gateway.query(`{ patient(id: "${PATIENT_ID}") { id } }`);
    expect(data).toEqual({ patient: null });
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['FORBIDDEN']);
    expect(extensions).toEqual({ fhir: { requests: 1, estimatedRequests: 1, warnings: [] } });
  });

  it('translates the warnings of the FHIR server, one for each field', async () => {
    sandbox.fault({
      kind: 'json',
      times: 2,
      match: { operation: 'search', resourceType: 'Patient' },
      body: {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [
          {
            search: { mode: 'outcome' },
            resource: {
              resourceType: 'OperationOutcome',
              issue: [
                {
                  severity: 'warning',
                  code: 'suppressed',
                  diagnostics: 'Lopez',
                  details: { coding: [{ code: '4119' }] },
                },
              ],
            },
          },
        ],
      },
    });
    const { extensions } = await gateway.query(
      '{ a: patientByIdentifier(system: "MRN", value: "1") { id } b: patientByIdentifier(system: "MRN", value: "2") { id } }',
    );
    expect(extensions).toEqual({
      fhir: {
        requests: 2,
        estimatedRequests: 2,
        warnings: ['a', 'b'].map((key) => ({
          code: '4119',
          resourceType: 'Patient',
          message:
            'The FHIR server withheld some records that the gateway, or the person who signed in, is not authorized to see.',
          path: [key],
        })),
      },
    });
  });

  it('sends no extensions if nothing was executed', async () => {
    const answer = await gateway.query('{ patients { nonsense } }');
    expect(answer).not.toHaveProperty('extensions');
    expect(answer).not.toHaveProperty('data');
  });
});
