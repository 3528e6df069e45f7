import type { Sandbox } from 'epic-fhir-sandbox';
import {
  DELETED,
  MERGE_SURVIVOR,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
  RESTRICTED,
  RESTRICTED_AS_BAD_REQUEST,
} from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { clientOf, outcome, upstream } from './epic-client.ts';
import { toCanonicalQuery } from '../../src/epic/search-parameters.ts';

const CAMILA = 'erXuFYUfucBZaryVksYEcMg3';
const MERGED = {
  code: '4107',
  resourceType: 'Patient',
  message:
    'The record was merged into another one. The response contains the surviving record, under its own id.',
};
const MERGED_AWAY = {
  code: '4107',
  resourceType: 'Patient',
  message: 'The record was merged into another one, which the FHIR server does not name.',
};

let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;

beforeAll(async () => {
  sandbox = await borrowSandbox();
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

describe('the client', () => {
  it('exposes the base URL of its server', () => {
    expect(client.upstream).toBe(sandbox.baseUrl);
  });

  it('exposes the JWKS of its key', () => {
    expect(client.publicKeys.keys).toMatchObject([{ kid: 'sandbox-key-1', use: 'sig', alg: 'RS384' }]);
    expect(client.publicKeys.keys[0]).not.toHaveProperty('d');
  });

  it('requests FHIR JSON with a bearer token for reads, searches and pages', async () => {
    await client.read('Patient', CAMILA, budget);
    const ids = sandbox.patients.slice(0, 2).map(({ id }) => id);
    const { next } = await client.search('Patient', { _id: ids.join(','), _count: '1' }, budget);
    await client.nextPage('Patient', next ?? '', budget);
    expect(upstream(sandbox)).toEqual(['read Patient', 'search Patient', 'page Patient']);
    const headers = sandbox.requests.map(({ headers: sent }) => [
      sent.accept,
      /^Bearer \S+$/.test(sent.authorization ?? ''),
    ]);
    expect(headers).toEqual(Array.from({ length: 3 }, () => ['application/fhir+json', true]));
    expect(budget.usage.requests).toBe(3);
  });

  it('logs the type and status of each interaction, without the URL', async () => {
    const logLines: string[] = [];
    const logging = await clientOf(sandbox, { logLines });
    await logging.read('Patient', CAMILA, budget);
    await logging.search('Patient', { _id: CAMILA }, budget);
    logging.close();
    const lines = logLines.map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { event: 'token_received' },
      { event: 'upstream_request', interaction: 'read', resourceType: 'Patient', status: 200 },
      { event: 'upstream_request', interaction: 'search', resourceType: 'Patient', status: 200 },
    ]);
    expect(logLines.join('')).not.toContain(CAMILA);
    expect(logLines.join('')).not.toContain('http');
  });
});

describe('a read', () => {
  it('returns the resource of a read', async () => {
    const patient = await client.read('Patient', CAMILA, budget);
    expect(patient).toMatchObject({ resourceType: 'Patient', id: CAMILA });
    expect(budget.usage).toMatchObject({ requests: 1, warnings: [] });
  });

  it.each([
    ['unknown', 'eUnknown'],
    ['already deleted', DELETED],
  ])('returns null for a read of an %s id', async (_name, id) => {
    expect(await client.read('Patient', id, budget)).toBeNull();
    expect(budget.usage).toMatchObject({ requests: 1, warnings: [] });
  });

  it.each(['', '.', '..', 'a/b', '../Group', 'a?b', 'a#b', 'a b', 'a%2Fb', 'é', 'x'.repeat(257)])(
    'returns null without a request for an invalid id: %j',
    async (id) => {
      expect(await client.read('Patient', id, budget)).toBeNull();
      expect(sandbox.requests).toHaveLength(0);
      expect(budget.usage.requests).toBe(0);
    },
  );

  it.each([404, 410])('returns null for HTTP %i without a body', async (status) => {
    sandbox.fault({ match: { operation: 'read' }, kind: 'empty', status });
    expect(await client.read('Patient', CAMILA, budget)).toBeNull();
  });

  it.each([
    [RESTRICTED, 403],
    [RESTRICTED_AS_BAD_REQUEST, 400],
  ])('rejects a read of a restricted record (%s) without a retry', async (id, status) => {
    await expect(client.read('Patient', id, budget)).rejects.toMatchObject({
      code: 'RESTRICTED_RECORD',
      message: 'The record is behind break-the-glass and was not released.',
    });
    expect(sandbox.requests.map((request) => request.status)).toEqual([status]);
    expect(budget.usage.requests).toBe(1);
  });
});

