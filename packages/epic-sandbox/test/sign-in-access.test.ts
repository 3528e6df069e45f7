import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesAt } from '../src/element-path.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, DESIREE_POWELL, ELIJAH_DAVIS, LINDA_ROSS } from '../src/data/patients.ts';
import { RESOURCE_TYPES } from '../src/resource-types.ts';
import { RESTRICTED } from '../src/data/special-patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import type { PersonId } from '../src/sign-in/people.ts';
import type { DocumentReference, Resource, Stored } from '../src/types.ts';
import { ALL_SCOPES, APPS, type PersonSession, signInAs } from './support/app.ts';
import { type Get, linkUrl, matchIds, outcomeCodes, readResponse, signIn } from './support/client.ts';

const PEOPLE = ['clinician', 'surgeon', 'front-desk', 'parent', 'patient'] as const;

let sandbox: Sandbox;
let background: Get;
let sessions: Readonly<Record<PersonId, PersonSession>>;

beforeAll(async () => {
  sandbox = await startSandbox({ apps: Object.values(APPS) });
  background = await signIn(sandbox);
  const [clinician, surgeon, frontDesk, parent, patient] = await Promise.all([
    signInAs(sandbox, 'clinician'),
    signInAs(sandbox, 'surgeon'),
    signInAs(sandbox, 'front-desk'),
    signInAs(sandbox, 'parent'),
    signInAs(sandbox, 'patient'),
  ]);
  sessions = { clinician, surgeon, 'front-desk': frontDesk, parent, patient };
});

afterAll(() => sandbox.close());

function as(person: PersonId): Get {
  return sessions[person].get;
}

async function statuses(path: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const person of PEOPLE) found[person] = (await as(person)(path)).status;
  return found;
}

function notesOf(patient: string): readonly Stored<DocumentReference>[] {
  return sandbox
    .chart(patient, 'DocumentReference')
    .filter((document) => valuesAt(document, 'category.coding.code').includes('clinical-note'));
}

function isUndisclosed(document: Stored<DocumentReference>): boolean {
  return JSON.stringify(document.securityLabel ?? []).includes('NOPAT');
}

function first<T>(list: readonly T[]): T {
  const [item] = list;
  if (item === undefined) throw new Error('Expected at least one item.');
  return item;
}

function contentOf(document: Stored<DocumentReference>): string {
  return `/${document.content[0]?.attachment.url ?? ''}`;
}

function allergy(patient: string) {
  return {
    resourceType: 'AllergyIntolerance',
    patient: { reference: `Patient/${patient}` },
    code: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7980' }],
      text: 'Penicillin',
    },
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          code: 'unconfirmed',
        },
      ],
    },
    reaction: [{ manifestation: [{ text: 'Hives' }] }],
  };
}

async function create(person: PersonId, patient: string) {
  const { token } = sessions[person];
  return readResponse(
    await fetch(`${sandbox.baseUrl}/AllergyIntolerance`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/fhir+json',
        Accept: 'application/fhir+json',
        Prefer: 'return=representation',
        Authorization: `Bearer ${String(token['access_token'])}`,
      },
      body: JSON.stringify(allergy(patient)),
    }),
  );
}

/** Returns one record of each type of a patient's chart, as `Type/id`. */
function recordsOf(
  patient: string,
  isWanted: (resource: Stored<Resource>) => boolean = () => true,
): readonly string[] {
  return [...RESOURCE_TYPES.values()].flatMap((row) =>
    row
      .ofPatient(patient)
      .filter(isWanted)
      .slice(0, 1)
      .map(({ resourceType, id }) => `${resourceType}/${id}`),
  );
}

/** Returns the statuses of reads, and the records that a search by id finds. */
async function reach(person: PersonId, records: readonly string[]) {
  const found = new Set<number>();
  const matches: string[] = [];
  for (const record of records) {
    const [type = '', id = ''] = record.split('/');
    found.add((await as(person)(`/${record}`)).status);
    const { status, body } = await as(person)(`/${type}?_id=${encodeURIComponent(id)}`);
    if (status === 200 && matchIds(body).length > 0) matches.push(record);
  }
  return { statuses: [...found].sort((one, other) => one - other), matches };
}

