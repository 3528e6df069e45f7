import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { startLocalServer } from '../http/local-server.ts';
import { rejectionOf } from '../support/refusal.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { passTime } from '../support/time.ts';
import { clientOf, idsOf, outcome, upstream } from './epic-client.ts';

let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;
let ids: string[];

beforeAll(async () => {
  sandbox = await borrowSandbox();
  ids = idsOf(sandbox.patients);
});

beforeEach(async () => {
  client = await clientOf(sandbox);
  await client.probe();
  sandbox.clearRequests();
  budget = createRequestBudget();
});

afterEach(() => {
  client.close();
  sandbox.clearFaults();
});

afterAll(() => sandbox.close());

describe('a search', () => {
  it('returns the matches of a search and the link to the next page', async () => {
    const searchset = await client.search('Patient', { _id: ids.slice(0, 3).join(','), _count: '2' }, budget);
    expect(searchset.matches).toHaveLength(2);
    expect(ids.slice(0, 3)).toEqual(expect.arrayContaining(idsOf(searchset.matches)));
    expect(searchset.next).toContain('sessionID=');
    expect(sandbox.requests.map(({ path, query }) => [path.endsWith('/Patient'), query])).toEqual([
      [true, `_count=2&_id=${ids.slice(0, 3).join('%2C')}`],
    ]);
  });

  it('returns no matches for an empty search', async () => {
    const searchset = await client.search('Patient', { identifier: 'MRN|nobody' }, budget);
    expect(searchset).toMatchObject({ matches: [], includes: [], next: null, withoutId: 0 });
    expect(budget.usage).toMatchObject({ requests: 1, warnings: [] });
  });

  it('returns no matches for a searchset that contains only an outcome', async () => {
    sandbox.fault({ match: { operation: 'search' }, kind: 'json', body: outcome('4101', 'warning') });
    expect(await client.search('Patient', { identifier: 'MRN|1' }, budget)).toMatchObject({
      matches: [],
      next: null,
    });
    expect(budget.usage.warnings).toEqual([]);
  });

  it.each([
    ['59008', 400],
    ['4101', 404],
    ['4103', 410],
  ])(
    'returns no matches when the server answers a search with issue code %s and HTTP %i',
    async (code, status) => {
      sandbox.fault({ match: { operation: 'search' }, kind: 'json', status, body: outcome(code) });
      expect((await client.search('Patient', { _id: 'eUnknown' }, budget)).matches).toEqual([]);
    },
  );

  it('rejects a search on HTTP 404 without a known issue code, instead of returning no matches', async () => {
    sandbox.fault({ match: { operation: 'search' }, kind: 'empty', status: 404 });
    expect(await rejectionOf(client.search('Patient', { _id: 'a' }, budget))).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message:
        'Expected FHIR JSON, but the FHIR server responded with HTTP 404 and no content. Check that EPIC_BASE_URL is the FHIR R4 base URL.',
    });
    sandbox.fault({ match: { operation: 'search' }, kind: 'json', status: 404, body: outcome('x') });
    expect(await rejectionOf(client.search('Patient', { _id: 'a' }, budget))).toEqual({
      code: 'UPSTREAM_REJECTED',
      message:
        'The FHIR server refused the request with HTTP 404, for a reason that the gateway does not recognize.',
    });
  });

  it('rejects a search that Epic does not support with a message of the gateway', async () => {
    expect(await rejectionOf(client.search('Patient', { _count: '10' }, budget))).toEqual({
      code: 'BAD_USER_INPUT',
      message:
        'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
        'gender + phone or email.',
    });
    expect(budget.usage.requests).toBe(1);
  });

  it('warns about an ignored search parameter and about records without an id', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        { resource: { resourceType: 'Patient', name: [{ text: 'MARKED' }] }, search: { mode: 'match' } },
        { resource: { resourceType: 'Patient', id: 'a' }, search: { mode: 'match' } },
        { resource: outcome('59100', 'warning'), search: { mode: 'outcome' } },
      ],
    };
    sandbox.fault({ match: { operation: 'search' }, kind: 'json', body });
    const searchset = await client.search('Patient', { _id: 'a' }, budget);
    expect(searchset).toMatchObject({ matches: [{ id: 'a' }], withoutId: 1 });
    expect(budget.usage.warnings).toEqual([
      {
        code: '59100',
        resourceType: 'Patient',
        message: 'The FHIR server ignored a search parameter that it does not know.',
      },
      {
        code: 'RESOURCE_WITHOUT_ID',
        resourceType: 'Patient',
        message: 'The FHIR server sent a record without an id. It was left out.',
      },
    ]);
  });
});

