import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS } from '../src/data/patients.ts';
import { ALL_PRACTITIONERS } from '../src/data/practitioners.ts';
import * as special from '../src/data/special-patients.ts';
import { RESOURCE_TYPES } from '../src/resource-types.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { entryResources, type Get, matchIds, outcomeCodes, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

/** The required parameter in addition to the patient. */
const REQUIRED_PARAMETERS: Readonly<Record<string, string>> = {
  CarePlan: '&category=assess-plan',
  EpisodeOfCare: '&type=5,8,12',
  Observation: '&category=laboratory',
};

/** The types that are searched by patient. Few charts have a Consent. */
const SEARCHES = [...RESOURCE_TYPES.values()]
  .filter(({ type, parameters }) => type !== 'Consent' && parameters.some(({ name }) => name === 'patient'))
  .map(({ type }): [type: string, query: string] => [type, REQUIRED_PARAMETERS[type] ?? '']);

const observationsIn = (categories: string) => `/Observation?patient=${CAMILA_LOPEZ}&category=${categories}`;

describe('a search for several categories', () => {
  it('finds the records of each category', async () => {
    const together = matchIds((await get(observationsIn('laboratory,vital-signs'))).body);
    const alone = await Promise.all(['laboratory', 'vital-signs'].map((one) => get(observationsIn(one))));
    expect(new Set(together)).toEqual(new Set(alone.flatMap(({ body }) => matchIds(body))));
  });

  it('leaves out categories that are not on the registration, and is refused without others', async () => {
    const poor = await startSandbox({
      notEntitled: ['Observation.search?category=vital-signs'],
      partialWarnings: false,
    });
    try {
      const read = await signIn(poor);
      const labs = matchIds((await read(observationsIn('laboratory'))).body);
      const { body } = await read(observationsIn('laboratory,vital-signs'));
      expect([matchIds(body), outcomeCodes(body)]).toEqual([labs, ['warning 59204']]);
      const refused = await read(observationsIn('vital-signs'));
      expect([refused.status, outcomeCodes(refused.body)]).toEqual([400, ['warning 59204', 'fatal 59022']]);
    } finally {
      await poor.close();
    }
  });
});

