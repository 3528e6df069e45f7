import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ALLERGY,
  BLOOD_PRESSURE,
  CLOSED_ENCOUNTER,
  codedConcept,
  HEART_RATE,
  NOTE,
  OPEN_ENCOUNTER,
  PROBLEM,
} from '../src/data/new-resources.ts';
import { CAMILA_LOPEZ, DERRICK_LIN } from '../src/data/patients.ts';
import type { Sandbox } from '../src/sandbox.ts';
import type { DocumentReference, Resource } from '../src/types.ts';
import { type Get, matching, outcomeCodes, type Post } from './support/client.ts';
import {
  locatedId,
  REPRESENTATION,
  startWriteSession,
  startWriteSessionAt,
  type WriteSession,
} from './support/write-session.ts';

const NOW = Date.parse('2026-10-02T12:00:00.500Z');

let sandbox: Sandbox;
let get: Get;
let post: Post;
let found: WriteSession['found'];

async function open(opening: Promise<WriteSession> = startWriteSession()): Promise<void> {
  ({ sandbox, get, post, found } = await opening);
}

beforeEach(() => open());

afterEach(() => sandbox.close());

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
    await open(startWriteSessionAt(NOW));
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
    await open(startWriteSession({ waitingIsReadable: true }));
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
