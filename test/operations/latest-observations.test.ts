import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { startChartServer } from '../support/chart-server.ts';
import { ANN } from '../support/code-status-records.ts';
import { startGateway } from '../support/gateway.ts';
import { issueAnyToken } from '../support/hapi-server.ts';
import { type HapiPatient, observation, startHapiPatient } from '../support/hapi-patient.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import type { RecordOfServer } from '../support/record-server.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const EPIC = { software: 'Epic', ignoresSort: true, maxCount: 999 };

let patient: HapiPatient;

afterEach(() => patient.close());

/** Returns results of a code, the newest (`<code>0`) first. */
function resultsOf(code: string, count: number, year = 2026): object[] {
  return Array.from({ length: count }, (_, index) => ({
    ...observation(`${code}${index}`, {
      effectiveDateTime: new Date(Date.UTC(year, 0, 1) - index * 3_600_000).toISOString(),
    }),
    code: { coding: [{ system: 'http://loinc.org', code }] },
  }));
}

function vitalSign(more: object): RecordOfServer {
  return {
    resourceType: 'Observation',
    id: 'pulse',
    status: 'final',
    subject: { reference: 'Patient/ann' },
    category: [{ coding: [{ code: 'vital-signs' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    ...more,
  };
}

async function latest(args: string) {
  const { data, errors, extensions } = await patient.gateway.query(
    `{ patient(id: "p1") { latestObservations(${args}) { code isNoneOnFile observations { id } } } }`,
  );
  return {
    groups: at(data, 'patient', 'latestObservations'),
    errors: errors?.map(({ path, extensions: about }) => [about?.['code'], path]),
    warnings: extensions?.fhir.warnings.map(({ code }) => code) ?? [],
    price: extensions?.fhir.estimatedRequests,
    requests: extensions?.fhir.requests,
  };
}

const group = (code: string, ids: readonly string[], isNoneOnFile = false) => ({
  code,
  isNoneOnFile,
  observations: ids.map((id) => ({ id })),
});

describe.each([
  ['Epic', EPIC],
  ['a server that sorts', {}],
] as const)('the latest observations of each code on %s', (_name, options) => {
  it('come from one search if one page holds all of them, in the order of the codes', async () => {
    patient = await startHapiPatient([...resultsOf('K', 20), ...resultsOf('Na', 2, 2019)], options);
    const { groups, errors, warnings } = await latest('codes: ["Na", "http://loinc.org|K", "Hb"], each: 3');
    expect(errors).toBeUndefined();
    expect(groups).toEqual([
      group('Na', ['Na0', 'Na1']),
      group('http://loinc.org|K', ['K0', 'K1', 'K2']),
      group('Hb', [], true),
    ]);
    expect(warnings).toEqual([]);
  });

  it('show a rare test next to a frequent one, by a search of its own [CS-9]', async () => {
    patient = await startHapiPatient([...resultsOf('K', 150), ...resultsOf('Na', 2, 2019)], options);
    const { groups, errors } = await latest('codes: ["K", "Na"]');
    expect(errors).toBeUndefined();
    expect(groups).toEqual([group('K', ['K0', 'K1', 'K2']), group('Na', ['Na0', 'Na1'])]);
  });
});

/** Returns the codes of each search. */
const searches = (requests: readonly string[]) => requests.map((target) => /code=([^&]+)/.exec(target)?.[1]);

describe('the searches of latestObservations', () => {
  it('are one for all codes, and one for each code of which the first page has too few', async () => {
    const sent: string[] = [];
    patient = await startHapiPatient([...resultsOf('K', 150), ...resultsOf('Na', 2, 2019)], {
      ...EPIC,
      intercept(request) {
        if (request.target.includes('code=')) sent.push(decodeURIComponent(request.target));
        return issueAnyToken(request);
      },
    });
    const { price, requests } = await latest('codes: ["K", "Na", "K"]');
    expect(searches(sent)).toEqual(['K,Na', 'Na']);
    expect({ price, requests }).toEqual({ price: 4, requests: 3 });
    sent.length = 0;
    await latest('codes: ["Na"]');
    expect(searches(sent)).toEqual(['Na']);
  });

  it('leave a group null with an error if its search fails, which is not the same as none on file', async () => {
    patient = await startHapiPatient(resultsOf('K', 150), {
      ...EPIC,
      intercept: (request) =>
        /code=Na(?:&|$)/.test(request.target)
          ? {
              status: 403,
              body: { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'forbidden' }] },
            }
          : issueAnyToken(request),
    });
    const { groups, errors } = await latest('codes: ["K", "Na"]');
    expect(groups).toEqual([
      group('K', ['K0', 'K1', 'K2']),
      { code: 'Na', isNoneOnFile: false, observations: null },
    ]);
    expect(errors).toEqual([['FORBIDDEN', ['patient', 'latestObservations', 1, 'observations']]]);
  });

  it.each(['codes: []', `codes: [${'"K" '.repeat(21)}]`, 'codes: ["K"], each: 0', 'codes: ["K"], each: 21'])(
    'are not sent for arguments beyond the limits: %s',
    async (args) => {
      patient = await startHapiPatient([], EPIC);
      const { groups, errors } = await latest(args);
      expect(groups).toBeNull();
      expect(errors).toEqual([['BAD_USER_INPUT', ['patient', 'latestObservations']]]);
    },
  );

  it('name only the results that they return in the audit', async () => {
    const sandbox = await borrowSandbox();
    const kept = createMemoryAudit({ upstream: sandbox.baseUrl });
    const gateway = await startGateway(sandbox, { server: { audit: kept.audit } });
    const answer = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { latestObservations(codes: ["4548-4", "718-7"], each: 1) { observations { id } } } }`,
    );
    const audited = [...JSON.stringify(kept.take()).matchAll(/Observation\/([^"?]+)"/g)].map(
      ([, id = '']) => id,
    );
    const groups = at(answer, 'data', 'patient', 'latestObservations');
    const returned = [...JSON.stringify(groups).matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id);
    expect(returned.length).toBeGreaterThan(0);
    expect(audited.toSorted()).toEqual(returned.toSorted());
    await gateway.close();
    await sandbox.close();
  });

  it.each<[scopes: string, isNoneOnFile: boolean]>([
    ['user/Observation.rs', true],
    ['patient/*.rs', false],
    ['user/Observation.rs?category=laboratory', false],
    ['user/Observation.rs?category=laboratory patient/*.rs', false],
    ['user/Observation.rs patient/*.rs', true],
  ])('are stated to be absent only if no label can hide one: %s [CS-9]', async (scopes, isNoneOnFile) => {
    const provider = await startIdentityProvider();
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }];
    for (const records of [[], [vitalSign({ meta: { security } })]]) {
      const server = await startChartServer([ANN, ...records]);
      const gateway = await startGateway(server, { callers: provider.tokenVerification() });
      const authorization = await provider.bearer(`user/Patient.rs ${scopes}`, { patient: 'ann' });
      const { data } = await gateway.query(
        '{ patient(id: "ann") { latestObservations(codes: ["8867-4"]) { isNoneOnFile } } }',
        {},
        { authorization },
      );
      const isVisible = records.length > 0 && isNoneOnFile;
      expect(at(data, 'patient', 'latestObservations', 0, 'isNoneOnFile')).toBe(isNoneOnFile && !isVisible);
      await gateway.close();
      await server.close();
    }
    await provider.close();
  });
});
