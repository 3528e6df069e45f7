import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN, RESTRICTED } from '../src/data.ts';
import type { AddedResource, Sandbox } from '../src/sandbox.ts';
import type { Get } from './support/client.ts';
import { startWriteSession, type WriteSession } from './support/write-session.ts';

let sandbox: Sandbox;
let get: Get;
let found: WriteSession['found'];

beforeEach(async () => {
  ({ sandbox, get, found } = await startWriteSession());
});

afterEach(() => sandbox.close());

const ADA = {
  resourceType: 'Patient',
  id: 'ada',
  name: [{ family: 'Example', given: ['Ada'] }],
  birthDate: '1990-12-10',
};

function potassium(patient: string, changes: object = {}): AddedResource {
  return {
    resourceType: 'Observation',
    id: 'potassium-1',
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '2823-3' }], text: 'Potassium' },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: '2026-10-01T08:00:00Z',
    valueQuantity: { value: 6.1, unit: 'mmol/L' },
    ...changes,
  };
}

describe('an added resource', () => {
  it('is found by reads and by every search parameter of its type, in its own chart only', async () => {
    sandbox.add(potassium(DERRICK_LIN));
    const chart = `/Observation?patient=${DERRICK_LIN}`;
    expect(await get('/Observation/potassium-1')).toMatchObject({ status: 200, body: { id: 'potassium-1' } });
    expect(await found('/Observation?_id=potassium-1')).toEqual(['potassium-1']);
    expect(await found(`${chart}&code=http://loinc.org|2823-3&date=2026-10-01`)).toEqual(['potassium-1']);
    expect(await found(`${chart}&category=laboratory&date=ge2026-10-01`)).toContain('potassium-1');
    expect(await found(`${chart}&category=vital-signs`)).not.toContain('potassium-1');
    expect(await found(`${chart}&category=laboratory&date=lt2026-10-01`)).not.toContain('potassium-1');
    expect(await found(`/Observation?patient=${CAMILA_LOPEZ}&category=laboratory`)).not.toContain(
      'potassium-1',
    );
    expect(sandbox.chart(DERRICK_LIN, 'Observation').at(-1)?.id).toBe('potassium-1');
  });

  it('replaces a seeded resource with its id, also if the other one was in another chart', async () => {
    const [seeded] = sandbox.chart(CAMILA_LOPEZ, 'Observation');
    const id = seeded?.id ?? '';
    sandbox.add(potassium(DERRICK_LIN, { id }));
    expect(await get(`/Observation/${id}`)).toMatchObject({ body: { code: { text: 'Potassium' } } });
    expect(sandbox.chart(CAMILA_LOPEZ, 'Observation').map((one) => one.id)).not.toContain(id);
    expect(await found(`/Observation?patient=${DERRICK_LIN}&category=laboratory&date=2026-10-01`)).toContain(
      id,
    );
    sandbox.add(potassium(DERRICK_LIN, { id, code: { text: 'Sodium' } }));
    expect(await get(`/Observation/${id}`)).toMatchObject({ body: { code: { text: 'Sodium' } } });
    expect(sandbox.chart(DERRICK_LIN, 'Observation').filter((one) => one.id === id)).toHaveLength(1);
  });

  it('does not change with the object that the test passed', async () => {
    const text = { text: 'Potassium' };
    sandbox.add(potassium(DERRICK_LIN, { code: text }));
    text.text = 'changed';
    expect(await get('/Observation/potassium-1')).toMatchObject({ body: { code: { text: 'Potassium' } } });
  });

  it('is forgotten by reset, which restores what it replaced', async () => {
    const [seeded] = sandbox.chart(CAMILA_LOPEZ, 'Observation');
    sandbox.add(potassium(CAMILA_LOPEZ, { id: seeded?.id }));
    sandbox.add(ADA, { joinsPanel: true });
    sandbox.reset();
    expect(await get(`/Observation/${seeded?.id}`)).toMatchObject({
      body: { id: seeded?.id, code: seeded?.code },
    });
    expect(await get('/Patient/ada')).toMatchObject({ status: 404 });
    expect(sandbox.patients.map(({ id }) => id)).not.toContain('ada');
  });

  it('can be shared by charts', async () => {
    sandbox.add({
      resourceType: 'Practitioner',
      id: 'dr-example',
      name: [{ family: 'Zyx', given: ['Eve'] }],
    });
    expect(await get('/Practitioner/dr-example')).toMatchObject({ status: 200 });
    expect(await found('/Practitioner?family=Zyx&given=Eve')).toEqual(['dr-example']);
  });

  it('can be an encounter, by which records are then searched', async () => {
    sandbox.add({
      resourceType: 'Encounter',
      id: 'visit-1',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${DERRICK_LIN}` },
    });
    expect(await found(`/Encounter?patient=${DERRICK_LIN}`)).toContain('visit-1');
    expect(await get('/Condition?encounter=visit-1')).toMatchObject({ status: 200 });
  });

  it('can be a content, whose patient the test names, and a record of the change of another', async () => {
    sandbox.add(
      { resourceType: 'Binary', id: 'text-1', contentType: 'text/plain', data: 'aGk=' },
      { patient: DERRICK_LIN },
    );
    sandbox.add(potassium(DERRICK_LIN));
    const target = [{ reference: 'Observation/potassium-1' }];
    sandbox.add({ resourceType: 'Provenance', id: 'change-1', target });
    expect(await get('/Binary/text-1')).toMatchObject({ body: { contentType: 'text/plain' } });
    expect(sandbox.chart(DERRICK_LIN, 'Provenance').map(({ id }) => id)).toContain('change-1');
  });
});

describe('an added patient', () => {
  it('has a chart, and is found by demographics', async () => {
    sandbox.add(ADA);
    sandbox.add(potassium('ada'));
    expect(await found('/Patient?given=Ada&family=Example&birthdate=1990-12-10')).toEqual(['ada']);
    expect(await found('/Observation?patient=ada&category=laboratory')).toEqual(['potassium-1']);
    expect(await found('/Condition?patient=ada')).toEqual([]);
  });

  it('joins the list and the group of all patients only if the test says so', async () => {
    sandbox.add({ ...ADA, id: 'bob' });
    sandbox.add(ADA, { joinsPanel: true });
    const [list, group] = await Promise.all([
      get(`/List?code=patients&identifier=${encodeURIComponent(sandbox.panels.list)}`),
      get(`/Group/${sandbox.panels.group}`),
    ]);
    for (const { text } of [list, group]) {
      expect(text).toContain('Patient/ada');
      expect(text).not.toContain('Patient/bob');
      expect(text).toContain(`Patient/${CAMILA_LOPEZ}`);
    }
    expect(sandbox.patients.at(-1)).toMatchObject({ id: 'ada' });
  });

  it('replaces a patient of the panel in the same place', async () => {
    sandbox.add({ ...ADA, id: CAMILA_LOPEZ });
    expect(sandbox.patients[0]).toMatchObject({ id: CAMILA_LOPEZ, name: [{ family: 'Example' }] });
    expect(await found('/Patient?given=Ada&family=Example&birthdate=1990-12-10')).toEqual([CAMILA_LOPEZ]);
    expect(await found('/Patient?given=Camila&family=Lopez&birthdate=1987-09-12')).toEqual([]);
  });
});

describe('a resource that the sandbox cannot serve', () => {
  it.each<[AddedResource, string]>([
    [JSON.parse('{}'), 'has no `resourceType`'],
    [{ resourceType: 'Invoice', id: 'a' }, 'of type "Invoice". It serves Account, AdverseEvent'],
    [JSON.parse('{ "resourceType": "Observation" }'), 'this Observation: it has no `id`'],
    [{ resourceType: 'Observation', id: 'a b' }, 'it has no `id`. Expected letters'],
    [
      { resourceType: 'Observation', id: 'a' },
      'Observation/a: it refers to no patient. Expected an element such as subject',
    ],
    [
      potassium('unknown-1'),
      'the sandbox has no Patient/unknown-1, to whom it refers. Add the Patient first',
    ],
    [potassium(RESTRICTED), `the sandbox has no Patient/${RESTRICTED}`],
  ])('is refused with what is wrong: %j', (resource, message) => {
    expect(() => sandbox.add(resource)).toThrow(message);
    expect(sandbox.chart(CAMILA_LOPEZ, 'Observation').map(({ id }) => id)).not.toContain('a');
  });

  it('is refused if it should join the panel and is no patient', () => {
    expect(() => sandbox.add(potassium(CAMILA_LOPEZ), { joinsPanel: true })).toThrow(
      'only a Patient can join the panel',
    );
  });
});
