import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createListCutWarning } from '../../src/graphql/resolvers/page-warnings.ts';
import { anyNumber } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const TEN_NAMES = '{ patients(first: 10) { id fullName } }';

interface Patients {
  patients: { id: string; fullName: string | null }[];
}

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
  sandbox.clearRequests();
});

afterEach(async () => {
  sandbox.clearFaults();
  await gateway.close();
});

afterAll(() => sandbox.close());

/** Returns the requests that reached the sandbox, except for SMART discovery. */
function requestsSent(): string[] {
  return sandbox.requests
    .filter(({ operation }) => operation !== 'smart-configuration')
    .map(({ operation, resourceType }) =>
      resourceType === null ? operation : `${operation} ${resourceType}`,
    );
}

describe('a query for ten patients with their names', () => {
  it('returns ten patients with their names', async () => {
    const { data, errors } = await gateway.query<Patients>(TEN_NAMES);
    expect(errors).toBeUndefined();
    expect(data.patients).toHaveLength(10);
    expect(data.patients[0]).toEqual({ id: 'erXuFYUfucBZaryVksYEcMg3', fullName: 'Camila Maria Lopez' });
    expect(data.patients[6]).toEqual({ id: 'e0w0LEDCYtfckT6N.CkJKCw3', fullName: 'Warren James McGinnis' });
  });

  it('sends one token request, one panel request and one _id search the first time', async () => {
    const { extensions } = await gateway.query<Patients>(TEN_NAMES);
    expect(requestsSent()).toEqual(['token', 'search List', 'search Patient']);
    expect(extensions?.fhir).toEqual({
      requests: 2,
      estimatedRequests: 2,
      warnings: [createListCutWarning('Patient', ['patients'])],
    });
  });

  it('sends neither a token request nor a panel request the second time', async () => {
    await gateway.query<Patients>(TEN_NAMES);
    sandbox.clearRequests();
    const { extensions } = await gateway.query<Patients>(TEN_NAMES);
    expect(requestsSent()).toEqual(['search Patient']);
    expect(extensions?.fhir).toEqual({
      requests: 1,
      estimatedRequests: 2,
      warnings: [createListCutWarning('Patient', ['patients'])],
      panel: { fromMemory: true, ageSeconds: anyNumber() },
    });
  });

  it('sends one token request for 50 operations at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.query<Patients>(TEN_NAMES)));
    expect(answers.every(({ data }) => data.patients.length === 10)).toBe(true);
    expect(requestsSent().filter((request) => request === 'token')).toHaveLength(1);
  });
});
