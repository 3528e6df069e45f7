/** Names of records from servers that name things differently from Epic. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const LOCAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.698288';
const subject = { reference: 'Patient/p1' };
const coded = (system: string, code: string, display?: string) => ({ coding: [{ system, code, display }] });

const RECORDS = [
  { resourceType: 'Patient', id: 'p1', name: [{ family: 'Ng' }] },
  { resourceType: 'Patient', id: 'p2' },
  ...['med5', 'gone'].map((id) => ({
    resourceType: 'MedicationRequest',
    id: `not-${id}`,
    status: 'active',
    intent: 'order',
    doNotPerform: true,
    subject: { reference: 'Patient/p2' },
    medicationReference: { reference: `Medication/${id}` },
  })),
  ...Array.from({ length: 12 }, (_, index) => ({
    resourceType: 'Medication',
    id: `med${index}`,
    code: index === 3 ? coded(RXNORM, '7980') : coded(LOCAL, `${index}`, `Medicine ${index}`),
  })),
  ...Array.from({ length: 12 }, (_, index) => ({
    resourceType: 'MedicationRequest',
    id: `by-reference-${index}`,
    status: 'active',
    intent: 'order',
    subject,
    medicationReference: { reference: `Medication/med${index}` },
  })),
  {
    resourceType: 'MedicationRequest',
    id: 'by-display',
    subject,
    medicationReference: { reference: 'Medication/med1', display: 'as the order calls it' },
  },
  {
    resourceType: 'MedicationRequest',
    id: 'by-code',
    subject,
    medicationCodeableConcept: coded(RXNORM, '7980'),
  },
  {
    resourceType: 'MedicationRequest',
    id: 'nowhere',
    subject,
    medicationReference: { reference: 'Medication/gone' },
  },
  {
    resourceType: 'MedicationRequest',
    id: 'elsewhere',
    subject,
    medicationReference: { reference: 'https://other.example/fhir/Medication/1' },
  },
  {
    resourceType: 'MedicationRequest',
    id: 'compounded',
    subject,
    contained: [
      {
        resourceType: 'Medication',
        id: 'mix',
        ingredient: [
          { itemCodeableConcept: { text: 'zinc oxide' } },
          { itemReference: { reference: '#base' } },
        ],
      },
    ],
    medicationReference: { reference: '#mix' },
  },
  {
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    patient: subject,
    code: { coding: [{ system: LOCAL, code: '9' }] },
    reaction: [{ substance: coded(RXNORM, '7980', 'penicillin G') }],
  },
  { resourceType: 'AllergyIntolerance', id: 'a2', patient: subject, code: coded(RXNORM, '7980') },
  {
    resourceType: 'Immunization',
    id: 'i1',
    patient: subject,
    status: 'completed',
    vaccineCode: coded('http://hl7.org/fhir/sid/cvx', '115'),
  },
  { resourceType: 'Condition', id: 'c1', subject, code: coded('http://snomed.info/sct', '44054006') },
  { resourceType: 'Procedure', id: 'pr1', subject, code: coded('urn:oid:2.16.840.1.113883.6.12', '93000') },
  {
    resourceType: 'Observation',
    id: 'o1',
    subject,
    code: coded('http://loinc.org', '718-7'),
    valueCodeableConcept: coded('http://hospital.example/CodeSystem/colours', 'AMB'),
    specimen: { reference: '#s' },
    contained: [
      { resourceType: 'Specimen', id: 's', type: { text: 'Venous blood' } },
      { resourceType: 'Practitioner', id: 'dr', name: [{ family: 'Okafor', given: ['Ada'] }] },
    ],
    performer: [{ reference: '#dr' }, { reference: '#nobody' }, { reference: 'Practitioner/far' }],
  },
  {
    resourceType: 'DocumentReference',
    id: 'd1',
    subject,
    type: coded('http://loinc.org', '11506-3'),
    content: [{ attachment: { title: 'Scan of a letter' } }],
  },
  {
    resourceType: 'DocumentReference',
    id: 'd2',
    subject,
    type: coded('http://loinc.org', '11506-3'),
    content: [{ attachment: { contentType: 'text/plain' } }],
  },
  {
    resourceType: 'Coverage',
    id: 'v1',
    beneficiary: subject,
    payor: [{ reference: '#org' }],
    contained: [{ resourceType: 'Organization', id: 'org', name: 'Blue Shield' }],
  },
  {
    resourceType: 'CarePlan',
    id: 'cp1',
    subject,
    activity: [{ detail: { code: coded('http://snomed.info/sct', '229065009'), description: 'Walk daily' } }],
  },
];

let server: RecordServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer(RECORDS);
  gateway = await startGateway(server);
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

async function medications(selection: string): Promise<{ id: string; name: string | null }[]> {
  server.requests.length = 0;
  interface Answer {
    readonly patient: { readonly medications: { id: string; name: string | null }[] };
  }
  const { data, errors } = await gateway.query<Answer>(
    `{ patient(id: "p1") { medications(first: 50) { ${selection} } } }`,
  );
  expect(errors).toBeUndefined();
  return data.patient.medications;
}

describe('the name of a MedicationRequest', () => {
  it('reads the name of a MedicationRequest from its Medication where it has none, ten in one search [CS-115]', async () => {
    const names = new Map((await medications('id name')).map(({ id, name }) => [id, name]));
    expect(names.get('by-reference-0')).toBe('Medicine 0');
    expect(names.get('by-reference-11')).toBe('Medicine 11');
    expect(names.get('by-reference-3')).toBe('RxNorm 7980');
    expect(names.get('by-display')).toBe('as the order calls it');
    expect(names.get('by-code')).toBe('RxNorm 7980');
    const reads = server.requests.filter(
      (call) => call.startsWith('Medication?') || call.startsWith('Medication/'),
    );
    // The first search reads 10 of the 13 ids, and the second 3; a read by id follows for the unknown one.
    expect(reads.filter((call) => call.startsWith('Medication?'))).toHaveLength(2);
    expect(reads.filter((call) => !call.startsWith('Medication?'))).toEqual(['Medication/gone']);
  });

  it('returns null as the name where the Medication is missing or on another server', async () => {
    const names = new Map((await medications('id name')).map(({ id, name }) => [id, name]));
    expect([names.get('nowhere'), names.get('elsewhere')]).toEqual([null, null]);
    expect(names.size).toBe(17);
  });

  it('does not build a name from only some ingredients of a contained Medication [CS-115]', async () => {
    const names = new Map((await medications('id name')).map(({ id, name }) => [id, name]));
    // One ingredient has no name, so a name made of the rest would mislead.
    expect(names.get('compounded')).toBeNull();
  });

  it('reads no Medication where the name is not selected or the request contains it', async () => {
    expect(await medications('id')).toHaveLength(17);
    expect(server.requests.filter((call) => call.startsWith('Medication'))).toEqual([
      'MedicationRequest?patient=p1',
    ]);
    server.requests.length = 0;
    const { data } = await gateway.query('{ medicationRequest(id: "by-display") { name } }');
    expect(data).toEqual({ medicationRequest: { name: 'as the order calls it' } });
    expect(server.requests.some((call) => /^Medication[/?]/.test(call))).toBe(false);
  });

  it('estimates a read of each Medication until the server is known to name them', async () => {
    const { extensions } = await gateway.query('{ patient(id: "p1") { medications(first: 50) { name } } }');
    // The patient, the list, and five searches by id.
    expect(extensions?.fhir.estimatedRequests).toBe(7);
    const plain = await gateway.query('{ patient(id: "p1") { medications(first: 50) { status } } }');
    expect(plain.extensions?.fhir.estimatedRequests).toBe(2);
  });
});

describe('a prohibition', () => {
  it('names a prohibition after the Medication that its order references', async () => {
    const { data, errors } = await gateway.query('{ patient(id: "p2") { prohibitions { text } } }');
    expect(errors).toBeUndefined();
    const texts = ['Do not give: name unavailable, see record', 'Do not give: Medicine 5'];
    expect(data).toEqual({ patient: { prohibitions: texts.map((text) => ({ text })) } });
  });
});

describe('the name of a record with only a code', () => {
  it.each<[type: string, query: string, expected: unknown]>([
    [
      'an allergy, as the substance of its reaction',
      'allergyIntolerance(id: "a1") { name }',
      { name: 'penicillin G' },
    ],
    [
      'an allergy',
      'allergyIntolerance(id: "a2") { name code { text } }',
      { name: 'RxNorm 7980', code: { text: 'RxNorm 7980' } },
    ],
    [
      'a vaccine',
      'immunization(id: "i1") { name vaccine { text } }',
      { name: 'CVX 115', vaccine: { text: 'CVX 115' } },
    ],
    ['a problem', 'condition(id: "c1") { name }', { name: 'SNOMED 44054006' }],
    ['a procedure', 'procedure(id: "pr1") { name }', { name: 'CPT 93000' }],
    [
      'a result and its value',
      'observation(id: "o1") { name valueText }',
      { name: 'LOINC 718-7', valueText: 'colours AMB' },
    ],
    [
      'a document, as the title of its content',
      'documentReference(id: "d1") { title }',
      { title: 'Scan of a letter' },
    ],
    ['a document', 'documentReference(id: "d2") { title }', { title: 'LOINC 11506-3' }],
    [
      'an activity, as its description',
      'carePlan(id: "cp1") { activities { name } }',
      { activities: [{ name: 'Walk daily' }] },
    ],
    [
      'a coverage, as its contained payor',
      'coverage(id: "v1") { name payors { display } }',
      { name: 'Blue Shield', payors: [{ display: 'Blue Shield' }] },
    ],
  ])('shows a name for %s [CS-114]', async (_what, query, expected) => {
    const { data, errors } = await gateway.query(`{ found: ${query} }`);
    expect(errors).toBeUndefined();
    expect(at(data, 'found')).toEqual(expected);
  });

  it('shows the name of a contained resource in a reference, without a request', async () => {
    server.requests.length = 0;
    const { data, errors } = await gateway.query(
      '{ observation(id: "o1") { specimen { display } performers { display } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      observation: {
        specimen: { display: 'Venous blood' },
        performers: [{ display: 'Ada Okafor' }, { display: null }, { display: null }],
      },
    });
    expect(server.requests).toHaveLength(1);
  });
});