describe('patients', () => {
  it('each person reads the patients whom they may see', async () => {
    expect(await statuses(`/Patient/${CAMILA_LOPEZ}`)).toEqual({
      clinician: 200,
      surgeon: 200,
      'front-desk': 200,
      parent: 403,
      patient: 200,
    });
    expect(await statuses(`/Patient/${DESIREE_POWELL}`)).toMatchObject({ parent: 200, patient: 403 });
    expect(await statuses(`/Patient/${ELIJAH_DAVIS}`)).toMatchObject({ clinician: 200, surgeon: 403 });
  });

  it('a chart behind glass answers 403 with 4130 to reads and searches, and leaves a search by id partial', async () => {
    const get = as('surgeon');
    const condition = first(sandbox.chart(ELIJAH_DAVIS, 'Condition')).id;
    const encounter = first(sandbox.chart(ELIJAH_DAVIS, 'Encounter')).id;
    for (const path of [
      `/Patient/${ELIJAH_DAVIS}`,
      `/Patient/${ELIJAH_DAVIS}/$summary`,
      `/Condition?patient=${ELIJAH_DAVIS}`,
      `/Condition?subject=Patient/${ELIJAH_DAVIS}`,
      `/Condition?encounter=${encounter}`,
      `/Condition/${condition}`,
    ]) {
      const { status, body } = await get(path);
      expect([path, status, outcomeCodes(body)]).toEqual([path, 403, ['fatal 4130']]);
    }
    const launched = await signInAs(
      sandbox,
      'surgeon',
      { scope: 'launch/patient patient/*.rs' },
      ELIJAH_DAVIS,
    );
    expect(await launched.get(`/Condition/${condition}`)).toMatchObject({ status: 403 });
    const { body } = await get(`/Patient?_id=${ELIJAH_DAVIS},${DERRICK_LIN}`);
    expect(matchIds(body)).toEqual([DERRICK_LIN]);
    expect(outcomeCodes(body)).toEqual(['warning 4119']);
    expect(await as('clinician')(`/Condition/${condition}`)).toMatchObject({ status: 200 });
    expect(await as('clinician')(`/Patient/${RESTRICTED}`)).toMatchObject({ status: 403 });
  });

  it('patients and parents get the same refusal for every other patient, known or not', async () => {
    const answers = await Promise.all(
      [DERRICK_LIN, RESTRICTED, 'no-such-id'].flatMap((id) => [
        as('patient')(`/Patient/${id}`),
        as('patient')(`/Condition?patient=${id}`),
      ]),
    );
    for (const { status, body } of answers)
      expect([status, outcomeCodes(body)]).toEqual([403, ['fatal 4118']]);
  });

  it('a search by name finds only the patients whom the person may see', async () => {
    const path = '/Patient?family=Lopez&given=Camila&birthdate=1987-09-12';
    expect(matchIds((await as('clinician')(path)).body)).toEqual([CAMILA_LOPEZ]);
    expect(matchIds((await as('patient')(path)).body)).toEqual([CAMILA_LOPEZ]);
    expect(matchIds((await as('parent')(path)).body)).toEqual([]);
  });

  it('the panel is closed to patients and parents', async () => {
    const [system = '', number = ''] = sandbox.panels.list.split('|');
    const list = `/List?code=patients&identifier=${encodeURIComponent(`${system}|${number}`)}`;
    expect(matchIds((await as('clinician')(list)).body)).toHaveLength(1);
    expect(matchIds((await as('front-desk')(list)).body)).toHaveLength(1);
    expect(matchIds((await as('patient')(list)).body)).toEqual([]);
    expect(await statuses(`/Group/${sandbox.panels.group}`)).toEqual({
      clinician: 200,
      surgeon: 200,
      'front-desk': 200,
      parent: 403,
      patient: 403,
    });
  });
});

