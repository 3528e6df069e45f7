import {
  CAMILA_LOPEZ,
  DERRICK_LIN,
  LINDA_ROSS,
  MERGED_BY_REDIRECT,
  patientShapes,
  RESTRICTED,
  SITE_MRN_SYSTEM,
} from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

interface Answer {
  patients: { id: string }[];
}

const RULE =
  'Search for patients by ids, by identifier, by given + family + birthDate, or by given + family + gender + phone or email. ' +
  'Fewer criteria find nothing at Epic.';

const used = withGateway();

function queryPatients(filter: Record<string, unknown>, first = 10): Promise<AnswerWithCalls<Answer>> {
  const document =
    'query ($first: Int!, $filter: PatientFilter) { patients(first: $first, filter: $filter) { id } }';
  return ask<Answer>(used.gateway, used.sandbox, document, { filter, first });
}

function idsOf({ data }: AnswerWithCalls<Answer>): string[] {
  return data.patients.map(({ id }) => id);
}

function birthDateOf(wanted: string): unknown {
  return used.sandbox.patients.find(({ id }) => id === wanted)?.birthDate;
}

describe('a filter by ids', () => {
  it('returns patients in the order of a filter by ids, each once, from one search', async () => {
    const answer = await queryPatients({ ids: [LINDA_ROSS, CAMILA_LOPEZ, LINDA_ROSS] });
    expect(idsOf(answer)).toEqual([LINDA_ROSS, CAMILA_LOPEZ]);
    expect(answer.calls).toEqual([`Patient?_count=2&_id=${LINDA_ROSS},${CAMILA_LOPEZ}`]);
  });

  it('returns at most `first` patients', async () => {
    const answer = await queryPatients({ ids: [LINDA_ROSS, CAMILA_LOPEZ, DERRICK_LIN] }, 2);
    expect(idsOf(answer)).toEqual([LINDA_ROSS, CAMILA_LOPEZ]);
  });

  it('omits patients who do not exist, with a warning', async () => {
    const answer = await queryPatients({ ids: ['eNobody', CAMILA_LOPEZ] });
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ]);
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions?.fhir.warnings).toEqual([
      {
        code: '4102',
        resourceType: 'Patient',
        message: 'A requested record does not exist.',
      },
      {
        code: 'PATIENTS_NOT_FOUND',
        resourceType: 'Patient',
        message:
          'One or more requested patients do not exist, or the caller may not see them. They were left out.',
        path: ['patients'],
      },
    ]);
  });

  it('omits restricted patients with a warning, and fills the page with later ids', async () => {
    const answer = await queryPatients({ ids: [CAMILA_LOPEZ, 'eNobody', RESTRICTED, DERRICK_LIN] }, 2);
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, DERRICK_LIN]);
    expect(answer.extensions?.fhir.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['PATIENTS_NOT_FOUND', 'PATIENTS_REFUSED']),
    );
  });

  it('returns the surviving patient for a merged one, with a warning', async () => {
    const answer = await queryPatients({ ids: [MERGED_BY_REDIRECT] });
    expect(idsOf(answer)).toEqual([LINDA_ROSS]);
    expect(answer.extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['4107']);
  });

  it('refuses ids together with other criteria, which the FHIR server would ignore', async () => {
    const { errors, calls } = await queryPatients({ ids: [CAMILA_LOPEZ], family: 'Lopez' });
    expect(errors).toMatchObject([
      {
        message:
          'filter.ids cannot be combined with other criteria, because the FHIR server would ignore them.',
        path: ['patients'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(calls).toEqual([]);
  });
});

describe('a filter by identifier', () => {
  it('finds a patient by the system of an identifier', async () => {
    const answer = await queryPatients({ identifier: { system: SITE_MRN_SYSTEM, value: '1003713' } });
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ]);
    expect(answer.calls).toEqual([`Patient?_count=10&identifier=${SITE_MRN_SYSTEM}|1003713`]);
  });

  it('finds a patient by the text of an identifier type', async () => {
    expect(idsOf(await queryPatients({ identifier: { system: 'EPI', value: '203711' } }))).toEqual([
      DERRICK_LIN,
    ]);
  });

  it('returns no patient for an unknown identifier, without a warning', async () => {
    const answer = await queryPatients({ identifier: { system: 'EPI', value: '999999' } });
    expect([idsOf(answer), answer.errors, answer.extensions?.fhir.warnings]).toEqual([[], undefined, []]);
  });
});