describe('a further page', () => {
  it('follows next links to the last page', async () => {
    const found: string[] = [];
    let page = await client.search('Patient', { _id: ids.slice(0, 5).join(','), _count: '2' }, budget);
    found.push(...idsOf(page.matches));
    while (page.next !== null) {
      page = await client.nextPage('Patient', page.next, budget);
      found.push(...idsOf(page.matches));
    }
    expect(found.toSorted()).toEqual(ids.slice(0, 5).toSorted());
    expect(upstream(sandbox)).toEqual(['search Patient', 'page Patient', 'page Patient']);
    expect(budget.usage.requests).toBe(3);
  });

  it('follows a next link relative to the base URL', async () => {
    const first = await client.search('Patient', { _id: ids.slice(0, 2).join(','), _count: '1' }, budget);
    const link = (first.next ?? '').replace(`${sandbox.baseUrl}/`, '');
    expect(link).toMatch(/^Patient\?sessionID=/);
    const second = await client.nextPage('Patient', link, budget);
    const found = idsOf([...first.matches, ...second.matches]);
    expect(found.toSorted()).toEqual(ids.slice(0, 2).toSorted());
  });

  it.each([
    ['another host', () => 'https://evil.example.org/R4/Patient?sessionID=1'],
    ['another port', () => `${sandbox.origin.replace(/\d+$/, '1')}/Patient?sessionID=1`],
    ['another host, without a scheme', () => '//evil.example.org/Patient?sessionID=1'],
    ['a path above the base', () => `${sandbox.baseUrl}/../Patient?sessionID=1`],
    ['a sibling path of the base', () => `${sandbox.baseUrl}x/Patient?sessionID=1`],
    ['the root', () => '/Patient?sessionID=1'],
    ['a user name', () => sandbox.baseUrl.replace('//', '//user@')],
    ['another scheme', () => 'file:///etc/passwd'],
    ['an invalid URL', () => 'http://[broken'],
  ])('rejects a next link to %s without a request', async (_name, link) => {
    expect(await rejectionOf(client.nextPage('Patient', link(), budget))).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message:
        "The FHIR server's link to the next page leads outside EPIC_BASE_URL, so the gateway does not follow it.",
    });
    expect(sandbox.requests).toHaveLength(0);
    expect(budget.usage.requests).toBe(0);
  });

  it('never sends the access token to the target of a redirect', async () => {
    const evil = await startLocalServer((response) => response.end('{}'));
    sandbox.fault({ match: { operation: 'page' }, kind: 'redirect', location: `${evil.origin}/R4/Patient` });
    const page = client.nextPage('Patient', `${sandbox.baseUrl}/Patient?sessionID=1`, budget);
    expect(await rejectionOf(page)).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(evil.requests).toEqual([]);
    await evil.close();
  });

  it.each([
    ['Epic reports that the session has ended', { kind: 'json', status: 400, body: outcome('4113') }],
    ['another server answers 410', { kind: 'json', status: 410, body: outcome('x') }],
    ['the page does not exist', { kind: 'empty', status: 404 }],
  ] as const)('has expired where %s', async (_name, fault) => {
    sandbox.fault({ match: { operation: 'page' }, ...fault });
    const page = client.nextPage('Patient', `${sandbox.baseUrl}/Patient?sessionID=1`, budget);
    expect(await rejectionOf(page)).toEqual({
      code: 'CURSOR_EXPIRED',
      message: 'The paging session has ended at the FHIR server. Start again without `after`.',
    });
  });
});

describe('the concurrency limit', () => {
  it('queues requests beyond the concurrency limit', async () => {
    client.close();
    client = await clientOf(sandbox, { limits: { maxConcurrency: 3 } });
    await client.probe();
    sandbox.clearRequests();
    const hold = sandbox.hold({ operation: 'read' });
    const other = createRequestBudget(undefined, undefined, undefined, 'other');
    const reads = ids
      .slice(0, 10)
      .map((id, index) => client.read('Patient', id, index % 2 === 0 ? budget : other));
    await expect.poll(() => hold.arrived).toBe(3);
    // The metadata request is not limited. A fourth read would have arrived before its response.
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(hold.arrived).toBe(3);
    hold.release();
    expect((await Promise.all(reads)).map((patient) => patient?.id)).toEqual(ids.slice(0, 10));
    expect(upstream(sandbox).filter((request) => request === 'read Patient')).toHaveLength(10);
  });

  it('releases the permit of a failed request', async () => {
    client.close();
    client = await clientOf(sandbox, { limits: { maxConcurrency: 1 } });
    await client.probe();
    const hold = sandbox.hold({ path: new RegExp(`${ids[0]}$`) });
    const [failed, ...found] = await passTime(
      PATIENCE.timeout,
      () => hold.arrived === 1 && client.health().requestClasses.read.queued === 3,
      () => {
        const [first, ...reads] = ids.slice(0, 4).map((id) => client.read('Patient', id, budget));
        return Promise.all([rejectionOf(Promise.resolve(first)), ...reads]);
      },
    );
    expect(failed).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(found).toMatchObject(ids.slice(1, 4).map((id) => ({ id })));
    hold.release();
  });

  it('releases the permit of an aborted request', async () => {
    client.close();
    client = await clientOf(sandbox, { limits: { maxConcurrency: 1 } });
    await client.probe();
    sandbox.clearRequests();
    const abort = new AbortController();
    const givenUp = createRequestBudget(abort.signal);
    const hold = sandbox.hold({ path: new RegExp(`${ids[0]}$`) });
    const reads = ids.slice(0, 3).map((id) => rejectionOf(client.read('Patient', id, givenUp)));
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort();
    const refusals = await Promise.all(reads);
    expect(refusals.map((refusal) => refusal?.code)).toEqual(
      Array.from({ length: 3 }, () => 'OPERATION_ABORTED'),
    );
    expect(upstream(sandbox)).toEqual(['read Patient']);
    expect(await client.read('Patient', ids[1] ?? '', budget)).toMatchObject({ id: ids[1] });
    hold.release();
  });
});

describe('EpicClient.close', () => {
  it('aborts requests in flight', async () => {
    const hold = sandbox.hold({ operation: 'read' });
    const read = rejectionOf(client.read('Patient', ids[0] ?? '', budget));
    await expect.poll(() => hold.arrived).toBe(1);
    client.close();
    expect(await read).toMatchObject({ code: 'OPERATION_ABORTED' });
    hold.release();
  });
});