describe('charts', () => {
  it('a person reads the whole chart, their part of it, or nothing', async () => {
    const condition = first(sandbox.chart(CAMILA_LOPEZ, 'Condition')).id;
    expect(await statuses(`/Condition/${condition}`)).toEqual({
      clinician: 200,
      surgeon: 200,
      'front-desk': 403,
      parent: 404,
      patient: 200,
    });
    expect(await statuses(`/Condition?patient=${CAMILA_LOPEZ}`)).toEqual({
      clinician: 200,
      surgeon: 200,
      'front-desk': 403,
      parent: 403,
      patient: 200,
    });
    expect(await statuses(`/Appointment?patient=${CAMILA_LOPEZ}`)).toMatchObject({ 'front-desk': 200 });
  });

  it('the notes of other departments are hidden from the surgeon, with their content, and not from the clinician', async () => {
    const search = `/DocumentReference?patient=${CAMILA_LOPEZ}&category=clinical-note`;
    const notes = notesOf(CAMILA_LOPEZ);
    const whole = (await as('clinician')(search)).body;
    expect(outcomeCodes(whole)).not.toContain('warning 4119');
    expect(new Set(matchIds(whole))).toEqual(new Set(notes.map(({ id }) => id)));
    const part = (await as('surgeon')(search)).body;
    expect(outcomeCodes(part)).toContain('warning 4119');
    const ofHospital = matchIds(part);
    expect(ofHospital.length).toBeGreaterThan(2);
    const hidden = notes.filter(({ id }) => !ofHospital.includes(id));
    expect(hidden.length).toBeGreaterThan(2);
    const { id } = first(hidden);
    for (const path of [`/DocumentReference/${id}`, contentOf(first(hidden))]) {
      const { status, body } = await as('surgeon')(path);
      expect([path, status, outcomeCodes(body)]).toEqual([path, 403, ['fatal 4118']]);
      expect(await as('clinician')(path)).toMatchObject({ status: 200 });
    }
    const both = `/DocumentReference?_id=${id},${ofHospital[0]}`;
    expect(matchIds((await as('surgeon')(both)).body)).toEqual([ofHospital[0]]);
  });

  it('notes that must not be disclosed are absent for the patient, with their content and provenance, and without a trace', async () => {
    const undisclosed = notesOf(CAMILA_LOPEZ).filter(isUndisclosed);
    const { body } = await as('patient')(`/DocumentReference?patient=${CAMILA_LOPEZ}`);
    const found = matchIds(body);
    expect(undisclosed.length).toBeGreaterThan(0);
    expect(found.length).toBeGreaterThan(0);
    expect(undisclosed.filter(({ id }) => found.includes(id))).toEqual([]);
    expect(outcomeCodes(body)).not.toContain('warning 4119');
    const hidden = first(undisclosed);
    for (const path of [`/DocumentReference/${hidden.id}`, contentOf(hidden)])
      expect(await as('patient')(path)).toMatchObject({ status: 404 });
    const unknown = await as('patient')('/DocumentReference/no-such-id');
    expect((await as('patient')(`/DocumentReference/${hidden.id}`)).text).toBe(unknown.text);
  });

  it('no record of another patient, and no label of nondisclosure, is in anything that a parent can find', async () => {
    for (const type of ['Observation', 'DiagnosticReport', 'CarePlan', 'DocumentReference'] as const) {
      const category = type === 'Observation' ? '&category=laboratory,vital-signs' : '';
      const plan = type === 'CarePlan' ? '&category=734163000,38717003,assess-plan' : '';
      const { status, text } = await as('parent')(
        `/${type}?patient=${DESIREE_POWELL}${category}${plan}&_revinclude=Provenance:target`,
      );
      expect([type, status]).toEqual([type, 200]);
      expect(text).not.toContain('NOPAT');
      const others = sandbox.patients.filter(({ id }) => id !== DESIREE_POWELL && text.includes(id));
      expect(others).toEqual([]);
    }
  });

  it('includes never bring what the person may not see', async () => {
    const path = `/Encounter?patient=${CAMILA_LOPEZ}&_include=*&_revinclude=Provenance:target`;
    const { body, text } = await as('patient')(path);
    expect(matchIds(body).length).toBeGreaterThan(5);
    expect(text).toContain('"resourceType":"Practitioner"');
    const narrow = await signInAs(sandbox, 'patient', { scope: 'launch/patient patient/Encounter.rs' });
    expect((await narrow.get(path)).text).not.toContain('"resourceType":"Practitioner"');
  });

  it('the background user sees all of it, as before', async () => {
    const { body } = await background(`/DocumentReference?patient=${CAMILA_LOPEZ}&category=clinical-note`);
    expect(matchIds(body)).toHaveLength(notesOf(CAMILA_LOPEZ).length);
    const others = await background(`/DocumentReference?patient=${LINDA_ROSS}&category=clinical-note`);
    expect(outcomeCodes(others.body)).toEqual(['warning 59204']);
    expect(await background(`/Patient/${ELIJAH_DAVIS}`)).toMatchObject({ status: 200 });
  });

  it('a next link is good only for the person who searched', async () => {
    const { body } = await as('clinician')(`/Encounter?patient=${CAMILA_LOPEZ}&_count=2`);
    const next = (linkUrl(body, 'next') ?? '').slice(sandbox.baseUrl.length);
    expect(matchIds((await as('clinician')(next)).body)).toHaveLength(2);
    for (const get of [as('surgeon'), as('patient'), background]) {
      const answer = await get(next);
      expect([answer.status, outcomeCodes(answer.body)]).toEqual([400, ['fatal 4113']]);
    }
  });

  it('each person can read their own resource', async () => {
    for (const { id, fhirUser } of sandbox.people)
      expect(await as(id)(`/${fhirUser.reference}`)).toMatchObject({ status: 200 });
    const frontDesk = sandbox.people.find(({ id }) => id === 'front-desk')?.fhirUser.reference;
    expect(await background(`/${frontDesk}`)).toMatchObject({ status: 404 });
  });
});

