import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentReference, Resource } from '../src/types.ts';
import { CAMILA_LOPEZ, DERRICK_LIN } from '../src/data/patients.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox.ts';
import {
  type Get,
  having,
  listing,
  matchIds,
  matching,
  outcomeCodes,
  type Post,
  type Received,
  signIn,
  signInToWrite,
} from './support/client.ts';
import {
  ALLERGY,
  BLOOD_PRESSURE,
  CLOSED_ENCOUNTER,
  codedConcept,
  HEART_RATE,
  NEW_PATIENT,
  NEW_RESOURCES,
  NOTE,
  OPEN_ENCOUNTER,
  PROBLEM,
} from '../src/data/new-resources.ts';
import { SITE_MRN_SYSTEM } from '../src/data/epic-patient.ts';

const NOW = Date.parse('2026-10-02T12:00:00.500Z');
const REPRESENTATION = { Prefer: 'return=representation' };

let sandbox: Sandbox;
let get: Get;
let post: Post;

async function open(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  get = await signIn(sandbox);
  post = await signInToWrite(sandbox);
}

/** Starts a sandbox with its clock at {@link NOW}. The sign-in uses the real clock. */
async function openAt(now: number, options: SandboxOptions = {}): Promise<void> {
  let clock = Date.now();
  await open({ now: () => clock, ...options });
  clock = now;
}

beforeEach(() => open());

afterEach(() => sandbox.close());

/** Returns the id in the response's Location. */
function locatedId({ headers }: Received): string {
  return headers.get('location')?.split('/').at(-1) ?? '';
}

async function found(query: string): Promise<(string | undefined)[]> {
  return matchIds((await get(query)).body);
}

describe('a create', () => {
  it.each(NEW_RESOURCES)(
    'a create of $resourceType answers 201 with a relative Location and no body',
    async (resource) => {
      const answer = await post(resource.resourceType, resource);
      expect(answer).toMatchObject({ status: 201, text: '' });
      expect(answer.headers.get('location')).toMatch(
        new RegExp(`^${resource.resourceType}/e[A-Za-z0-9.-]{30,}3$`),
      );
      expect(answer.headers.get('etag')).toBeNull();
      expect(answer.headers.get('content-type')).toBeNull();
    },
  );

  it.each(NEW_RESOURCES)(
    'a create of $resourceType returns the resource if Prefer requests it',
    async (resource) => {
      const { resourceType } = resource;
      const answer = await post(resourceType, resource, REPRESENTATION);
      expect(answer).toMatchObject({ status: 201, body: { resourceType, id: locatedId(answer) } });
      expect(answer.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    },
  );

  it.each(['return=minimal', 'return=OperationOutcome', 'handling=strict'])(
    'a create returns no body with Prefer: %s',
    async (prefer) => {
      expect(await post('Observation', HEART_RATE, { Prefer: prefer })).toMatchObject({
        status: 201,
        text: '',
      });
    },
  );

  it('sandbox.created records the submitted body, the time and the patient of a create', async () => {
    await sandbox.close();
    await openAt(NOW);
    const ids: string[] = [];
    for (const resource of NEW_RESOURCES) ids.push(locatedId(await post(resource.resourceType, resource)));
    expect(sandbox.created).toEqual(
      NEW_RESOURCES.map((submitted, index) => ({
        type: submitted.resourceType,
        id: ids[index],
        patient: submitted.resourceType === 'Patient' ? ids[index] : CAMILA_LOPEZ,
        at: NOW,
        submitted,
        resource: having({ id: ids[index] }),
      })),
    );
  });

  it('sandbox.requests records a create with its type', async () => {
    sandbox.clearRequests();
    await post('Condition', PROBLEM);
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', operation: 'create', resourceType: 'Condition', status: 201 },
    ]);
  });

  it('a created resource exists only in its own sandbox', async () => {
    const other = await startSandbox();
    const id = locatedId(await post('Observation', HEART_RATE));
    const getElsewhere = await signIn(other);
    expect(await getElsewhere(`/Observation/${id}`)).toMatchObject({ status: 404 });
    expect(other.created).toEqual([]);
    expect(other.chart(CAMILA_LOPEZ, 'Observation').length).toBe(
      sandbox.chart(CAMILA_LOPEZ, 'Observation').length - 1,
    );
    await other.close();
  });
});

