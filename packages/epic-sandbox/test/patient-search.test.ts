import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PANEL_PATIENTS } from '../src/data/panels.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, DESIREE_POWELL, LINDA_ROSS } from '../src/data/patients.ts';
import { CODED_MRN, FORMER_NAMES, HUONG, OLAFUR, SINGLE_NAME, UNMASKED_SSN } from '../src/data/shapes.ts';
import type { Sandbox } from '../src/sandbox.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { asBundle, type Get, linkUrl, matchIds, matching, outcomeCodes, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

async function search(criteria: Record<string, string>) {
  return get(`/Patient?${new URLSearchParams(criteria).toString()}`);
}

function patient(id: string) {
  const found = PANEL_PATIENTS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`Expected a patient under ${id}, got none`);
  return found;
}

function contact(id: string, system: 'phone' | 'email'): string {
  return patient(id).telecom?.find((telecom) => telecom.system === system)?.value ?? '';
}

describe('a patient search without criteria', () => {
  it('a search without criteria is refused, because Epic cannot list all patients', async () => {
    const { status, body } = await get('/Patient?_count=10');
    expect(status).toBe(400);
    expect(body).toEqual({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'fatal',
          code: 'business-rule',
          details: {
            coding: [
              {
                system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369',
                code: '59159',
                display: 'The content/operation failed to pass a business rule, and so could not proceed.',
              },
            ],
            text: 'The content/operation failed to pass a business rule, and so could not proceed.',
          },
          diagnostics: 'This resource requires demographics or _id parameter for searching.',
          location: ['/f:demographics/_id'],
          expression: ['demographics/_id'],
        },
      ],
    });
  });

  it('unknown parameters come first in the outcome, so the first issue is not the worst', async () => {
    const { status, body } = await get('/Patient?bogus=1&_sort=name&bogus=2');
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['information 59100', 'information 59100', 'fatal 59159']);
    expect(body).toMatchObject({
      issue: [{ diagnostics: 'Unknown parameter: BOGUS. Parameter has been ignored.' }, {}, {}],
    });
  });
});

describe('a patient search by identifier', () => {
  it.each([
    ['its system', 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.14|203713'],
    ['its system without urn:oid:', '1.2.840.114350.1.13.0.1.7.5.737384.14|203713'],
    ['its type', 'EPI|203713'],
    ['its type in another case', 'epi|203713'],
    ['only its value', '203713'],
  ])('a search finds an identifier by %s', async (_prefix, identifier) => {
    const { status, body } = await search({ identifier });
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual([]);
  });

  it('a search finds a padded INTERNAL id without its padding', async () => {
    const padded =
      patient(CAMILA_LOPEZ).identifier?.find(({ type }) => type?.text === 'INTERNAL')?.value ?? '';
    expect(padded).toMatch(/^ {5}\S/);
    expect(matchIds((await search({ identifier: `INTERNAL|${padded.trim()}` })).body)).toEqual([
      CAMILA_LOPEZ,
    ]);
    expect(matchIds((await search({ identifier: 'Medical Record Number|C-400777' })).body)).toEqual([
      CODED_MRN,
    ]);
  });

  it('a search finds a Social Security number by its OID', async () => {
    const { body } = await search({ identifier: 'urn:oid:2.16.840.1.113883.4.1|900-55-1234' });
    expect(matchIds(body)).toEqual([UNMASKED_SSN]);
  });

  it('commas separate several identifiers', async () => {
    const { body } = await search({ identifier: 'EPI|203713,EPI|203711' });
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ, DERRICK_LIN]);
  });

  it('a value with the wrong type finds no patient', async () => {
    const { status, body } = await search({ identifier: 'CEID|203713' });
    expect(status).toBe(200);
    expect(asBundle(body).total).toBe(0);
    expect(outcomeCodes(body)).toEqual(['warning 4101']);
  });
});

