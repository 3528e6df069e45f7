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
  it('a search by _id returns each id once, sorted', async () => {
    const { status, body } = await get(`/Patient?_id=${LINDA_ROSS},${DERRICK_LIN},${LONG_ID},${LINDA_ROSS}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([LINDA_ROSS, LONG_ID, DERRICK_LIN]);
    expect(outcomeCodes(body)).toEqual([]);
  });

  it('each match has a fullUrl, a self link and the mode match', async () => {
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

  it('a search by _id ignores all other criteria', async () => {
    const { body } = await get(`/Patient?_id=${CAMILA_LOPEZ}&family=Lin&identifier=EPI%7C203711`);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual([]);
  });

  it('a search by _id ignores unsupported includes', async () => {
    const { body } = await get(`/Patient?_id=${CAMILA_LOPEZ}&_include=Patient:clinic`);
    expect(asBundle(body).entry).toHaveLength(1);
  });

  it('a single unknown id answers 400 instead of an empty list', async () => {
    const { status, body } = await get('/Patient?_id=no-such-id');
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 4102']);
  });

  it('several unknown ids answer 400', async () => {
    expect(await get('/Patient?_id=no-such-id,nor-this')).toMatchObject({ status: 400 });
  });

  it('an empty _id is ignored', async () => {
    const { status, body } = await get('/Patient?_id=');
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 59159']);
  });

  it('an unknown id among known ones is omitted, with an outcome entry', async () => {
    const { status, body } = await get(`/Patient?_id=${CAMILA_LOPEZ},no-such-id`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual(['warning 4102']);
  });

  it('unknownIdInList can refuse a list with an unknown id', async () => {
    const strict = await startSandbox({ unknownIdInList: 'refuse' });
    const getFrom = await signIn(strict);
    const refused = await getFrom(`/Patient?_id=${CAMILA_LOPEZ},no-such-id`);
    const good = await getFrom(`/Patient?_id=${CAMILA_LOPEZ}`);
    await strict.close();
    expect(refused).toMatchObject({ status: 400 });
    expect(outcomeCodes(refused.body)).toEqual(['fatal 4102']);
    expect(matchIds(good.body)).toEqual([CAMILA_LOPEZ]);
  });

  it('a restricted patient is omitted, with 4119', async () => {
    const { status, body } = await get(`/Patient?_id=${CAMILA_LOPEZ},${RESTRICTED}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual(['warning 4119']);
  });

  it('a search for only a restricted patient is empty', async () => {
    const { status, body } = await get(`/Patient?_id=${RESTRICTED_AS_BAD_REQUEST}`);
    expect(status).toBe(200);
    expect(outcomeCodes(body)).toEqual(['warning 4119', 'warning 4101']);
  });

  it('a deleted patient is treated as an unknown id', async () => {
    expect(await get(`/Patient?_id=${DELETED}`)).toMatchObject({ status: 400 });
  });

  it.each([MERGED_BY_REDIRECT, MERGED_AS_OUTCOME])('the retired id %s is omitted, with 4107', async (id) => {
    const { status, body } = await get(`/Patient?_id=${CAMILA_LOPEZ},${id}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual([CAMILA_LOPEZ]);
    expect(outcomeCodes(body)).toEqual(['warning 4107']);
  });
});