describe('a vital sign', () => {
  it('reads and searches find a new vital sign at once', async () => {
    const id = locatedId(await post('Observation', HEART_RATE));
    expect(await get(`/Observation/${id}`)).toMatchObject({ status: 200, body: { id } });
    const about = `/Observation?patient=${CAMILA_LOPEZ}`;
    expect(await found(`${about}&category=vital-signs`)).toContain(id);
    expect(await found(`${about}&code=8867-4&date=2026-10-01`)).toEqual([id]);
    expect(await found(`${about}&code=8480-6&date=2026-10-01`)).toEqual([]);
    expect(await found(`/Observation?_id=${id}`)).toEqual([id]);
    expect(sandbox.chart(CAMILA_LOPEZ, 'Observation').at(-1)?.id).toBe(id);
    expect(await found(`/Observation?patient=${DERRICK_LIN}&category=vital-signs`)).not.toContain(id);
  });

  it('a new vital sign has all codes of its flowsheet row, and its time in UTC', async () => {
    await sandbox.close();
    await openAt(NOW);
    const { body } = await post('Observation', HEART_RATE, REPRESENTATION);
    expect(body).toMatchObject({
      status: 'final',
      category: [{ text: 'Vital Signs' }],
      code: { text: 'Pulse' },
      subject: { reference: `Patient/${CAMILA_LOPEZ}`, display: 'Lopez, Camila Maria' },
      encounter: { reference: `Encounter/${OPEN_ENCOUNTER}` },
      effectiveDateTime: '2026-10-01T14:30:00Z',
      issued: '2026-10-02T12:00:00Z',
      valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    });
  });

  it('a new blood pressure has both values', async () => {
    const { body } = await post('Observation', BLOOD_PRESSURE, REPRESENTATION);
    expect(body).toMatchObject({
      code: { text: 'BP' },
      component: [
        { code: { text: 'Systolic blood pressure' }, valueQuantity: { value: 121 } },
        { code: { text: 'Diastolic blood pressure' }, valueQuantity: { value: 79 } },
      ],
    });
    expect(body).not.toHaveProperty('valueQuantity');
  });

  it.each([
    ['identical', {}],
    ['with another value', { valueQuantity: { ...HEART_RATE.valueQuantity, value: 73 } }],
    ['at the same instant in another offset', { effectiveDateTime: '2026-10-01T16:30:00+02:00' }],
  ])('a second reading is refused: %s', async (_name, change) => {
    await post('Observation', HEART_RATE);
    const { status, body } = await post('Observation', { ...HEART_RATE, ...change });
    expect([status, ...outcomeCodes(body)]).toEqual([400, 'fatal 59189']);
    expect(body).toMatchObject({ issue: [{ diagnostics: 'Reading already exists' }] });
    expect(sandbox.created).toHaveLength(1);
  });

  it('a reading at the time of a seeded one is refused', async () => {
    const seeded = sandbox
      .chart(CAMILA_LOPEZ, 'Observation')
      .find(({ code }) => code?.text === 'Pulse')?.effectiveDateTime;
    const { body } = await post('Observation', { ...HEART_RATE, effectiveDateTime: seeded });
    expect(outcomeCodes(body)).toEqual(['fatal 59189']);
  });

  it.each([
    ['another sign', BLOOD_PRESSURE],
    ['another instant', { ...HEART_RATE, effectiveDateTime: '2026-10-01T09:31:00-05:00' }],
  ])("a reading doesn't prevent another with %s", async (_name, other) => {
    await post('Observation', HEART_RATE);
    expect(await post('Observation', other)).toMatchObject({ status: 201 });
    expect(sandbox.created).toHaveLength(2);
  });
});

