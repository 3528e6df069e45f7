import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EpicClient } from '../../src/epic/client.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { startLocalServer } from '../http/local-server.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { clientOf, idsOf, outcome, upstream } from './epic-client.ts';

let sandbox: Sandbox;
let client: EpicClient;
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
  it('gives what matches, and where it goes on', async () => {
    const searchset = await client.search('Patient', { _id: ids.slice(0, 3).join(','), _count: '2' }, budget);
    expect(searchset.matches).toHaveLength(2);
    expect(ids.slice(0, 3)).toEqual(expect.arrayContaining(idsOf(searchset.matches)));
    expect(searchset.next).toContain('sessionID=');
    expect(sandbox.requests.map(({ path, query }) => [path.endsWith('/Patient'), query])).toEqual([
      [true, `_count=2&_id=${ids.slice(0, 3).join('%2C')}`],
    ]);
  });

  it('that finds nothing gives nothing', async () => {
    const searchset = await client.search('Patient', { identifier: 'MRN|nobody' }, budget);
    expect(searchset).toMatchObject({ matches: [], includes: [], next: null, withoutId: 0 });
    expect(budget).toMatchObject({ requests: 1, warnings: [] });
  });

  it('that finds nothing, and says so by an outcome alone, gives nothing', async () => {
    sandbox.fault({ match: { operation: 'search' }, kind: 'json', body: outcome('4101', 'warning') });
    expect(await client.search('Patient', { identifier: 'MRN|1' }, budget)).toMatchObject({
      matches: [],
      next: null,
    });
    expect(budget.warnings).toEqual([]);
  });

  it.each([
    ['59008', 400],
    ['4101', 404],
    ['4103', 410],
  ])('gives nothing where it is refused with %s and %i', async (code, status) => {
    sandbox.fault({ match: { operation: 'search' }, kind: 'json', status, body: outcome(code) });
    expect((await client.search('Patient', { _id: 'eUnknown' }, budget)).matches).toEqual([]);
  });

  it('is an error, and no empty list, where the server says 404 without a code of its own', async () => {
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

  it('that Epic does not offer is refused in our words', async () => {
    expect(await rejectionOf(client.search('Patient', { _count: '10' }, budget))).toEqual({
      code: 'BAD_USER_INPUT',
      message:
        'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
        'gender + phone or email.',
    });
    expect(budget.requests).toBe(1);
  });

  it('tells of an ignored parameter, and of what came without an id', async () => {
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
    expect(budget.warnings).toEqual([
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
  it('follows the links to the end', async () => {
    const found: string[] = [];
    let page = await client.search('Patient', { _id: ids.slice(0, 5).join(','), _count: '2' }, budget);
    found.push(...idsOf(page.matches));
    while (page.next !== null) {
      page = await client.nextPage('Patient', page.next, budget);
      found.push(...idsOf(page.matches));
    }
    expect(found.toSorted()).toEqual(ids.slice(0, 5).toSorted());
    expect(upstream(sandbox)).toEqual(['search Patient', 'page Patient', 'page Patient']);
    expect(budget.requests).toBe(3);
  });

  it('may have a link that is relative to the base', async () => {
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
    ['a path beside the base', () => `${sandbox.baseUrl}x/Patient?sessionID=1`],
    ['the root', () => '/Patient?sessionID=1'],
    ['a user name', () => sandbox.baseUrl.replace('//', '//user@')],
    ['another scheme', () => 'file:///etc/passwd'],
    ['no URL', () => 'http://[broken'],
  ])('is refused, and nobody asked, where its link leads to %s', async (_name, link) => {
    expect(await rejectionOf(client.nextPage('Patient', link(), budget))).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message:
        "The FHIR server's link to the next page leads outside EPIC_BASE_URL, so the gateway does not follow it.",
    });
    expect(sandbox.requests).toHaveLength(0);
    expect(budget.requests).toBe(0);
  });

  it('never brings the bearer to another server that answers by a redirect', async () => {
    const evil = await startLocalServer((response) => response.end('{}'));
    sandbox.fault({ match: { operation: 'page' }, kind: 'redirect', location: `${evil.origin}/R4/Patient` });
    const page = client.nextPage('Patient', `${sandbox.baseUrl}/Patient?sessionID=1`, budget);
    expect(await rejectionOf(page)).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(evil.requests).toEqual([]);
    await evil.close();
  });

  it.each([
    ['Epic says that its session has ended', { kind: 'json', status: 400, body: outcome('4113') }],
    ['another server does not find it', { kind: 'json', status: 410, body: outcome('x') }],
    ['it is not there', { kind: 'empty', status: 404 }],
  ] as const)('has expired where %s', async (_name, fault) => {
    sandbox.fault({ match: { operation: 'page' }, ...fault });
    const page = client.nextPage('Patient', `${sandbox.baseUrl}/Patient?sessionID=1`, budget);
    expect(await rejectionOf(page)).toEqual({
      code: 'CURSOR_EXPIRED',
      message: 'The paging session has ended at the FHIR server. Start again without `after`.',
    });
  });
});

describe('the number of requests at once', () => {
  it('is bounded: the others wait for their turn', async () => {
    client.close();
    client = await clientOf(sandbox, { limits: { maxConcurrency: 3 } });
    await client.probe();
    sandbox.clearRequests();
    const hold = sandbox.hold({ operation: 'read' });
    const reads = ids.slice(0, 10).map((id) => client.read('Patient', id, budget));
    await expect.poll(() => hold.arrived, { timeout: 10_000 }).toBe(3);
    // Metadata is not one of them, and has come and gone by the time that a fourth read would have arrived.
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(hold.arrived).toBe(3);
    hold.release();
    expect((await Promise.all(reads)).map((patient) => patient?.id)).toEqual(ids.slice(0, 10));
    expect(upstream(sandbox).filter((request) => request === 'read Patient')).toHaveLength(10);
  });

  it('does not count requests that failed', async () => {
    client.close();
    client = await clientOf(sandbox, { limits: { maxConcurrency: 1, timeoutMs: 1_000 } });
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const [failing, ...reads] = ids.slice(0, 4).map((id) => client.read('Patient', id, budget));
    expect(await rejectionOf(Promise.resolve(failing))).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect((await Promise.all(reads)).map((patient) => patient?.id)).toEqual(ids.slice(1, 4));
  });

  it('does not count requests that were aborted', async () => {
    client.close();
    client = await clientOf(sandbox, { limits: { maxConcurrency: 1 } });
    await client.probe();
    sandbox.clearRequests();
    const abort = new AbortController();
    const givenUp = createRequestBudget(abort.signal);
    const hold = sandbox.hold({ path: new RegExp(`${ids[0]}$`) });
    const reads = ids.slice(0, 3).map((id) => rejectionOf(client.read('Patient', id, givenUp)));
    await expect.poll(() => hold.arrived, { timeout: 10_000 }).toBe(1);
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

describe('closing', () => {
  it('aborts the requests in flight', async () => {
    const hold = sandbox.hold({ operation: 'read' });
    const read = rejectionOf(client.read('Patient', ids[0] ?? '', budget));
    await expect.poll(() => hold.arrived, { timeout: 10_000 }).toBe(1);
    client.close();
    expect(await read).toMatchObject({ code: 'OPERATION_ABORTED' });
    hold.release();
  });
});