describe('a filter by demographics', () => {
  it('finds a patient by given name, family name and birth date', async () => {
    const answer = await queryPatients({ given: 'Camila', family: 'Lopez', birthDate: '1987-09-12' });
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ]);
    expect(answer.calls).toEqual(['Patient?_count=10&birthdate=1987-09-12&family=Lopez&given=Camila']);
  });

  it('finds a patient by a former name, and with or without diacritics', async () => {
    const former = {
      given: 'Ingrid',
      family: 'Lindqvist',
      birthDate: birthDateOf(patientShapes.FORMER_NAMES),
    };
    const plain = { given: 'Huong', family: 'Nguyen', birthDate: birthDateOf(patientShapes.HUONG) };
    expect(idsOf(await queryPatients(former))).toEqual([patientShapes.FORMER_NAMES]);
    expect(idsOf(await queryPatients(plain))).toEqual([patientShapes.HUONG]);
    expect(idsOf(await queryPatients({ ...plain, family: 'Nguyễn' }))).toEqual([patientShapes.HUONG]);
  });

  it.each([
    ['email', 'patient.203713@example.com'],
    ['phone', '+1 218-555-0161'],
  ])('finds a patient by names, legal sex and %s', async (criterion, value) => {
    const answer = await queryPatients({
      given: 'Camila',
      family: 'Lopez',
      gender: 'FEMALE',
      [criterion]: value,
    });
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ]);
    const parameters = [
      `${criterion}=${value}`,
      'family=Lopez',
      'given=Camila',
      'legal-sex=female',
    ].toSorted();
    expect(answer.calls).toEqual([`Patient?_count=10&${parameters.join('&')}`]);
  });

  it('reads the CapabilityStatement once, and not again for the next operation', async () => {
    const filter = { given: 'Camila', family: 'Lopez', gender: 'FEMALE', phone: '1' };
    used.sandbox.clearRequests();
    await queryPatients(filter);
    await queryPatients(filter);
    expect(used.sandbox.requests.filter(({ operation }) => operation === 'metadata')).toHaveLength(1);
  });

  it('searches by administrative gender if the server has no CapabilityStatement', async () => {
    used.sandbox.fault({ match: { operation: 'metadata' }, times: Infinity, kind: 'html', status: 404 });
    const { calls } = await queryPatients({ given: 'Camila', family: 'Lopez', gender: 'FEMALE', phone: '1' });
    expect(calls).toEqual(['Patient?_count=10&family=Lopez&gender=female&given=Camila&phone=1']);
  });

  it.each([
    [{ family: 'Lopez' }],
    [{ family: 'Lopez', given: 'Camila' }],
    [{ family: 'Lopez', birthDate: '1987-09-12' }],
    [{ family: 'Lopez', given: 'Camila', gender: 'FEMALE' }],
    [{ birthDate: '1987-09-12', email: 'patient.203713@example.com' }],
  ])('refuses a filter without a request if Epic would find nothing: %j', async (filter) => {
    const { data, errors, calls } = await queryPatients(filter);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([
      { message: RULE, path: ['patients'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(calls).toEqual([]);
  });

  it('refuses a filter by a gender that is not a FHIR code', async () => {
    const { errors, calls } = await queryPatients({
      family: 'Lopez',
      given: 'Camila',
      gender: 'UNRECOGNIZED',
      phone: '1',
    });
    expect(errors).toMatchObject([
      {
        message: 'filter.gender expects MALE, FEMALE, OTHER or UNKNOWN.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(calls).toEqual([]);
  });

  it('returns SEARCH_TOO_BROAD if Epic reports too many matches', async () => {
    const issue = [
      { severity: 'fatal', details: { coding: [{ code: '4127' }] }, diagnostics: 'camila lopez' },
    ];
    used.sandbox.fault({
      match: { operation: 'search' },
      kind: 'json',
      status: 400,
      body: { resourceType: 'OperationOutcome', issue },
    });
    const answer = await queryPatients({ given: 'Camila', family: 'Lopez', birthDate: '1987-09-12' });
    expect(answer.data).toEqual({ patients: null });
    expect(answer.errors).toMatchObject([
      {
        message: 'More than 100 patients match. Add criteria, such as the birth date.',
        path: ['patients'],
        extensions: { code: 'SEARCH_TOO_BROAD' },
      },
    ]);
    expect(JSON.stringify(answer.errors)).not.toMatch(/camila/i);
  });
});
