/** Queries the relations of documents in both directions, on servers with and without a search for them. */
import { afterEach, describe, expect, it } from 'vitest';
import { having, including } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const NOTE = [
  {
    coding: [
      {
        system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
        code: 'clinical-note',
      },
    ],
  },
];

function note(id: string, parts: object = {}, patient = 'a') {
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    category: NOTE,
    type: { text: `Note ${id}` },
    subject: { reference: `Patient/${patient}` },
    content: [{ attachment: { contentType: 'text/plain', data: 'YQ==', title: id, size: 1 } }],
    ...parts,
  };
}

function relation(code: string, id: string) {
  return { relatesTo: [{ code, target: { reference: `DocumentReference/${id}` } }] };
}

const RECORDS = [
  { resourceType: 'Patient', id: 'a' },
  { resourceType: 'Patient', id: 'b' },
  note('original', {
    authenticator: { display: 'Dr Ekström' },
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-authentication-time',
        valueDateTime: '2026-02-03T04:05:06Z',
      },
    ],
  }),
  note('addendum', relation('appends', 'original')),
  note('signature', relation('signs', 'original')),
  note('retracted', { ...relation('appends', 'original'), status: 'entered-in-error' }),
  note('old', { status: 'superseded' }),
  note('new', relation('replaces', 'old')),
  note('stranger', relation('appends', 'original'), 'b'),
];

const SEARCHES = ['_id', 'patient', 'category'];

let server: RecordServer;
let gateway: Gateway;

async function start(parameters: readonly string[] | null): Promise<void> {
  const capabilities = parameters === null ? null : { Patient: SEARCHES, DocumentReference: parameters };
  server = await startRecordServer(RECORDS, JSON.stringify, capabilities);
  gateway = await startGateway(server);
}

afterEach(async () => {
  await gateway.close();
  await server.close();
});

function searches(): string[] {
  return server.requests.filter((place) => place.startsWith('DocumentReference?') && !place.includes('_id='));
}

function relationToOriginal(code: string) {
  return [{ code, target: { reference: 'DocumentReference/original', resource: { id: 'original' } } }];
}

const SERVERS: readonly [what: string, parameters: readonly string[] | null][] = [
  ['a server without a CapabilityStatement', null],
  ['a server that cannot search for relations', SEARCHES],
  ['a server that can search for relations', [...SEARCHES, 'relatesto']],
];

describe.each(SERVERS)('the relations of documents on %s', (_what, parameters) => {
  it('finds the addenda of a document and the original of an addendum [CS-100]', async () => {
    await start(parameters);
    const { data, errors, extensions } = await gateway.query(`{
      original: documentReference(id: "original") {
        authenticator { display } authenticationTime
        addenda: relatedFrom(code: APPENDS) { id }
        all: relatedFrom { id relatesTo { code target { reference resource { id } } } }
        content { size }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      original: {
        authenticator: { display: 'Dr Ekström' },
        authenticationTime: '2026-02-03T04:05:06Z',
        addenda: [{ id: 'addendum' }],
        all: including(
          { id: 'addendum', relatesTo: relationToOriginal('APPENDS') },
          { id: 'signature', relatesTo: relationToOriginal('SIGNS') },
        ),
        content: { size: 1 },
      },
    });
    expect(data).toHaveProperty('original.all.length', 2);
    expect(searches()).toHaveLength(1);
    const { requests = 0, estimatedRequests = 0 } = extensions?.fhir ?? {};
    expect(estimatedRequests).toBeGreaterThanOrEqual(requests);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).not.toContain('RELATIONS_UNCERTAIN');
  });

  it('names only the documents of the response in the audit', async () => {
    await start(parameters);
    const kept = createMemoryAudit({ upstream: server.baseUrl });
    const audited = await startGateway(server, { server: { audit: kept.audit } });
    await audited.query('{ documentReference(id: "original") { relatedFrom(code: APPENDS) { id } } }');
    const names = [...JSON.stringify(kept.take()).matchAll(/DocumentReference\/([^"]+)"/g)].map(
      ([, id = '']) => id,
    );
    expect(names.toSorted()).toEqual(['addendum', 'original']);
    await audited.close();
  });

  it('finds the replacement of a replaced note [CS-100]', async () => {
    await start(parameters);
    const { data, errors } = await gateway.query(
      '{ documentReference(id: "old") { status relatedFrom(code: REPLACES) { id status } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      documentReference: { status: 'SUPERSEDED', relatedFrom: [{ id: 'new', status: 'CURRENT' }] },
    });
  });
});

describe('a chart with notes and their addenda', () => {
  it('sends no further search for relations if the operation lists the notes anyway', async () => {
    await start(null);
    const { data, errors } = await gateway.query(
      '{ patient(id: "a") { clinicalNotes(first: 50) { id relatedFrom(code: APPENDS) { id } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty(
      'patient.clinicalNotes',
      including({ id: 'original', relatedFrom: [{ id: 'addendum' }] }),
    );
    expect(searches()).toHaveLength(1);
  });

  it('sends one search for the relations of several notes', async () => {
    await start([...SEARCHES, 'relatesto']);
    const { data, errors } = await gateway.query(
      '{ patient(id: "a") { clinicalNotes(first: 50) { id relatedFrom { id } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty('patient.clinicalNotes.0.id');
    const relations = searches().filter((place) => place.includes('relatesto='));
    expect(relations).toHaveLength(1);
    expect(relations[0]).toContain('patient=a');
  });
});

describe('a patient with more documents than the gateway searches', () => {
  it('warns with the path of the field if a patient has more documents than the gateway searches', async () => {
    const many = Array.from({ length: 120 }, (_, index) => note(`n${index}`, relation('signs', 'old')));
    server = await startRecordServer([...RECORDS, ...many]);
    gateway = await startGateway(server);
    const { extensions } = await gateway.query(
      '{ found: documentReference(id: "original") { addenda: relatedFrom(code: APPENDS) { id } } }',
    );
    expect(extensions?.fhir.warnings).toContainEqual(
      having({ code: 'RELATIONS_UNCERTAIN', path: ['found', 'addenda'] }),
    );
  });
});

describe('a document of a patient whose documents the FHIR server does not list', () => {
  it('warns instead of failing if the FHIR server does not list the documents of the patient', async () => {
    const sandbox = await borrowSandbox();
    server = { ...sandbox, requests: [] };
    gateway = await startGateway(server);
    sandbox.fault({
      kind: 'status',
      status: 200,
      contentType: 'application/fhir+json',
      match: { operation: 'read', resourceType: 'DocumentReference' },
      body: JSON.stringify(note('original', {}, 'eNobody')),
    });
    const { data, errors, extensions } = await gateway.query(
      '{ found: documentReference(id: "original") { id addenda: relatedFrom(code: APPENDS) { id } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ found: { id: 'original', addenda: [] } });
    expect(extensions?.fhir.warnings).toContainEqual(
      having({ code: 'RELATIONS_UNCERTAIN', path: ['found', 'addenda'] }),
    );
  });
});
