import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS } from '../src/data/patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  asBundle,
  type Get,
  linkUrl,
  matchIds,
  outcomeCodes,
  type Received,
  signIn,
} from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await startSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

/** Returns all pages of a search by following their `next` links. */
async function pagesOf(path: string, from = get, baseUrl = sandbox.baseUrl): Promise<Received[]> {
  const page = await from(path);
  const next = linkUrl(page.body, 'next');
  return next === undefined ? [page] : [page, ...(await pagesOf(next.slice(baseUrl.length), from, baseUrl))];
}

const VITALS = `/Observation?patient=${DERRICK_LIN}&category=vital-signs`;

describe('pages of a long list', () => {
  it("a page holds 1,000 matches, so one patient's vital signs take two pages", async () => {
    const pages = await pagesOf(VITALS);
    const ids = pages.flatMap(({ body }) => matchIds(body));
    expect(pages.map(({ body }) => matchIds(body).length)).toEqual([1000, ids.length - 1000]);
    expect(pages.map(({ body }) => asBundle(body).total)).toEqual([1000, ids.length - 1000]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(linkUrl(pages[0]?.body, 'next')).toMatch(/\/Observation\?sessionID=\d+-[\dA-F]{32}$/);
  });

  it.each([
    ['Encounter', ''],
    ['Immunization', ''],
    ['Observation', '&category=laboratory'],
    ['DocumentReference', ''],
    ['Condition', ''],
  ])('pages of %s hold _count matches, and each match appears exactly once', async (type, query) => {
    const path = `/${type}?patient=${CAMILA_LOPEZ}${query}`;
    const whole = matchIds((await get(path)).body);
    const pages = await pagesOf(`${path}&_count=4`);
    expect(pages.flatMap(({ body }) => matchIds(body))).toEqual(whole);
    expect(pages).toHaveLength(Math.ceil(whole.length / 4));
  });
});

describe('the warning about an omitted sub-type', () => {
  it.each([
    ['Observation', '&category=vital-signs', 'Observation - Outside Record Results'],
    ['DocumentReference', '', 'DocumentReference - Outside Record'],
  ])('a search for %s reports the omitted sub-type in its outcome entry', async (type, query, subType) => {
    const { body } = await get(`/${type}?patient=${LINDA_ROSS}${query}`);
    expect(outcomeCodes(body)).toEqual(['warning 59204']);
    expect(JSON.stringify(asBundle(body).entry?.at(-1))).toContain(`Client not authorized for ${subType}.`);
  });

  it('the last page has the warning about an omitted sub-type', async () => {
    const pages = await pagesOf(VITALS);
    expect(pages.map(({ body }) => outcomeCodes(body))).toEqual([[], ['warning 59204']]);
  });

  it('an empty result has both the warning and 4101', async () => {
    const { body } = await get(`/Observation?patient=${LINDA_ROSS}&category=imaging`);
    expect(outcomeCodes(body)).toEqual(['warning 59204', 'warning 4101']);
  });

  it('other types and searches by _id have no such warning', async () => {
    const [document] = sandbox.chart(LINDA_ROSS, 'DocumentReference');
    for (const path of [`/Encounter?patient=${LINDA_ROSS}`, `/DocumentReference?_id=${document?.id}`]) {
      expect(outcomeCodes((await get(path)).body)).toEqual([]);
    }
  });

  it('partialWarnings turns the warning off', async () => {
    const quiet = await startSandbox({ partialWarnings: false });
    const { body } = await (await signIn(quiet))(`/DocumentReference?patient=${LINDA_ROSS}`);
    await quiet.close();
    expect(outcomeCodes(body)).toEqual([]);
  });
});

describe('a page filter', () => {
  it('a page filter makes pages short or empty that still have a next link', async () => {
    const seen: [type: string, length: number][] = [];
    const filtered = await startSandbox({
      pages: (type, page) => {
        seen.push([type, page.length]);
        return seen.length === 2 ? [] : page.slice(1);
      },
    });
    const getFrom = await signIn(filtered);
    const whole = filtered.chart(CAMILA_LOPEZ, 'Encounter').map(({ id }) => id);
    const pages = await pagesOf(`/Encounter?patient=${CAMILA_LOPEZ}&_count=10`, getFrom, filtered.baseUrl);
    await filtered.close();
    expect(whole).toHaveLength(26);
    expect(seen).toEqual([
      ['Encounter', 10],
      ['Encounter', 10],
      ['Encounter', 6],
    ]);
    expect(pages.map(({ body }) => matchIds(body))).toEqual([whole.slice(1, 10), [], whole.slice(21)]);
    expect(pages.map(({ body }) => asBundle(body).total)).toEqual([9, 0, 5]);
    expect(pages.map(({ body }) => linkUrl(body, 'next') !== undefined)).toEqual([true, true, false]);
  });
});