describe('a search', () => {
  it('is refused before it is sent if its URL is too long', async () => {
    await expect(client.search('Patient', { name: 'x'.repeat(16_000) }, budget)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message:
        'A search with these arguments is longer than 16000 characters as a URL. Pass fewer or shorter values.',
    });
    expect(sandbox.requests).toHaveLength(0);
    expect(budget.usage.requests).toBe(0);
  });
});

describe('a response', () => {
  it('charges the memory of a response to each operation that waits for it', async () => {
    const held: number[][] = [[], []];
    const usages = held.map((its) =>
      createRequestBudget(undefined, undefined, undefined, undefined, (memory) => void its.push(memory)),
    );
    const reads = usages.map((one) => client.read('Patient', CAMILA, one));
    await Promise.all(reads);
    expect(upstream(sandbox)).toEqual(['read Patient']);
    expect(held[0]).toEqual([expect.toSatisfy((memory: number) => memory > 5_000 && memory < 50_000)]);
    expect(held[1]).toEqual(held[0]);
  });

  it('rejects a CapabilityStatement that nests too deeply', async () => {
    client.close();
    client = await clientOf(sandbox);
    sandbox.fault({
      match: { operation: 'metadata' },
      kind: 'status',
      status: 200,
      contentType: 'application/fhir+json',
      body: `{"resourceType":"CapabilityStatement","rest":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    });
    await expect(client.capabilities()).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });
});

/** Makes the sandbox report that a record was merged into another. */
function mergedInto(id: string, location: string): void {
  sandbox.fault({
    match: { path: new RegExp(`/${id}$`) },
    times: Infinity,
    kind: 'json',
    status: 404,
    body: outcome('4107'),
    headers: { 'Content-Location': location },
  });
}

describe('a read of a merged record', () => {
  it.each([
    ['by a redirect', MERGED_BY_REDIRECT, 2],
    ['by an outcome', MERGED_AS_OUTCOME, 2],
  ])(
    'returns the surviving record with a warning, if the server reports the merge %s',
    async (_name, id, requests) => {
      const patient = await client.read('Patient', id, budget);
      expect(patient?.id).toBe(MERGE_SURVIVOR);
      expect(budget.usage).toMatchObject({ requests, warnings: [MERGED] });
      expect(upstream(sandbox)).toEqual(Array.from({ length: requests }, () => 'read Patient'));
    },
  );

  it('follows a chain of merges to the last record', async () => {
    mergedInto('one', 'Patient/two');
    mergedInto('two', `${sandbox.baseUrl}/Patient/three/_history/4`);
    mergedInto('three', `Patient/${CAMILA}`);
    expect((await client.read('Patient', 'one', budget))?.id).toBe(CAMILA);
    expect(budget.usage).toMatchObject({ requests: 4, warnings: [MERGED] });
  });

  it('returns null for a cycle of merges', async () => {
    mergedInto('one', 'Patient/two');
    mergedInto('two', 'Patient/one');
    expect(await client.read('Patient', 'one', budget)).toBeNull();
    expect(budget.usage).toMatchObject({ requests: 4, warnings: [MERGED_AWAY] });
  });

  it.each([
    ['an empty location', ''],
    ['a record of another type', 'Group/two'],
    ['a location that is not a reference', 'urn:oid:1.2.3'],
    ['an invalid id', 'Patient/..'],
  ])('returns null with a warning for a merge into %s', async (_name, location) => {
    mergedInto('one', location);
    expect(await client.read('Patient', 'one', budget)).toBeNull();
    expect(budget.usage).toMatchObject({ requests: 1, warnings: [MERGED_AWAY] });
  });

  it('reads the surviving record from its own server, whatever host the response names', async () => {
    mergedInto('one', `https://evil.example.org/R4/Patient/${CAMILA}`);
    expect((await client.read('Patient', 'one', budget))?.id).toBe(CAMILA);
    expect(upstream(sandbox)).toEqual(['read Patient', 'read Patient']);
  });
});

describe('toCanonicalQuery', () => {
  it('returns the same query for parameters in any order', () => {
    const one = toCanonicalQuery({ given: 'Camila', family: 'Lopez', _count: '10' });
    expect(one).toBe('_count=10&family=Lopez&given=Camila');
    expect(toCanonicalQuery({ _count: '10', family: 'Lopez', given: 'Camila' })).toBe(one);
  });

  it('escapes delimiters in values', () => {
    expect(toCanonicalQuery({ family: 'a&_id=b#c é+d', identifier: 'urn:x|1' })).toBe(
      'family=a%26_id%3Db%23c+%C3%A9%2Bd&identifier=urn%3Ax%7C1',
    );
    expect(toCanonicalQuery({})).toBe('');
  });
});