describe.each(SEARCHES)('a search for %s', (type, required) => {
  it(`a search for ${type} lists the resources of the given patient`, async () => {
    const { status, body } = await get(`/${type}?patient=${CAMILA_LOPEZ}${required}`);
    const found = matchIds(body);
    const chart = RESOURCE_TYPES.get(type)?.ofPatient(CAMILA_LOPEZ) ?? [];
    expect(status).toBe(200);
    expect(found.length).toBeGreaterThan(0);
    expect(chart.map(({ id }) => id).filter((id) => found.includes(id))).toEqual(found);
    expect(required === '' ? found.length : chart.length).toBe(chart.length);
  });

  it(`a search for ${type} in an empty chart is empty, with 4101`, async () => {
    const last = sandbox.patients.at(-1)?.id ?? '';
    const { status, body } = await get(`/${type}?patient=${last}${required}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([]);
    expect(outcomeCodes(body)).toContain('warning 4101');
  });

  it.each([
    ['no parameter', '', 'fatal 4110'],
    ['no patient', '?_count=5', 'fatal 4111'],
    ['two patients in one parameter', `?patient=${CAMILA_LOPEZ},${DERRICK_LIN}`, 'fatal 4112'],
    ['two patients in two parameters', `?patient=${CAMILA_LOPEZ}&patient=${DERRICK_LIN}`, 'fatal 4112'],
    ['an unknown patient', '?patient=no-such-patient', 'fatal 4115'],
    ['a deleted patient', `?patient=${special.DELETED}`, 'fatal 4115'],
    ['a merged patient', `?patient=${special.MERGED_AS_OUTCOME}`, 'fatal 4107'],
    ['a restricted patient', `?patient=${special.RESTRICTED_AS_BAD_REQUEST}`, 'fatal 4134'],
  ])(`a search for ${type} with %s answers 400`, async (_case, query, code) => {
    const { status, body } = await get(`/${type}${query}`);
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual([code]);
  });

  it('a search in the chart of a restricted patient answers 403 with 4130', async () => {
    const { status, body } = await get(`/${type}?patient=${special.RESTRICTED}${required}`);
    expect(status).toBe(403);
    expect(outcomeCodes(body)).toEqual(['fatal 4130']);
  });

  it('a search ignores unknown parameters, and reports them', async () => {
    const { status, body } = await get(
      `/${type}?patient=${CAMILA_LOPEZ}${required}&_sort=-date&code-text=x&_count=1`,
    );
    expect(status).toBe(200);
    expect(matchIds(body)).toHaveLength(1);
    expect(outcomeCodes(body).slice(0, 2)).toEqual(['information 59100', 'information 59100']);
  });

  it('a search by _id finds resources in any chart, and needs no other parameter', async () => {
    const ids = [CAMILA_LOPEZ, LINDA_ROSS].map(
      (patient) => RESOURCE_TYPES.get(type)?.ofPatient(patient)[0]?.id ?? '',
    );
    const { status, body } = await get(`/${type}?_id=${ids.join(',')}&patient=${DERRICK_LIN}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual(ids.toSorted());
    expect(outcomeCodes(body)).toEqual([]);
  });

  it('an unknown _id answers 400, and a read of it 404', async () => {
    const search = await get(`/${type}?_id=no-such-id`);
    const read = await get(`/${type}/no-such-id`);
    expect([search.status, read.status]).toEqual([400, 404]);
    expect([outcomeCodes(search.body), outcomeCodes(read.body)]).toEqual([['fatal 4102'], ['fatal 59008']]);
  });
});

describe('the patient of a search', () => {
  it.each([
    ['a bare id', CAMILA_LOPEZ],
    ['a relative reference', `Patient/${CAMILA_LOPEZ}`],
    ['a URL', `https://example.com/fhir/Patient/${CAMILA_LOPEZ}`],
  ])('a search accepts the patient as %s', async (_form, patient) => {
    const { body } = await get(`/Goal?patient=${encodeURIComponent(patient)}`);
    expect(matchIds(body)).toEqual(sandbox.chart(CAMILA_LOPEZ, 'Goal').map(({ id }) => id));
  });

  it('a search accepts the subject if Epic does, and both parameters if they are equal', async () => {
    const ids = sandbox.chart(CAMILA_LOPEZ, 'Encounter').map(({ id }) => id);
    const subject = await get(`/Encounter?subject=${CAMILA_LOPEZ}`);
    const both = await get(`/Encounter?patient=${CAMILA_LOPEZ}&subject=${CAMILA_LOPEZ}`);
    expect([matchIds(subject.body), matchIds(both.body)]).toEqual([ids, ids]);
  });

  it('a search refuses different values for patient and subject', async () => {
    const { status, body } = await get(`/Encounter?patient=${CAMILA_LOPEZ}&subject=${DERRICK_LIN}`);
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 4112']);
  });

  it('a search for immunizations ignores the subject, which Epic does not list', async () => {
    const { status, body } = await get(`/Immunization?subject=${CAMILA_LOPEZ}`);
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['information 59100', 'fatal 4111']);
  });

  it('a search for coverages accepts the beneficiary', async () => {
    const { body } = await get(`/Coverage?beneficiary=${CAMILA_LOPEZ}`);
    expect(matchIds(body)).toEqual(sandbox.chart(CAMILA_LOPEZ, 'Coverage').map(({ id }) => id));
  });

  it('a search for conditions accepts an encounter instead of the patient', async () => {
    const condition = sandbox
      .chart(CAMILA_LOPEZ, 'Condition')
      .find(({ encounter }) => encounter !== undefined);
    const encounter = condition?.encounter?.reference?.split('/')[1] ?? '';
    const { body } = await get(`/Condition?encounter=${encounter}`);
    expect(matchIds(body)).toContain(condition?.id);
    expect(await get('/Condition?encounter=no-such-encounter')).toMatchObject({ status: 400 });
  });
});