describe('a patient search by demographics', () => {
  const camila = { family: 'Lopez', given: 'Camila', birthdate: '1987-09-12' };

  it('given name, family name and birth date find a patient', async () => {
    const { status, body } = await search(camila);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual([]);
    expect(linkUrl(body, 'self')).toBe(
      `${sandbox.baseUrl}/Patient?family=Lopez&given=Camila&birthdate=1987-09-12`,
    );
  });

  it.each([
    ['all given names', { ...camila, given: 'Camila Maria' }],
    ['the second given name', { ...camila, given: 'Maria' }],
    ['another case', { ...camila, family: 'LOPEZ', given: 'camila' }],
    ['a wrong gender', { ...camila, gender: 'male' }],
    ['the prefix eq', { ...camila, birthdate: 'eq1987-09-12' }],
  ])('a search finds a patient with %s', async (_variant, criteria) => {
    expect(matchIds((await search(criteria)).body)).toEqual([CAMILA_LOPEZ]);
  });

  it.each([
    [HUONG, { family: 'Nguyen', given: 'huong', birthdate: patient(HUONG).birthDate ?? '' }],
    [OLAFUR, { family: 'thordarson', given: 'Olafur', birthdate: patient(OLAFUR).birthDate ?? '' }],
    [OLAFUR, { family: 'Þórðarson', given: 'Ólafur', birthdate: patient(OLAFUR).birthDate ?? '' }],
  ])('a search finds names with and without diacritics', async (id, criteria) => {
    expect(matchIds((await search(criteria)).body)).toEqual([id]);
  });

  it('a search finds a patient by a former name', async () => {
    const birthdate = patient(FORMER_NAMES).birthDate ?? '';
    const { body } = await search({ family: 'Lindqvist', given: 'Ingrid', birthdate });
    expect(matchIds(body)).toEqual([FORMER_NAMES]);
  });

  it.each([
    ['phone', 'legal-sex'],
    ['email', 'legal-sex'],
    ['phone', 'gender'],
    ['email', 'gender'],
  ] as const)('finds them by names, %s and %s', async (system, sex) => {
    const { body } = await search({
      family: 'Lin',
      given: 'Derrick',
      [sex]: 'male',
      [system]: contact(DERRICK_LIN, system),
    });
    expect(matchIds(body)).toEqual([DERRICK_LIN]);
  });

  it('phone numbers are compared by their digits', async () => {
    const phone = contact(DERRICK_LIN, 'phone').replace('+1 ', '').replaceAll('-', '.');
    const { body } = await search({ family: 'Lin', given: 'Derrick', gender: 'male', phone });
    expect(matchIds(body)).toEqual([DERRICK_LIN]);
  });

  it('one complete combination is enough, even if another does not match', async () => {
    const { body } = await search({
      family: 'Ross',
      given: 'Linda',
      birthdate: '1900-01-01',
      gender: 'female',
      telecom: contact(LINDA_ROSS, 'email'),
    });
    expect(matchIds(body)).toEqual([LINDA_ROSS]);
  });

  it.each<[missing: string, criteria: Record<string, string>]>([
    ['only a family name', { family: 'Lin' }],
    ['no given name', { family: 'Lopez', birthdate: '1987-09-12' }],
    ['no family name', { given: 'Camila', birthdate: '1987-09-12' }],
    ['no birth date and no contact', { family: 'Lopez', given: 'Camila', gender: 'female' }],
    ['an empty birth date', { ...camila, birthdate: '' }],
    ['another birth date', { ...camila, birthdate: '1987-09-13' }],
    ['another family name', { ...camila, family: 'Lopes' }],
  ])('a search with %s returns no patient, with 200 and an outcome entry', async (_missing, criteria) => {
    const { status, body } = await search(criteria);
    expect(status).toBe(200);
    expect(asBundle(body)).toMatchObject({
      total: 0,
      entry: [{ fullUrl: matching(/^urn:uuid:/), search: { mode: 'outcome' } }],
    });
    expect(outcomeCodes(body)).toEqual(['warning 4101']);
  });

  it('a contact without a sex returns no patient', async () => {
    const email = contact(DERRICK_LIN, 'email');
    expect(matchIds((await search({ family: 'Lin', given: 'Derrick', email })).body)).toEqual([]);
  });

  it('a patient without a given name is not found', async () => {
    const birthdate = patient(SINGLE_NAME).birthDate ?? '';
    const { body } = await search({ family: 'Sukarnawati', given: 'Sukarnawati', birthdate });
    expect(matchIds(body)).toEqual([]);
  });

  it('an unknown parameter is ignored, and reported in an outcome entry', async () => {
    const { status, body } = await search({ ...camila, _sort: 'family' });
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual(['information 59100']);
  });

  it('identifier takes precedence over demographics', async () => {
    expect(matchIds((await search({ ...camila, identifier: 'EPI|203714' })).body)).toEqual([DESIREE_POWELL]);
  });
});
