/** Limits, labels, registered operations, `extensions.fhir` and document links of people who signed in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/observability/log.ts';
import { problemsOf } from '../audit/definitions.ts';
import { CLINIC_RECORDS, CLINIC_VIEWS } from '../support/clinic-records.ts';
import { startClinicGateway } from '../support/clinic-gateway.ts';
import { at } from '../support/expected.ts';
import { connectionTo, type Gateway, type GatewayOptions } from '../support/gateway.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { type PersonsServer, startPersonsServer } from '../support/persons-server.ts';
import { signIn, type SignedInPerson } from '../support/persons.ts';
import { openSiteClient } from '../support/site.ts';

const LABELED = {
  resourceType: 'DocumentReference',
  id: 'labeled-note',
  status: 'current',
  subject: { reference: 'Patient/adult' },
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }] },
  content: [{ attachment: { contentType: 'text/plain', data: btoa('By psychiatry') } }],
};
const VIEWS = {
  ...CLINIC_VIEWS,
  patient: { shown: [...CLINIC_VIEWS.patient.shown, 'labeled-note'] },
  cardiologist: { ...CLINIC_VIEWS.cardiologist, shown: [...CLINIC_VIEWS.cardiologist.shown, 'labeled-note'] },
};
const ADULT = '{ patient(id: "adult") { fullName } }';

let server: PersonsServer;
let gateway: Gateway;

beforeEach(async () => {
  server = await startPersonsServer([...CLINIC_RECORDS, LABELED], VIEWS);
});
afterEach(async () => {
  await gateway.close();
  await server.close();
});

async function serve(persons: readonly SignedInPerson[], options: GatewayOptions = {}): Promise<void> {
  gateway = await startClinicGateway(server, persons, options);
}

const ask = (person: SignedInPerson, document: string) => gateway.query(document, {}, person.headers);
const codeOf = async (answer: ReturnType<typeof ask>): Promise<string | null> =>
  (await answer).errors?.[0]?.extensions.code ?? null;

describe('the rate limit of a person', () => {
  it('continues after they sign in again, and is not the one of another person or of the gateway', async () => {
    const [one, again, other] = [signIn('cardiologist'), signIn('cardiologist'), signIn('psychiatrist')];
    await serve([one, again, other], { server: { maxUpstreamCallsPerMinute: 2 } });
    expect([await codeOf(ask(one, ADULT)), await codeOf(ask(again, ADULT))]).toEqual([null, null]);
    const sent = server.requests.length;
    expect([await codeOf(ask(one, ADULT)), await codeOf(ask(again, ADULT))]).toEqual([
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
    expect(server.requests.length).toBe(sent);
    expect(await codeOf(ask(other, ADULT))).toBeNull();
    expect((await gateway.query(ADULT)).errors).toBeUndefined();
  });

  it('counts `me`, which sends no FHIR request, as one', async () => {
    const person = signIn('cardiologist', { patient: 'adult' });
    await serve([person], { server: { maxUpstreamCallsPerMinute: 2 } });
    const me = '{ me { audience scopes expiresAt fhirUser { reference } } site { id } }';
    const sent = server.requests.length;
    const codes = [
      await codeOf(ask(person, me)),
      await codeOf(ask(person, me)),
      await codeOf(ask(person, me)),
    ];
    expect(codes).toEqual([null, null, 'RATE_LIMITED']);
    expect(server.requests.length).toBe(sent);
  });
});

describe('what the response reports', () => {
  it('has the requests of the person and their cost, and no token', async () => {
    const person = signIn('cardiologist', { patient: 'adult', tokens: ['cardiologist'] });
    await serve([person], { server: { explorer: { signsIn: false } } });
    const headers = { ...person.headers, 'x-explain': 'true' };
    const { extensions } = await gateway.query(
      '{ me { patient { fullName allergies { id } } } }',
      {},
      headers,
    );
    expect(extensions?.fhir).toMatchObject({
      requests: 2,
      estimatedRequests: 2,
      warnings: [],
      upstream: [{ interaction: 'search' }, { interaction: 'read' }],
    });
    expect(JSON.stringify(extensions)).not.toContain('cardiologist');
  });

  it('names the site of the person', async () => {
    const person = signIn('cardiologist', { patient: 'adult' });
    const signedIn = { ...person, caller: { ...person.caller, site: 'north' } };
    const client = await openSiteClient({
      id: 'north',
      connection: connectionTo(server),
      log: createLog('silent'),
    });
    await serve([signedIn], { client, server: { name: 'North Hospital' } });
    const { data } = await ask(signedIn, '{ site { id name } me { patient { id fullName } } }');
    expect(data).toEqual({
      site: { id: 'north', name: 'North Hospital' },
      me: { patient: { id: 'adult', fullName: 'The adult' } },
    });
  });
});

describe('security labels', () => {
  it.each([
    ['hide a record from a patient', 'patient', 'patient/*.rs', ['cardiology-note']],
    ['do not hide it from staff', 'cardiologist', 'user/*.rs', ['cardiology-note', 'labeled-note']],
  ] as const)('%s who signed in', async (_what, name, scopes, expected) => {
    const person = signIn(name, { scopes, patient: 'adult' });
    await serve([person]);
    const { data } = await ask(
      person,
      '{ me { patient { documents { id } } } labeled: documentReference(id: "labeled-note") { id } }',
    );
    const documents = at(data, 'me', 'patient', 'documents');
    expect((Array.isArray(documents) ? documents : []).map((one: unknown) => at(one, 'id'))).toEqual(
      expected,
    );
    expect(at(data, 'labeled', 'id') ?? null).toBe(name === 'patient' ? null : 'labeled-note');
  });
});

describe('registered operations', () => {
  it('are the only ones that a person can send', async () => {
    const body = 'query Opening { me { patient { fullName } } }';
    const person = signIn('cardiologist', { patient: 'adult' });
    await serve([person], {
      server: {
        trustedDocuments: [{ id: 'opening', name: 'Opening', type: 'query', body, file: 'test.json' }],
      },
    });
    expect(at((await ask(person, body)).data, 'me', 'patient', 'fullName')).toBe('The adult');
    const sent = server.requests.length;
    expect(await codeOf(ask(person, ADULT))).toBe('DOCUMENT_NOT_TRUSTED');
    expect(server.requests.length).toBe(sent);
  });
});

describe('a document link of a person', () => {
  it('is audited with their record and authority, also if the FHIR server refuses the document', async () => {
    const person = signIn('cardiologist', { launch: { fhirUser: 'Practitioner/nurse' } });
    const kept = createMemoryAudit({ upstream: server.baseUrl });
    await serve([person], { server: { audit: kept.audit, findGrant: async () => person.grant } });
    const { data } = await ask(person, '{ documentReference(id: "cardiology-note") { contents { link } } }');
    const link = String(at(data, 'documentReference', 'contents', 0, 'link'));
    kept.take();
    expect((await gateway.http.get(link)).status).toBe(200);
    server.refusedTokens.add('cardiologist');
    expect((await gateway.http.get(link)).status).toBe(401);
    const events = kept.take();
    expect(events.flatMap(problemsOf)).toEqual([]);
    expect(new Set(events.map(({ outcome }) => outcome))).toEqual(new Set(['0', '4', '8']));
    for (const { agent } of events)
      expect(agent.find(({ requestor }) => requestor)).toMatchObject({
        who: { identifier: { value: 'cardiologist' } },
        altId: `${server.baseUrl}/Practitioner/nurse`,
        policy: [person.caller.issuer],
      });
  });
});