describe('a clinical note', () => {
  it('reads and searches find a new note at once, with HTML and RTF renditions of its text', async () => {
    const id = locatedId(await post('DocumentReference', NOTE));
    const { body } = await get(`/DocumentReference/${id}`);
    expect(body).toMatchObject({
      status: 'current',
      docStatus: 'final',
      type: { text: 'Progress Notes' },
      category: [{ text: 'Clinical Note' }],
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      context: { encounter: [{ reference: `Encounter/${CLOSED_ENCOUNTER}` }] },
      content: [
        { attachment: { contentType: 'text/html', url: matching(/^Binary\/e/) } },
        { attachment: { contentType: 'text/rtf', url: matching(/^Binary\/e/) } },
      ],
    });
    const [html = '', rtf = ''] = await contentsOf(body);
    expect(html).toContain(
      String.raw`<span style="font-size:10pt">BP &lt; 140 &amp; stable — naïve {plan} \o/</span><br>`,
    );
    expect(rtf).toContain(String.raw`BP < 140 & stable \u8212?`);
  });

  it('a new note has no inline data, and its renditions are raw unless the client accepts JSON', async () => {
    const { body, text } = await post('DocumentReference', NOTE, REPRESENTATION);
    expect(text).not.toContain('"data"');
    const [url = ''] = urlsOf(body);
    const raw = await get(`/${url}`, { Accept: '*/*' });
    expect(raw.headers.get('content-type')).toBe('text/html');
    expect(raw.text).toContain('Seen today.');
  });

  it('a search finds a new note by category, type and date', async () => {
    const id = locatedId(await post('DocumentReference', { ...NOTE, date: '2026-10-01T08:00:00Z' }));
    const about = `/DocumentReference?patient=${CAMILA_LOPEZ}&category=clinical-note`;
    expect(await found(`${about}&type=11506-3&date=2026-10-01`)).toEqual([id]);
    expect(await found(`${about}&type=11488-4&date=2026-10-01`)).toEqual([]);
  });

  it('sending a note twice stores it twice', async () => {
    const ids = [await post('DocumentReference', NOTE), await post('DocumentReference', NOTE)].map(locatedId);
    expect(new Set(ids).size).toBe(2);
    const notes = sandbox.chart(CAMILA_LOPEZ, 'DocumentReference');
    expect(notes.slice(-2).map(({ id }) => id)).toEqual(ids);
  });
});