describe('every type of the charts', () => {
  it('has a record that a clinician can read', async () => {
    const records = recordsOf(DERRICK_LIN);
    expect(records.length).toBeGreaterThan(40);
    expect((await reach('clinician', records)).statuses).toEqual([200]);
  });

  it.each(['parent', 'patient'] as const)(
    'keeps the records of other patients from the %s',
    async (person) => {
      const records = recordsOf(DERRICK_LIN);
      expect(await reach(person, records)).toEqual({ statuses: [404], matches: [] });
    },
  );

  it('keeps a chart behind glass from the surgeon', async () => {
    expect(await reach('surgeon', recordsOf(ELIJAH_DAVIS))).toEqual({ statuses: [403], matches: [] });
  });

  it('keeps records labeled NOPAT from the patient', async () => {
    const records = recordsOf(CAMILA_LOPEZ, (resource) => JSON.stringify(resource).includes('NOPAT'));
    expect(records.length).toBeGreaterThan(1);
    expect(await reach('patient', records)).toEqual({ statuses: [404], matches: [] });
    expect((await reach('clinician', records)).statuses).toEqual([200]);
  });

  it('shows the front desk only what scheduling and registration need', async () => {
    const records = recordsOf(CAMILA_LOPEZ);
    const { matches } = await reach('front-desk', records);
    expect(matches.map((record) => record.split('/')[0])).toEqual([
      'Account',
      'Appointment',
      'Coverage',
      'Encounter',
      'RelatedPerson',
    ]);
  });
});

describe('searches without a patient', () => {
  it('fail for a patient, as for everybody', async () => {
    const { status, body } = await as('patient')('/Condition?category=problem-list-item');
    expect([status, outcomeCodes(body)]).toEqual([400, ['fatal 4111']]);
  });

  it('with searchWithoutPatient narrow, find only the records of the patient', async () => {
    const site = await startSandbox({ apps: Object.values(APPS), searchWithoutPatient: 'narrow' });
    const patient = await signInAs(site, 'patient');
    const clinician = await signInAs(site, 'clinician');
    const answers = [
      await patient.get('/Condition?_count=900'),
      await patient.get('/Patient'),
      await clinician.get('/Condition?_count=900'),
    ];
    await site.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(new Set(matchIds(answers[0]?.body))).toEqual(
      new Set(sandbox.chart(CAMILA_LOPEZ, 'Condition').map(({ id }) => id)),
    );
    expect(matchIds(answers[1]?.body)).toEqual([CAMILA_LOPEZ]);
  });
});

