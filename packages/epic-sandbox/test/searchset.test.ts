import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PANEL_PATIENTS } from '../src/data/panels.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { asBundle, type Get, linkUrl, matchIds, matching, outcomeCodes, signIn } from './support/client.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

/** The clock only moves forward. Two tests let sessions expire, but the token outlives both. */
let clock = NOW;
let sandbox: Sandbox;
let get: Get;
const ids = PANEL_PATIENTS.slice(0, 5)
  .map(({ id }) => id)
  .toSorted();
const SEARCH = `/Patient?_id=${ids.join(',')}`;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
  get = await signIn(sandbox, clock);
});

afterAll(() => sandbox.close());

/** Returns the path of a page's `next` link below the base URL. */
function nextPath(body: unknown): string {
  const url = linkUrl(body, 'next') ?? '';
  expect(url.startsWith(sandbox.baseUrl)).toBe(true);
  return url.slice(sandbox.baseUrl.length);
}

describe('pages of a searchset', () => {
  it('a page has _count matches, and its total is its own size', async () => {
    const first = await get(`${SEARCH}&_count=2`);
    const second = await get(nextPath(first.body));
    const third = await get(nextPath(second.body));
    expect([first, second, third].map(({ body }) => matchIds(body))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
    expect([first, second, third].map(({ body }) => asBundle(body).total)).toEqual([2, 2, 1]);
  });

  it('a page links only to itself and to the next page, by a session id', async () => {
    const { body } = await get(`${SEARCH}&_count=2`);
    expect(asBundle(body).link).toEqual([
      {
        relation: 'next',
        url: matching(new RegExp(String.raw`^${sandbox.baseUrl}/Patient\?sessionID=\d+-[\dA-F]{32}$`)),
      },
      { relation: 'self', url: `${sandbox.baseUrl}${SEARCH}&_count=2` },
    ]);
    const last = await get(nextPath((await get(nextPath(body))).body));
    expect(asBundle(last.body).link).toEqual([{ relation: 'self', url: matching(/sessionID=/) }]);
  });

  it('a search without _count returns the whole result', async () => {
    const { body } = await get(SEARCH);
    expect(matchIds(body)).toEqual(ids);
    expect(linkUrl(body, 'next')).toBeUndefined();
  });

  it.each(['0', '-1', '1000', 'ten', '2.5', ''])('_count=%s has the default page size', async (count) => {
    const { status, body } = await get(`${SEARCH}&_count=${count}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual(ids);
  });

  it('only the first page has the outcome entry of the search', async () => {
    const first = await get(`${SEARCH},no-such-id&_count=3`);
    const second = await get(nextPath(first.body));
    expect(outcomeCodes(first.body)).toEqual(['warning 4102']);
    expect(outcomeCodes(second.body)).toEqual([]);
  });

  it('a page can be fetched repeatedly until its session expires, and answers 4113 afterwards', async () => {
    const next = nextPath((await get(`${SEARCH}&_count=2`)).body);
    clock += 899_000;
    expect(matchIds((await get(next)).body)).toEqual(ids.slice(2, 4));
    expect(matchIds((await get(next)).body)).toEqual(ids.slice(2, 4));
    clock += 1_000;
    const expired = await get(next);
    expect(expired.status).toBe(400);
    expect(outcomeCodes(expired.body)).toEqual(['fatal 4113']);
  });

  it('each page has a separate session, which expires later than the previous one', async () => {
    const second = nextPath((await get(`${SEARCH}&_count=2`)).body);
    clock += 600_000;
    const third = nextPath((await get(second)).body);
    clock += 600_000;
    const answers = [await get(second), await get(third)];
    expect(answers).toMatchObject([{ status: 400 }, { status: 200 }]);
  });

  it.each(['/Patient?sessionID=1-00', '/Patient?sessionID='])('no page exists at %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(outcomeCodes(body)).toEqual(['fatal 4113']);
  });

  it('a session belongs to one resource type', async () => {
    const next = nextPath((await get(`${SEARCH}&_count=2`)).body);
    expect(await get(next.replace('/Patient', '/Group'))).toMatchObject({ status: 400 });
  });
});
