/** Matches people with patients by `Patient/$match`. */
import { startSandbox } from 'epic-fhir-sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { at, matching } from '../support/expected.ts';
import { type GatewayOptions, startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { startRecordServer } from '../support/record-server.ts';
import { ask } from '../support/upstream.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const QUERY = `query ($input: MatchPatientsInput!, $first: Int! = 10) {
  matchPatients(input: $input, first: $first) { certainty score patient { id fullName birthDate } }
}`;
const CAMILA = { family: 'Lopez', given: ['Camila'], birthDate: '1987-09-12' };

async function startWithSandbox(options: GatewayOptions = {}) {
  const sandbox = await startSandbox();
  const gateway = await startGateway(sandbox, options);
  opened.push(sandbox, gateway);
  return { sandbox, gateway };
}

describe('matchPatients', () => {
  it('returns the patients with their certainty and score, by one POST whose URL has no demographics [T1-E6]', async () => {
    const { sandbox, gateway } = await startWithSandbox();
    const { data, errors, calls, extensions } = await ask(gateway, sandbox, QUERY, { input: CAMILA });
    expect(errors).toBeUndefined();
    expect(at(data, 'matchPatients')).toEqual([
      {
        certainty: 'PROBABLE',
        score: '0.9',
        patient: { id: 'erXuFYUfucBZaryVksYEcMg3', fullName: 'Camila Maria Lopez', birthDate: '1987-09-12' },
      },
    ]);
    expect(calls).toEqual(['Patient/$match']);
    expect(sandbox.requests.at(-1)).toMatchObject({ method: 'POST', query: '' });
    expect(extensions?.fhir.estimatedRequests).toBe(1);
    expect(gateway.logLines.join('\n')).not.toMatch(/Lopez|1987-09-12/);
  });

  it('is certain of an identifier, and passes on whether only certain matches are wanted', async () => {
    const { gateway } = await startWithSandbox();
    const identifiers = [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.100', value: '1003713' }];
    const found = await gateway.query(QUERY, { input: { identifiers } });
    expect(at(found.data, 'matchPatients')).toMatchObject([{ certainty: 'CERTAIN', score: '1' }]);
    const none = await gateway.query(QUERY, { input: { ...CAMILA, onlyCertain: true } });
    expect(none.data).toEqual({ matchPatients: [] });
  });

  it.each([
    ['nothing', {}],
    ['a name only', { family: 'Lopez', given: ['Camila'] }],
    ['no given name', { family: 'Lopez', birthDate: '1987-09-12' }],
    ['part of a date', { ...CAMILA, birthDate: '1987-09' }],
    ['an empty name', { ...CAMILA, family: ' ' }],
    ['too many names', { ...CAMILA, given: Array.from({ length: 11 }, () => 'Camila') }],
    ['an unknown gender', { ...CAMILA, gender: 'UNRECOGNIZED' }],
  ])('rejects %s without a request', async (_what, input) => {
    const { sandbox, gateway } = await startWithSandbox();
    const { errors, calls } = await ask(gateway, sandbox, QUERY, { input });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(errors?.[0]?.message).not.toMatch(/Lopez|Camila/);
    expect(calls).toEqual([]);
  });

  it('rejects a page size beyond 100', async () => {
    const { gateway } = await startWithSandbox();
    const { errors } = await gateway.query(QUERY, { input: CAMILA, first: 101 });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('is UPSTREAM_REJECTED on a server that does not offer it', async () => {
    const server = await startRecordServer([], JSON.stringify, { Patient: ['identifier'] });
    const gateway = await startGateway(server);
    opened.push(server, gateway);
    const { data, errors } = await gateway.query(QUERY, { input: CAMILA });
    expect(data).toEqual({ matchPatients: null });
    expect(errors).toEqual([
      expect.objectContaining({
        message: matching(/^The FHIR server does not offer the operation Patient\/\$match\./),
        extensions: { code: 'UPSTREAM_REJECTED' },
      }),
    ]);
    expect(server.requests).toEqual([]);
  });

  it('is FORBIDDEN for callers who may not search all patients, and audited for the others [T1-E6]', async () => {
    const provider = await startIdentityProvider();
    opened.push(provider);
    const sandbox = await startSandbox();
    const kept = createMemoryAudit({ upstream: sandbox.baseUrl });
    const gateway = await startGateway(sandbox, {
      callers: provider.tokenVerification(),
      server: { audit: kept.audit },
    });
    opened.push(sandbox, gateway);
    const queryAs = async (scopes: string) =>
      gateway.query(
        QUERY,
        { input: CAMILA },
        {
          authorization: await provider.bearer(scopes, { patient: 'erXuFYUfucBZaryVksYEcMg3' }),
        },
      );
    for (const scopes of ['patient/*.rs', 'user/Patient.r', 'user/Patient.s', 'user/Observation.rs']) {
      const { data, errors } = await queryAs(scopes);
      expect(data).toEqual({ matchPatients: null });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
      expect(JSON.stringify(kept.take())).not.toContain('erXuFYUfucBZaryVksYEcMg3"');
    }
    expect(sandbox.requests.filter(({ operation }) => operation === 'match')).toEqual([]);
    const permitted = await queryAs('user/Patient.rs');
    expect(at(permitted.data, 'matchPatients')).toHaveLength(1);
    const audited = JSON.stringify(kept.take());
    expect(audited).toContain(`${sandbox.baseUrl}/Patient/erXuFYUfucBZaryVksYEcMg3`);
    const queries = [...audited.matchAll(/"query":"([^"]+)"/g)].map(([, query = '']) =>
      Buffer.from(query, 'base64').toString(),
    );
    expect(queries).toEqual([
      `${sandbox.baseUrl}/Patient?_query=match&birthdate=1987-09-12&count=10&family=Lopez&given=Camila&onlyCertainMatches=false`,
    ]);
  });

  it('has an audit that repeats every argument', async () => {
    const sandbox = await startSandbox();
    const kept = createMemoryAudit({ upstream: sandbox.baseUrl });
    const gateway = await startGateway(sandbox, { server: { audit: kept.audit } });
    opened.push(sandbox, gateway);
    const address = {
      lines: ['1 Elm St', 'Apt 2'],
      city: 'Madison',
      state: 'WI',
      postalCode: '53703',
      country: 'US',
    };
    const input = {
      ...CAMILA,
      gender: 'FEMALE',
      identifiers: [{ system: 'urn:oid:1.2.3', value: '17' }],
      phone: '608-555-0100',
      email: 'camila@example.org',
      address,
      onlyCertain: true,
    };
    const { errors } = await gateway.query(QUERY, { input, first: 3 });
    expect(errors).toBeUndefined();
    const [, query = ''] = /"query":"([^"]+)"/.exec(JSON.stringify(kept.take())) ?? [];
    const { searchParams } = new URL(Buffer.from(query, 'base64').toString());
    expect([...searchParams]).toEqual([
      ['_query', 'match'],
      ['address', '1 Elm St'],
      ['address', 'Apt 2'],
      ['address-city', 'Madison'],
      ['address-country', 'US'],
      ['address-postalcode', '53703'],
      ['address-state', 'WI'],
      ['birthdate', '1987-09-12'],
      ['count', '3'],
      ['email', 'camila@example.org'],
      ['family', 'Lopez'],
      ['gender', 'female'],
      ['given', 'Camila'],
      ['identifier', 'urn:oid:1.2.3|17'],
      ['onlyCertainMatches', 'true'],
      ['phone', '608-555-0100'],
    ]);
  });
});

const GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';

/** A server that answers every `$match` with a body, or fails first. */
async function startMatchServer(
  body: object,
  failures = 0,
  httpStatus = 200,
): Promise<{ server: LocalServer; baseUrl: string }> {
  let failed = 0;
  const server = await startLocalServer((response, { url }) => {
    const answer = (status: number, json: object): void => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(json));
    };
    if (url === '/fhir/metadata')
      return answer(200, {
        resourceType: 'CapabilityStatement',
        fhirVersion: '4.0.1',
        rest: [{ mode: 'server', resource: [{ type: 'Patient', operation: [{ name: '$match' }] }] }],
      });
    failed += 1;
    return failed <= failures ? answer(503, {}) : answer(httpStatus, body);
  });
  return { server, baseUrl: `${server.origin}/fhir` };
}

async function matchWith(body: object, failures = 0, status = 200) {
  const { server, baseUrl } = await startMatchServer(body, failures, status);
  const sandbox = await startSandbox();
  const gateway = await startGateway(
    { ...sandbox, baseUrl },
    {
      connection: { authentication: { kind: 'none', stateSecret: null } },
    },
  );
  opened.push(server, sandbox, gateway);
  const answer = await gateway.query(
    `query ($input: MatchPatientsInput!) { matchPatients(input: $input, first: 5) { certainty score patient { id } } }`,
    { input: CAMILA },
  );
  return { ...answer, requests: server.requests.filter(({ method }) => method === 'POST') };
}

function bundleOf(...entry: readonly unknown[]): object {
  return { resourceType: 'Bundle', type: 'searchset', entry };
}

function matched(id: string, search: unknown): object {
  return { resource: { resourceType: 'Patient', id }, search };
}

function graded(valueCode: string) {
  return { mode: 'match', extension: [{ url: GRADE, valueCode }] };
}

describe('the matches of a FHIR server', () => {
  it('keep the order of the server, whatever their grades and scores', async () => {
    const { data, errors } = await matchWith(
      bundleOf(
        matched('a', { ...graded('possible'), score: 0.25 }),
        matched('b', { ...graded('certain'), score: 1.0 }),
        matched('c', graded('certainly-not')),
        matched('d', { extension: [...graded('certain').extension, ...graded('possible').extension] }),
        matched('e', { mode: 'match', score: 'high' }),
      ),
    );
    expect(errors).toBeUndefined();
    expect(at(data, 'matchPatients')).toEqual([
      { certainty: 'POSSIBLE', score: '0.25', patient: { id: 'a' } },
      { certainty: 'CERTAIN', score: '1', patient: { id: 'b' } },
      { certainty: 'CERTAINLY_NOT', score: null, patient: { id: 'c' } },
      { certainty: 'UNKNOWN', score: null, patient: { id: 'd' } },
      { certainty: 'UNKNOWN', score: null, patient: { id: 'e' } },
    ]);
  });

  it('contain patients only, and at most as many as requested', async () => {
    const patients = Array.from({ length: 8 }, (_, index) => matched(`p${index}`, { extension: 'odd' }));
    const { data, extensions } = await matchWith(
      bundleOf(
        null,
        { resource: { resourceType: 'Practitioner', id: 'x' } },
        { resource: { resourceType: 'Patient' } },
        { resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'x' }] } },
        ...patients,
      ),
    );
    expect(at(data, 'matchPatients')).toHaveLength(5);
    expect(extensions?.fhir.warnings.length).toBeGreaterThan(0);
  });

  it.each([
    ['4101', []],
    ['4102', ['4102']],
    ['4103', ['4102']],
    ['4107', ['4107']],
    ['59133', ['59133']],
  ])('are none if Epic answers with only the issue %s, with the warnings %j', async (code, warnings) => {
    const severity = code === '59133' ? 'warning' : 'fatal';
    const issue = [{ severity, code: 'processing', details: { coding: [{ system: 'urn:epic', code }] } }];
    for (const status of code === '59133' ? [200] : [200, 404]) {
      const { data, errors, extensions } = await matchWith(
        { resourceType: 'OperationOutcome', issue },
        0,
        status,
      );
      expect({ data, errors }).toEqual({ data: { matchPatients: [] }, errors: undefined });
      expect(extensions?.fhir.warnings.map((warning) => warning.code)).toEqual(warnings);
    }
  });

  it.each([
    ['Bundle', bundleOf()],
    ['Bundle without entries', { resourceType: 'Bundle', type: 'searchset', total: 0 }],
  ])('are none for an empty %s', async (_what, body) => {
    const { data, errors, extensions } = await matchWith(body);
    expect({ data, errors, warnings: extensions?.fhir.warnings }).toEqual({
      data: { matchPatients: [] },
      errors: undefined,
      warnings: [],
    });
  });

  it('fail for a response that is no Bundle', async () => {
    const { data, errors } = await matchWith({ resourceType: 'Patient', id: 'a' });
    expect(data).toEqual({ matchPatients: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
  });

  it('are requested again after a failure, because the operation changes nothing', async () => {
    const { data, requests, extensions } = await matchWith(bundleOf(matched('a', {})), 1);
    expect(at(data, 'matchPatients')).toHaveLength(1);
    expect(requests).toHaveLength(2);
    expect(extensions?.fhir.requests).toBe(2);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'resource',
          resource: {
            resourceType: 'Patient',
            name: [{ family: 'Lopez', given: ['Camila'] }],
            birthDate: '1987-09-12',
          },
        },
        { name: 'onlyCertainMatches', valueBoolean: false },
        { name: 'count', valueInteger: 5 },
      ],
    });
  });
});