describe.each([
  ['an allergy', ALLERGY, `/AllergyIntolerance?patient=${CAMILA_LOPEZ}`],
  ['a problem', PROBLEM, `/Condition?patient=${CAMILA_LOPEZ}&category=problem-list-item`],
])('%s', (name, resource, search) => {
  const type = resource.resourceType;

  it(`${name} awaits reconciliation, and reads and searches find it afterwards`, async () => {
    const id = locatedId(await post(type, resource));
    expect(await get(`/${type}/${id}`)).toMatchObject({ status: 404 });
    expect(await found(search)).not.toContain(id);
    expect(sandbox.chart(CAMILA_LOPEZ, type).map((one) => one.id)).not.toContain(id);
    expect(sandbox.created).toMatchObject([{ type, id }]);
    sandbox.reconcile();
    expect(await get(`/${type}/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await found(search)).toContain(id);
    expect(await found(`/${type}?_id=${id}`)).toEqual([id]);
  });

  it(`with waitingIsReadable, a read finds ${name} before its reconciliation`, async () => {
    await sandbox.close();
    await open({ waitingIsReadable: true });
    const id = locatedId(await post(type, resource));
    expect(await get(`/${type}/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await found(search)).not.toContain(id);
  });

  it(`sending ${name} twice stores it twice`, async () => {
    const ids = [await post(type, resource), await post(type, resource)].map(locatedId);
    sandbox.reconcile();
    expect((await found(search)).filter((id) => ids.includes(id ?? ''))).toEqual(ids);
  });

  it(`reconcile() affects ${name} created before it, but not later ones`, async () => {
    await post(type, resource);
    sandbox.reconcile();
    const later = locatedId(await post(type, resource));
    expect(await found(search)).not.toContain(later);
  });
});

describe('a reconciled problem', () => {
  it('a reconciled problem is provisional and on the problem list, without the submitted encounter and onset', async () => {
    await post('Condition', {
      ...PROBLEM,
      category: [
        codedConcept('http://terminology.hl7.org/CodeSystem/condition-category', 'encounter-diagnosis'),
      ],
      encounter: { reference: `Encounter/${OPEN_ENCOUNTER}` },
      onsetDateTime: '2020-01-01',
    });
    sandbox.reconcile();
    const problem = sandbox.chart(CAMILA_LOPEZ, 'Condition').at(-1);
    expect(problem).toMatchObject({
      verificationStatus: { text: 'Provisional' },
      category: [{ text: 'Problem List Item' }],
      code: PROBLEM.code,
    });
    expect(problem).not.toHaveProperty('encounter');
    expect(problem).not.toHaveProperty('onsetDateTime');
  });
});

describe('a patient', () => {
  it('a patient without a match is new: found by id and demographics, with an empty chart', async () => {
    const answer = await post('Patient', NEW_PATIENT, REPRESENTATION);
    const id = locatedId(answer);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        name: [
          { use: 'official', family: 'Tennfjord', given: ['Solveig', 'Marie'] },
          { use: 'usual', text: 'Solveig Marie Tennfjord' },
        ],
        birthDate: '1979-02-28',
        gender: 'female',
        deceasedBoolean: false,
        address: [{ use: 'home', city: 'Madison' }],
      },
    });
    expect(await get(`/Patient/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await found('/Patient?family=Tennfjord&given=Solveig&birthdate=1979-02-28')).toEqual([id]);
    expect(await get(`/Observation?patient=${id}&category=vital-signs`)).toMatchObject({ status: 200 });
    expect(await found(`/Goal?patient=${id}`)).toEqual([]);
  });

  it('a new patient has new identifiers and the submitted ones, but no Social Security number', async () => {
    const mine = { system: 'urn:oid:1.2.3.4', value: 'X-1' };
    const ssn = { system: 'urn:oid:2.16.840.1.113883.4.1', value: '927-80-3287' };
    const { body, text } = await post(
      'Patient',
      { ...NEW_PATIENT, identifier: [mine, ssn], telecom: [{ system: 'phone', value: '555-0100' }] },
      REPRESENTATION,
    );
    expect(text).not.toContain('927-80-3287');
    expect(text).not.toContain('555-0100');
    expect(body).toMatchObject({
      identifier: listing([mine, having({ type: { text: 'SBXMRN' } })]),
    });
    expect(await found('/Patient?identifier=urn:oid:1.2.3.4|X-1')).toEqual([sandbox.created[0]?.id]);
  });

  it.each([
    ['identical', NEW_PATIENT],
    [
      'in another case',
      { ...NEW_PATIENT, name: [{ use: 'official', family: 'TENNFJORD', given: ['Solveig'] }] },
    ],
  ])('an existing patient is returned with 200, and none is created: %s', async (_name, again) => {
    const id = locatedId(await post('Patient', NEW_PATIENT));
    const answer = await post('Patient', again, REPRESENTATION);
    expect(answer).toMatchObject({ status: 200, body: { id } });
    expect(locatedId(answer)).toBe(id);
    expect(sandbox.created).toHaveLength(1);
  });

  it('a seeded patient also matches, by name, birth date and gender, or by an identifier', async () => {
    const camila = { ...NEW_PATIENT, name: [{ use: 'official', family: 'Lopez', given: ['Camila'] }] };
    const byName = await post('Patient', { ...camila, birthDate: '1987-09-12' });
    const mrn = { system: SITE_MRN_SYSTEM, value: '1003713' };
    const byNumber = await post('Patient', { ...NEW_PATIENT, identifier: [mrn] });
    expect([byName, byNumber].map((answer) => [answer.status, locatedId(answer)])).toEqual([
      [200, CAMILA_LOPEZ],
      [200, CAMILA_LOPEZ],
    ]);
    expect(sandbox.created).toEqual([]);
  });

  it.each([
    ['with another birth date', { birthDate: '1979-03-01' }],
    ['with another gender', { gender: 'male' }],
    ['with another name', { name: [{ use: 'official', family: 'Tennfjord', given: ['Ane'] }] }],
  ])('a patient %s is a new one', async (_name, change) => {
    await post('Patient', NEW_PATIENT);
    expect(await post('Patient', { ...NEW_PATIENT, ...change })).toMatchObject({ status: 201 });
    expect(new Set(sandbox.created.map(({ id }) => id)).size).toBe(2);
  });

  it('resources can be created for a new patient', async () => {
    const id = locatedId(await post('Patient', NEW_PATIENT));
    expect(
      await post('AllergyIntolerance', { ...ALLERGY, patient: { reference: `Patient/${id}` } }),
    ).toMatchObject({ status: 201 });
    sandbox.reconcile();
    expect(await found(`/AllergyIntolerance?patient=${id}`)).toEqual([sandbox.created[1]?.id]);
  });
});

describe('the response to a create', () => {
  it.each([
    [{ status: 200 }, 200, /^Observation\/e/],
    [{ location: 'absolute' }, 201, /^http:\/\/127\.0\.0\.1:\d+\/.*\/R4\/Observation\/e/],
  ] as const)('can be of another form: %o', async (createAnswers, status, location) => {
    await sandbox.close();
    await open({ createAnswers });
    const answer = await post('Observation', HEART_RATE);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toMatch(location);
  });

  it('createAnswers can omit the Location', async () => {
    await sandbox.close();
    await open({ createAnswers: { location: 'missing' } });
    const answer = await post('Observation', HEART_RATE);
    expect(answer).toMatchObject({ status: 201, text: '' });
    expect(answer.headers.get('location')).toBeNull();
  });

  it('createAnswers can always or never send the resource', async () => {
    await sandbox.close();
    await open({ createAnswers: { representation: 'always' } });
    expect(await post('Observation', HEART_RATE)).toMatchObject({ body: { resourceType: 'Observation' } });
    await sandbox.close();
    await open({ createAnswers: { representation: 'never' } });
    expect(await post('Observation', HEART_RATE, REPRESENTATION)).toMatchObject({ status: 201, text: '' });
  });

  it('createAnswers can hide whether a patient already existed', async () => {
    await sandbox.close();
    await open({ createAnswers: { matchStatus: 201 } });
    await post('Patient', NEW_PATIENT);
    expect(await post('Patient', NEW_PATIENT)).toMatchObject({ status: 201 });
    expect(sandbox.created).toHaveLength(1);
  });

  it('a create answers in XML unless the client accepts JSON', async () => {
    const { text } = await post('Observation', HEART_RATE, { ...REPRESENTATION, Accept: '*/*' });
    expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><Observation xmlns=/);
  });
});

function urlsOf(body: unknown): string[] {
  return isDocument(body) ? (body.content ?? []).flatMap(({ attachment }) => attachment?.url ?? []) : [];
}

function isDocument(body: unknown): body is DocumentReference {
  return isResource(body) && body.resourceType === 'DocumentReference';
}

function isResource(body: unknown): body is Resource {
  return typeof body === 'object' && body !== null && 'resourceType' in body;
}

async function contentsOf(document: unknown): Promise<string[]> {
  const contents: string[] = [];
  for (const url of urlsOf(document)) {
    const { body } = await get(`/${url}`);
    contents.push(isResource(body) && body.resourceType === 'Binary' ? (body.data ?? '') : '');
  }
  return contents.map((data) => Buffer.from(data, 'base64').toString());
}
