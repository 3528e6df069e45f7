/** Queries records that repeat their patient's social security number outside of identifiers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFieldsOf } from '../support/all-fields.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const MASK = '***-**-****';
const NUMBER = '900-55-1234';
const SPELLINGS = [NUMBER, '900551234', '900 55 1234', '900.55.1234'];
/** Identifier elements by which servers mark an SSN. */
const MARKS: readonly object[] = [
  { system: 'urn:oid:2.16.840.1.113883.4.1' },
  { system: 'https://hl7.org/fhir/sid/us-ssn/' },
  { type: { coding: [{ code: 'ss' }] } },
  { type: { text: 'Soc Sec #' } },
];
const div = (content: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

const RECORDS = MARKS.flatMap((mark, index) => {
  const identifier = [{ ...mark, value: NUMBER }];
  const subject = {
    reference: `Patient/p${index}`,
    display: `Ann ${NUMBER}`,
    identifier: { ...mark, value: NUMBER },
  };
  return [
    {
      resourceType: 'Patient',
      id: `p${index}`,
      identifier: [...identifier, ...SPELLINGS.map((value) => ({ system: 'urn:oid:1.2.3', value }))],
      name: SPELLINGS.map((spelled) => ({ text: `Ann ${spelled}`, family: spelled, given: [spelled] })),
      telecom: SPELLINGS.map((value) => ({ system: 'other', value })),
      address: [{ text: NUMBER, line: SPELLINGS, city: NUMBER }],
      maritalStatus: { text: `ssn ${NUMBER}` },
      text: { status: 'generated', div: div(NUMBER) },
    },
    {
      resourceType: 'CarePlan',
      id: `c${index}`,
      status: 'active',
      intent: 'plan',
      subject,
      title: `Plan of ${NUMBER}`,
      note: [{ text: NUMBER }],
      text: { status: 'generated', div: div('<b>900</b>&nbsp;55-1234') },
    },
    {
      resourceType: 'Coverage',
      id: `v${index}`,
      status: 'active',
      beneficiary: subject,
      payor: [],
      subscriberId: '900551234',
      identifier: [{ type: { coding: [{ code: 'MB' }] }, value: '900-551234' }],
    },
    {
      resourceType: 'Observation',
      id: `o${index}`,
      status: 'final',
      subject,
      code: { text: 'SSN', coding: [{ display: NUMBER }] },
      valueString: `It is ${NUMBER}.`,
      contained: [{ resourceType: 'Specimen', id: 's', note: [{ text: NUMBER }] }],
      specimen: { reference: '#s' },
    },
    {
      resourceType: 'Practitioner',
      id: `d${index}`,
      identifier,
      name: [{ text: `Dr. D ${NUMBER}` }],
      telecom: [{ value: NUMBER }],
    },
  ];
});

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

describe('a social security number [T1-I13]', () => {
  it.each(RECORDS.map((record) => [record.resourceType, record.id] as const))(
    'masks a social security number in every field of %s/%s, and in the raw resource',
    async (type, id) => {
      const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      const { data, errors } = await gateway.query(`{ found: ${field}(id: "${id}") ${allFieldsOf(type)} }`);
      expect(errors).toBeUndefined();
      const shown = JSON.stringify(data);
      expect(shown).toContain(MASK);
      expect(shown.replaceAll(/[^\w]/g, '')).not.toContain('900551234');
      expect(shown).not.toMatch(/900[^\d]{1,12}55[^\d]{1,12}1234/);
    },
  );

  it('masks a social security number in contained resources and references', async () => {
    const { data } = await gateway.query(
      '{ found: observation(id: "o0") { specimen { resource { notes } } subject { display identifier { value } } } }',
    );
    expect(at(data, 'found', 'specimen', 'resource', 'notes')).toEqual([MASK]);
    expect(at(data, 'found', 'subject')).toEqual({ display: `Ann ${MASK}`, identifier: null });
  });

  it('masks a social security number in lists, names and other identifiers', async () => {
    const { data } = await gateway.query(
      '{ patients(filter: { ids: ["p0", "p1"] }) { fullName names { text } mrn identifiers { value } telecom { value } carePlans { title narrative { text html } } coverages { subscriberId memberId } } }',
    );
    expect(JSON.stringify(data)).not.toMatch(/900.{0,12}55.{0,3}1234/);
    expect(at(data, 'patients', 0, 'fullName')).toBe(`Ann ${MASK}`);
    expect(at(data, 'patients', 0, 'identifiers')).toEqual([]);
    expect(at(data, 'patients', 0, 'coverages', 0)).toEqual({ subscriberId: null, memberId: null });
  });
});
