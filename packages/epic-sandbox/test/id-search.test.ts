import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS } from '../src/data/patients.ts';
import { LONG_ID } from '../src/data/shapes.ts';
import {
  DELETED,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
  RESTRICTED,
  RESTRICTED_AS_BAD_REQUEST,
} from '../src/data/special-patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { asBundle, type Get, matchIds, outcomeCodes, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await startSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

describe('a search by _id', () => {
  it('finds each id of the list once, in an order of its own', async () => {
    const { status, body } = await get(`/Patient?_id=${LINDA_ROSS},${DERRICK_LIN},${LONG_ID},${LINDA_ROSS}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([LINDA_ROSS, LONG_ID, DERRICK_LIN]);
    expect(outcomeCodes(body)).toEqual([]);
  });

  it('gives each match a fullUrl, a self link and the mode match', async () => {
    const { body } = await get(`/Patient?_id=${CAMILA_LOPEZ}`);
    const url = `${sandbox.baseUrl}/Patient/${CAMILA_LOPEZ}`;
    expect(asBundle(body)).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      link: [{ relation: 'self', url: `${sandbox.baseUrl}/Patient?_id=${CAMILA_LOPEZ}` }],
      entry: [
        {
          link: [{ relation: 'self', url }],
          fullUrl: url,
          resource: sandbox.patients[0],
          search: { mode: 'match' },
        },
      ],
    });
  });

  it('ignores every other criterion', async () => {
    const { body } = await get(`/Patient?_id=${CAMILA_LOPEZ}&family=Lin&identifier=EPI%7C203711`);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual([]);
  });

  it('takes includes for hints that it does not follow', async () => {
    const { body } = await get(`/Patient?_id=${CAMILA_LOPEZ}&_include=Patient:organization`);
    expect(asBundle(body).entry).toHaveLength(1);
  });

  it('answers one unknown id with 400, not with an empty list', async () => {
    const { status, body } = await get('/Patient?_id=no-such-id');
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 4102']);
  });

  it('answers unknown ids alone with 400', async () => {
    expect(await get('/Patient?_id=no-such-id,nor-this')).toMatchObject({ status: 400 });
  });

  it('takes an empty _id for none', async () => {
    const { status, body } = await get('/Patient?_id=');
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 59159']);
  });

  it('leaves an unknown id among good ones out, with an outcome entry', async () => {
    const { status, body } = await get(`/Patient?_id=${CAMILA_LOPEZ},no-such-id`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual(['warning 4102']);
  });

  it('refuses the whole list for one unknown id where the site is like that', async () => {
    const strict = await startSandbox({ unknownIdInList: 'refuse' });
    const getFrom = await signIn(strict);
    const refused = await getFrom(`/Patient?_id=${CAMILA_LOPEZ},no-such-id`);
    const good = await getFrom(`/Patient?_id=${CAMILA_LOPEZ}`);
    await strict.close();
    expect(refused).toMatchObject({ status: 400 });
    expect(outcomeCodes(refused.body)).toEqual(['fatal 4102']);
    expect(matchIds(good.body)).toEqual([CAMILA_LOPEZ]);
  });

  it('leaves a restricted patient out, with a 4119', async () => {
    const { status, body } = await get(`/Patient?_id=${CAMILA_LOPEZ},${RESTRICTED}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual(['warning 4119']);
  });

  it('finds nobody where the only patient is restricted', async () => {
    const { status, body } = await get(`/Patient?_id=${RESTRICTED_AS_BAD_REQUEST}`);
    expect(status).toBe(200);
    expect(outcomeCodes(body)).toEqual(['warning 4119', 'warning 4101']);
  });

  it('takes a deleted patient for an unknown id', async () => {
    expect(await get(`/Patient?_id=${DELETED}`)).toMatchObject({ status: 400 });
  });

  it.each([MERGED_BY_REDIRECT, MERGED_AS_OUTCOME])(
    'leaves the retired id %s out, with a 4107',
    async (id) => {
      const { status, body } = await get(`/Patient?_id=${CAMILA_LOPEZ},${id}`);
      expect(status).toBe(200);
      expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
      expect(outcomeCodes(body)).toEqual(['warning 4107']);
    },
  );
});