describe('required parameters in addition to the patient', () => {
  it.each([
    ['Observation', 'category/code'],
    ['CarePlan', 'category'],
  ])('a search for %s requires %s', async (type, expression) => {
    for (const query of ['', '&status=active', '&category=']) {
      const { status, body } = await get(`/${type}?patient=${CAMILA_LOPEZ}${query}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ issue: [{ severity: 'fatal', expression: [expression] }] });
      expect(outcomeCodes(body)).toEqual(['fatal 59108']);
    }
  });

  it('a search for observations accepts a code instead of a category', async () => {
    const { body } = await get(`/Observation?patient=${CAMILA_LOPEZ}&code=http://loinc.org|4548-4`);
    expect(matchIds(body).length).toBeGreaterThan(2);
  });
});

describe('types that are searched only by _id', () => {
  it.each(['Medication', 'Organization', 'Binary', 'Specimen'])(
    'a search for %s without _id is refused',
    async (type) => {
      const { status, body } = await get(`/${type}?patient=${CAMILA_LOPEZ}`);
      expect(status).toBe(400);
      expect(outcomeCodes(body)).toEqual(['information 59100', 'fatal 4111']);
    },
  );

  it('a search by _id finds specimens and contents of documents', async () => {
    for (const type of ['Specimen', 'Binary'] as const) {
      const [first, ...others] = sandbox.chart(DERRICK_LIN, type);
      const ids = [first?.id ?? '', others[0]?.id ?? ''];
      expect(matchIds((await get(`/${type}?_id=${ids.join(',')}`)).body)).toEqual(ids.toSorted());
    }
  });
});

describe('Provenance', () => {
  it('Provenance can be read but not searched, because Epic has no search API for it', async () => {
    const [provenance] = sandbox.chart(CAMILA_LOPEZ, 'Provenance');
    const id = provenance?.id ?? '';
    expect(await get(`/Provenance/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await get(`/Provenance?_id=${id}`)).toMatchObject({ status: 403, text: '' });
  });
});

describe('practitioners, roles and locations', () => {
  const [first] = ALL_PRACTITIONERS;

  it.each([
    ['identifier', `http://hl7.org/fhir/sid/us-npi|${first.identifier?.[0]?.value}`],
    ['name', 'arnold'],
    ['family', 'Arnoldsen'],
  ])('a search finds a practitioner by %s', async (parameter, value) => {
    const { body } = await get(`/Practitioner?${parameter}=${encodeURIComponent(value)}`);
    expect(matchIds(body)).toEqual([first.id]);
  });

  it.each(['practitioner', 'location'])('a search finds roles by %s', async (parameter) => {
    const [role] = entryResources((await get(`/PractitionerRole?practitioner=${first.id}`)).body, 'match');
    if (role?.resourceType !== 'PractitionerRole') throw new Error('Expected a PractitionerRole');
    const reference = parameter === 'location' ? role.location?.[0] : role.practitioner;
    const { body } = await get(`/PractitionerRole?${parameter}=${reference?.reference?.split('/')[1]}`);
    expect(matchIds(body)).toContain(role.id);
  });

  it('a search for roles uses only the first practitioner', async () => {
    const [, second] = ALL_PRACTITIONERS;
    const both = await get(`/PractitionerRole?practitioner=${first.id}&practitioner=${second?.id}`);
    const one = await get(`/PractitionerRole?practitioner=${first.id}`);
    expect(matchIds(both.body)).toEqual(matchIds(one.body));
  });

  it('a search finds roles by a specialty with its system, former ones too', async () => {
    const { body } = await get('/PractitionerRole?specialty=http://nucc.org/provider-taxonomy|207RC0000X');
    expect(entryResources(body, 'match')).toMatchObject([{ active: true }, { active: false }]);
  });

  it('a search finds locations by type', async () => {
    const { body } = await get('/Location?type=ICU');
    expect(entryResources(body, 'match')).toMatchObject([{ name: 'NLH Intensive Care' }]);
  });

  it.each([
    ['/Practitioner', 'fatal 4110'],
    ['/Practitioner?given=Tunde', 'fatal 4111'],
    ['/PractitionerRole?organization=x', 'fatal 4111'],
    ['/PractitionerRole?specialty=x', 'fatal 4115'],
    ['/Location?_count=5', 'fatal 4111'],
    ['/Location?type=21&address-city=Madison', 'fatal 4111'],
  ])('a search for %s lacks what it needs and answers %s', async (path, code) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual([code]);
  });
});