describe('scopes', () => {
  it('a type or interaction without a scope answers 403 with an empty body', async () => {
    const { get } = await signInAs(sandbox, 'clinician', { scope: 'user/Patient.r user/Condition.s' });
    const condition = first(sandbox.chart(CAMILA_LOPEZ, 'Condition')).id;
    expect(await get(`/Patient/${CAMILA_LOPEZ}`)).toMatchObject({ status: 200 });
    expect(await get(`/Condition?patient=${CAMILA_LOPEZ}`)).toMatchObject({ status: 200 });
    for (const path of [
      '/Patient?family=Lopez&given=Camila&birthdate=1987-09-12',
      `/Condition/${condition}`,
      `/Observation?patient=${CAMILA_LOPEZ}&category=laboratory`,
    ])
      expect(await get(path)).toMatchObject({ status: 403, text: '' });
  });

  it('scopes of SMART v1 read and search', async () => {
    const { get, token } = await signInAs(sandbox, 'clinician', {
      scope: 'user/Condition.read user/Goal.write',
    });
    expect(token['scope']).toBe('user/Condition.read user/Goal.write');
    expect(await get(`/Condition?patient=${CAMILA_LOPEZ}`)).toMatchObject({ status: 200 });
    expect(await get(`/Goal?patient=${CAMILA_LOPEZ}`)).toMatchObject({ status: 403 });
  });

  it('a scope with parameters covers only the matching records', async () => {
    const { get } = await signInAs(sandbox, 'clinician', {
      scope: 'user/Observation.rs?category=laboratory',
    });
    const { body } = await get(
      `/Observation?patient=${CAMILA_LOPEZ}&category=laboratory,vital-signs&_count=900`,
    );
    const categories = sandbox
      .chart(CAMILA_LOPEZ, 'Observation')
      .filter(({ id }) => matchIds(body).includes(id))
      .map((observation) => valuesAt(observation, 'category.coding.code').includes('laboratory'));
    expect(new Set(categories)).toEqual(new Set([true]));
  });

  it('patient scopes reach only the patient in context, also for a clinician', async () => {
    const { get, token } = await signInAs(
      sandbox,
      'clinician',
      { scope: 'launch/patient patient/*.rs' },
      DERRICK_LIN,
    );
    expect(token['patient']).toBe(DERRICK_LIN);
    expect(await get(`/Condition?patient=${DERRICK_LIN}`)).toMatchObject({ status: 200 });
    expect(await get(`/Condition?patient=${CAMILA_LOPEZ}`)).toMatchObject({ status: 403 });
    expect(await get(`/Condition/${first(sandbox.chart(CAMILA_LOPEZ, 'Condition')).id}`)).toMatchObject({
      status: 404,
    });
  });

  it('patient scopes without a patient in context are not granted', async () => {
    const { token } = await signInAs(sandbox, 'clinician', { scope: 'openid patient/*.rs' });
    expect(token['scope']).toBe('openid');
    expect(token['patient']).toBeUndefined();
  });

  it('an app of patients gets no user scopes, and no app gets more than its registration', async () => {
    sandbox.registerApp({ ...APPS.clinicians, scopes: ['openid', 'user/Condition.rs'] });
    const clinician = await signInAs(sandbox, 'clinician', { scope: 'openid user/*.rs user/Condition.r' });
    sandbox.registerApp(APPS.clinicians);
    const patient = await signInAs(sandbox, 'patient', { scope: `${ALL_SCOPES.patients} user/*.rs` });
    expect(clinician.token['scope']).toBe('openid user/Condition.r');
    expect(patient.token['scope']).toBe(ALL_SCOPES.patients);
  });

  it('APIs that are missing from the site are refused to people too', async () => {
    const site = await startSandbox({ apps: Object.values(APPS), notEntitled: ['Condition.search'] });
    const { get } = await signInAs(site, 'clinician');
    const answer = await get(`/Condition?patient=${CAMILA_LOPEZ}`);
    await site.close();
    expect(answer).toMatchObject({ status: 403, text: '' });
  });
});

describe('creates', () => {
  it('a created record names the person as its author', async () => {
    const { status, body } = await create('surgeon', CAMILA_LOPEZ);
    expect(status).toBe(201);
    const surgeon = sandbox.people.find(({ id }) => id === 'surgeon');
    expect(body).toMatchObject({ recorder: { reference: surgeon?.fhirUser.reference } });
  });

  it('a person cannot write into a chart that they may not read', async () => {
    const before = sandbox.created.length;
    const glass = await create('surgeon', ELIJAH_DAVIS);
    const other = await create('parent', CAMILA_LOPEZ);
    const frontDesk = await create('front-desk', CAMILA_LOPEZ);
    expect([glass.status, outcomeCodes(glass.body)]).toEqual([403, ['fatal 4130']]);
    expect([other.status, outcomeCodes(other.body)]).toEqual([403, ['fatal 4118']]);
    expect(frontDesk).toMatchObject({ status: 403, text: '' });
    expect(sandbox.created).toHaveLength(before);
  });
});
