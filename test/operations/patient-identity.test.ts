import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { ODD_NOW, ODD_PATIENTS } from '../support/odd-patients.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

let server: RecordServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer(ODD_PATIENTS);
  gateway = await startGateway(server, { now: () => ODD_NOW, server: { siteTimeZone: 'America/Chicago' } });
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

function warningsOf({ extensions }: GraphqlAnswer<unknown>): string[] {
  return (extensions?.fhir.warnings ?? []).map(({ code }) => code);
}

async function queryPatient(id: string, selection: string, through = gateway): Promise<unknown> {
  const { data, errors } = await through.query(`{ found: patient(id: "${id}") { ${selection} } }`);
  expect(errors).toBeUndefined();
  return data['found'];
}

describe('the name of a patient', () => {
  it('prefers a current name without a use to a nickname, an alias, and a temporary, former or future name [CS-89]', async () => {
    expect(await queryPatient('named', 'fullName name { family } hasProtectedName names { use }')).toEqual({
      fullName: 'Wilhelmina Quarles',
      name: { family: 'Quarles' },
      hasProtectedName: true,
      names: ['NICKNAME', 'ANONYMOUS', 'TEMP', 'OLD', 'USUAL', 'OFFICIAL', null].map((use) => ({ use })),
    });
    expect(await queryPatient('survivor', 'fullName hasProtectedName')).toEqual({
      fullName: 'Orla Penhallow',
      hasProtectedName: false,
    });
  });
});

describe('the name of a relative or a practitioner', () => {
  it('chooses the names of relatives and practitioners by the same rules as patient names', async () => {
    const { data, errors } = await gateway.query(
      '{ relatedPerson(id: "aunt-of-twins") { fullName } practitioner(id: "renamed") { fullName } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      relatedPerson: { fullName: 'Beatrix Vanterpool' },
      practitioner: { fullName: 'Beatrix Vanterpool' },
    });
  });
});

describe('the age of a patient', () => {
  it.each([
    ['named', 35, '35 years'],
    ['newborn', 0, '24 hours'],
    ['dead', 73, '73 years'],
    ['unborn', null, null],
  ])('calculates the age by the clock of the site, and up to death: %s [CS-95]', async (id, age, ageText) => {
    expect(await queryPatient(id, 'age ageText')).toEqual({ age, ageText });
  });

  it('calculates the age by the clock of a site in another time zone [CS-95]', async () => {
    const inTokyo = await startGateway(server, {
      now: () => ODD_NOW,
      server: { siteTimeZone: 'Asia/Tokyo' },
    });
    const named = await queryPatient('named', 'fullName age', inTokyo);
    const unborn = await queryPatient('unborn', 'age ageText', inTokyo);
    await inTokyo.close();
    expect(named).toEqual({ fullName: 'Mina Zabel', age: 36 });
    expect(unborn).toEqual({ age: 0, ageText: '0 days' });
  });
});

describe('the medical record number', () => {
  it('returns the current medical record number', async () => {
    const answer = await gateway.query('{ patient(id: "one-number") { mrn } }');
    expect(answer.data).toEqual({ patient: { mrn: '12' } });
    expect(warningsOf(answer)).toEqual([]);
  });

  it('returns null if there are several record numbers, with a warning that names the setting and no number [CS-91]', async () => {
    const answer = await gateway.query('{ patient(id: "two-numbers") { mrn identifiers { value } } }');
    expect(answer.data).toEqual({
      patient: { mrn: null, identifiers: [{ value: '41' }, { value: '52' }] },
    });
    expect(warningsOf(answer)).toEqual(['MRN_AMBIGUOUS']);
    const [warning] = answer.extensions?.fhir.warnings ?? [];
    expect(warning?.path).toEqual(['patient', 'mrn']);
    expect(warning?.message).toContain('MRN_SYSTEM');
    expect(warning?.message).not.toMatch(/41|52/);
  });

  it('returns the record number of the configured system, even if the patient has several', async () => {
    const configured = await startGateway(server, { server: { mrnSystem: 'urn:oid:2.2' } });
    expect(await queryPatient('two-numbers', 'mrn', configured)).toEqual({ mrn: '52' });
    expect(await queryPatient('one-number', 'mrn', configured)).toEqual({ mrn: '13' });
    await configured.close();
  });
});
