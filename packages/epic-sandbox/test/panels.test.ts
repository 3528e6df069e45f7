import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_PATIENTS } from '../src/data/patients.ts';
import { SPECIAL_PATIENTS } from '../src/data/special-patients.ts';
import type { Sandbox } from '../src/sandbox.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { asBundle, type Get, outcomeCodes, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

function patientReferences(): { reference: string }[] {
  return sandbox.patients.map(({ id }) => ({ reference: `Patient/${id}` }));
}

describe('the patient list', () => {
  it('a search by code and identifier finds the list of all patients, with the seven public ones first', async () => {
    const { status, body } = await get(
      `/List?code=patients&identifier=${encodeURIComponent(sandbox.panels.list)}`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      total: 1,
      entry: [{ resource: { resourceType: 'List', entry: patientReferences().map((item) => ({ item })) } }],
    });
    expect(sandbox.patients.slice(0, 7)).toEqual(PUBLIC_PATIENTS);
    expect(sandbox.patients.length).toBeGreaterThan(50);
  });

  it("a search by only the identifier's value finds the list", async () => {
    const { body } = await get('/List?code=patients&identifier=4510');
    expect(asBundle(body).total).toBe(1);
  });

  it('a read by id returns the list', async () => {
    const { body } = await get('/List?code=patients&identifier=4510');
    const list = asBundle(body).entry?.[0]?.resource;
    expect(await get(`/List/${list?.id}`)).toMatchObject({ status: 200, body: list });
  });

  it.each(['/List?code=patients&identifier=4511', '/List?code=allergies&identifier=4510'])(
    'GET %s does not find the list',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBe(200);
      expect(asBundle(body).total).toBe(0);
      expect(outcomeCodes(body)).toEqual(['warning 4101']);
    },
  );

  it.each(['/List?code=patients', '/List?identifier=4510'])('GET %s is refused', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 4111']);
  });
});

describe('the group', () => {
  it('a read by id returns the group of all patients', async () => {
    expect(await get(`/Group/${sandbox.panels.group}`)).toMatchObject({
      status: 200,
      body: { resourceType: 'Group', member: patientReferences().map((entity) => ({ entity })) },
    });
  });

  it('a search by _id finds the group', async () => {
    const { body } = await get(`/Group?_id=${sandbox.panels.group}`);
    expect(body).toMatchObject({ total: 1, entry: [{ resource: { id: sandbox.panels.group } }] });
  });
});

describe('both panels', () => {
  it('the panels contain no merged, restricted or deleted patient', () => {
    expect(sandbox.patients.filter(({ id }) => SPECIAL_PATIENTS.has(id))).toEqual([]);
  });
});
