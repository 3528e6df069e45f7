import { describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import type { Practitioner, Stored } from '../../src/fhir/types.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type HapiServer, issueAnyToken, startHapiServer } from '../support/hapi-server.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

/** Another R4 server, which searches practitioners by name only. */
describe('a search of the directory at another server', () => {
  const practitioners = ['Ada Archer', 'Bo Baker', 'Cy Archer'].map((text, index): Stored<Practitioner> => {
    const [given = '', family = ''] = text.split(' ');
    return { resourceType: 'Practitioner', id: `p${index}`, name: [{ text, family, given: [given] }] };
  });
  let server: HapiServer;
  let plain: Gateway;

  async function start(applies: boolean, issue?: object): Promise<void> {
    server = await startHapiServer(practitioners, {
      intercept: (request, body) => {
        if (issue === undefined || !request.target.startsWith('/Practitioner?'))
          return issueAnyToken(request);
        const outcome = { resourceType: 'OperationOutcome', issue: [issue] };
        const entry = [
          ...practitioners.map((resource) => ({ resource, search: { mode: 'match' } })),
          { resource: outcome, search: { mode: 'outcome' } },
        ];
        return body === ''
          ? { status: 200, body: { resourceType: 'Bundle', type: 'searchset', entry } }
          : null;
      },
      criteria: {
        name: ({ id }, value) => !applies || (value === 'archer' ? id !== 'p1' : id === 'p1'),
      },
    });
    const { privateKey } = rsa();
    const credentials = { clientId: 'any', privateKey, keyId: 'any' };
    const tokenUrl = new URL('/token', server.baseUrl).href;
    plain = await startGateway({ baseUrl: server.baseUrl, credentials }, { connection: { tokenUrl } });
  }

  async function stop(): Promise<void> {
    await plain.close();
    await server.close();
  }

  it('takes what its CapabilityStatement lists, and refuses the rest', async () => {
    await start(true);
    const everybody = await plain.query('{ practitioners { id } }');
    expect(everybody.data).toEqual({ practitioners: [{ id: 'p0' }, { id: 'p1' }, { id: 'p2' }] });
    const found = await plain.query('{ practitioners(name: "archer") { id } }');
    expect(found.data).toEqual({ practitioners: [{ id: 'p0' }, { id: 'p2' }] });
    const given = await plain.query('{ practitioners(given: "Ada") { id } }');
    expect(given.errors).toMatchObject([
      {
        message: 'The FHIR server does not search practitioners by given. Omit it.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    await stop();
  });

  it('trusts the names that a server matches, however they are spelled', async () => {
    await start(false);
    const { data, extensions } = await plain.query('{ practitioners(name: "archer") { id } }');
    expect(data).toEqual({ practitioners: [{ id: 'p0' }, { id: 'p1' }, { id: 'p2' }] });
    expect(extensions?.fhir.warnings).toEqual([]);
    await stop();
  });

  it('compares the names itself once the server reports an ignored parameter', async () => {
    await start(false, {
      severity: 'warning',
      code: 'invalid',
      details: { coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code: '59100' }] },
    });
    const { data, extensions } = await plain.query('{ practitioners(name: "archer") { id } }');
    expect(data).toEqual({ practitioners: [{ id: 'p0' }, { id: 'p2' }] });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['59100', 'FOREIGN_RECORDS']);
    await stop();
  });
});

describe('a search for patients by name', () => {
  const SEARCH = '{ patients(filter: { name: "Lin" }) { id } }';
  const refusal = [
    {
      message:
        'The FHIR server does not search for patients by filter.name. Use filter.given and filter.family.',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ];

  it('is refused at Epic before it sends a request', async () => {
    const sandbox = await borrowSandbox();
    const gateway = await startGateway(sandbox);
    const before = sandbox.requests.length;
    const { errors } = await gateway.query(SEARCH);
    expect(errors).toMatchObject(refusal);
    expect(fhirCalls(sandbox, before)).toEqual([]);
    await gateway.close();
    await sandbox.close();
  });

  it.each([
    [true, { patients: [{ id: 'lin' }] }, []],
    [false, { patients: null }, refusal],
  ])('runs at another server only if it lists the parameter: %s', async (isListed, data, errors) => {
    const patients = ['Lin', 'Lopez'].map((family) => ({
      resourceType: 'Patient' as const,
      id: family.toLowerCase(),
      name: [{ family }],
    }));
    const server = await startHapiServer(patients, {
      intercept: issueAnyToken,
      criteria: isListed ? { name: ({ id }, value) => id.startsWith(value.toLowerCase()) } : {},
    });
    const { privateKey } = rsa();
    const credentials = { clientId: 'any', privateKey, keyId: 'any' };
    const tokenUrl = new URL('/token', server.baseUrl).href;
    const plain = await startGateway({ baseUrl: server.baseUrl, credentials }, { connection: { tokenUrl } });
    const answer = await plain.query(SEARCH);
    expect(answer.data).toEqual(data);
    expect(answer.errors ?? []).toMatchObject(errors);
    await plain.close();
    await server.close();
  });
});
