import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RequestBudget } from '../../src/epic/request-budget.ts';
import { EMPTY_SEARCHSET } from '../../src/epic/searchset.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { createById } from '../../src/loaders/by-id.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createSearchReader, START_OF_SEARCH } from '../../src/loaders/pages.ts';
import { createSearches, type Searches } from '../../src/loaders/searches.ts';
import { createResponseLimits } from '../../src/limits/response-budget.ts';
import { memoryOfValue } from '../../src/json/size.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

let sandbox: Sandbox;
let operations: Operations;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  operations = await startOperations(sandbox);
});

afterEach(async () => {
  await operations.close();
  sandbox.clearRequests();
});

afterAll(() => sandbox.close());

function searchesOf(operation: Operation): Searches {
  return createSearches(operation, createById(operation));
}

describe('the searches of an operation', () => {
  const lin = { family: 'Lin', given: 'Derrick', birthdate: '1973-06-03' };
  const linReordered = { birthdate: '1973-06-03', given: 'Derrick', family: 'Lin' };

  it('sends equal searches once, in whatever order their parameters are', async () => {
    const { operation } = operations.begin();
    const searches = searchesOf(operation);
    const [one, other] = await Promise.all([
      searches.firstPage('Patient', lin),
      searches.firstPage('Patient', linReordered),
    ]);
    await searches.firstPage('Patient', lin);
    for (const { matches } of [one, other]) {
      const shown = await Promise.all(matches.map(({ redact }) => redact()));
      expect(shown.map((record) => record?.id)).toEqual([DERRICK_LIN]);
    }
    expect(fhirCalls(sandbox)).toEqual(['Patient?birthdate=1973-06-03&family=Lin&given=Derrick']);
    expect(operation.budget.usage.requests).toBe(1);
  });

  it('sends a search again, with its retries, if an attempt at the same search fails meanwhile', async () => {
    const { operation } = operations.begin();
    const searches = searchesOf(operation);
    sandbox.fault({ kind: 'status', status: 503, match: { resourceType: 'Patient' }, times: 2 });
    const attempt = rejectionOf(searches.attempt('Patient', lin));
    await operation.authorize();
    const { matches } = await searches.firstPage('Patient', linReordered);
    sandbox.clearFaults();
    expect(await attempt).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect([matches.length, fhirCalls(sandbox).length]).toEqual([1, 3]);
  });

  it('sends a search again in the next operation [T7-I3]', async () => {
    const { operation } = operations.begin();
    await searchesOf(operation).firstPage('Patient', lin);
    await searchesOf(operations.begin().operation).firstPage('Patient', lin);
    expect(fhirCalls(sandbox)).toHaveLength(2);
  });

  it('distinguishes searches by type and parameters', async () => {
    const { operation } = operations.begin();
    const searches = searchesOf(operation);
    await searches.firstPage('Patient', { _id: 'a' });
    await searches.firstPage('Patient', { _id: 'b' });
    await searches.firstPage('Group', { _id: 'a' });
    expect(fhirCalls(sandbox)).toEqual(['Patient?_id=a', 'Patient?_id=b', 'Group?_id=a']);
  });

  it.each([
    { patient: DERRICK_LIN },
    { patient: `${CAMILA_LOPEZ},${DERRICK_LIN}` },
    { patient: [CAMILA_LOPEZ, DERRICK_LIN] },
    { category: 'laboratory' },
  ])('refuses a search that can find records of another patient: %j', async (parameters) => {
    const searches = searchesOf(
      operations.begin(callerWith('patient/*.rs', { patient: CAMILA_LOPEZ })).operation,
    );
    const refusal = await rejectionOf(searches.firstPage('Observation', parameters));
    expect([refusal?.code, fhirCalls(sandbox)]).toEqual(['FORBIDDEN', []]);
  });

  it('primes no included record that the caller may not see, so that it looks absent', async () => {
    const { operation } = operations.begin(callerWith('patient/*.rs', { patient: CAMILA_LOPEZ }));
    const includes = [CAMILA_LOPEZ, DERRICK_LIN].map((patient) =>
      asSent<Stored<Resource>>({
        resourceType: 'Encounter',
        id: `of-${patient}`,
        subject: { reference: `Patient/${patient}` },
      }),
    );
    const client = { ...operation.client, search: async () => ({ ...EMPTY_SEARCHSET, includes }) };
    const primed: string[] = [];
    const searches = createSearches({ ...operation, client }, { prime: ({ id }) => void primed.push(id) });
    await searches.firstPage('Observation', { patient: CAMILA_LOPEZ });
    expect(primed).toEqual([`of-${CAMILA_LOPEZ}`]);
  });

  it('requests each further page once', async () => {
    const { operation } = operations.begin();
    const searches = searchesOf(operation);
    const ids = sandbox.patients.slice(0, 3).map(({ id }) => id);
    const { next } = await searches.firstPage('Patient', { _id: ids.join(','), _count: '2' });
    const link = next ?? '';
    const [one, other] = await Promise.all([
      searches.nextPage('Patient', link),
      searches.nextPage('Patient', link),
    ]);
    for (const { matches, next: end } of [one, other]) expect([matches.length, end]).toEqual([1, null]);
    expect(fhirCalls(sandbox)).toEqual([`Patient?_count=2&_id=${ids.join(',')}`, 'Patient?sessionID=…']);
  });

  it('fails equal searches alike with one request', async () => {
    const { operation } = operations.begin();
    const searches = searchesOf(operation);
    const refusals = await Promise.all(
      [{}, {}].map((query) => rejectionOf(searches.firstPage('Patient', query))),
    );
    expect(refusals.map((refusal) => refusal?.code)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
    expect(fhirCalls(sandbox)).toEqual(['Patient']);
  });

  it('omits a record that cannot be redacted, with a warning, and returns the others [T1-D3]', async () => {
    const { operation } = operations.begin();
    const ids = sandbox.patients.slice(0, 3).map(({ id }) => id);
    const authorization = await operation.authorize();
    const failing: Operation = {
      ...operation,
      authorize: () =>
        Promise.resolve({
          ...authorization,
          redact(resource) {
            if (resource.id === ids[1]) throw new TypeError(`A defect, with a word of ${resource.id}`);
            return authorization.redact(resource);
          },
        }),
    };
    const parameters = { _id: ids.join(',') };
    const round = createSearchReader(searchesOf(failing), 'Patient', { parameters });
    const { items } = await round(START_OF_SEARCH, 3);
    expect(new Set(items.map(({ node }) => node.id))).toEqual(new Set([ids[0], ids[2]]));
    expect(items).toHaveLength(2);
    expect(await createById(failing).load('Patient', ids[1] ?? '')).toBeNull();
    expect(operation.budget.usage.warnings).toMatchObject([
      { code: 'RECORD_NOT_SHOWN', resourceType: 'Patient' },
    ]);
    expect(JSON.stringify(operation.budget.usage.warnings)).not.toContain('word');
  });

  it('sends a search again when memory is short, and keeps counting the shown records of a page [T1-D9]', async () => {
    const { operation: unbounded } = operations.begin();
    const labs = { patient: CAMILA_LOPEZ, category: 'laboratory' };
    const { memory } = await unbounded.client.search('Observation', labs, unbounded.budget);
    const bounds = createResponseLimits({ maxResponseBytes: Infinity, maxHeldBytes: 3 * memory });
    const responseBudget = bounds.begin(() => {});
    const budget: RequestBudget = { ...unbounded.budget, hold: (taken) => responseBudget.hold(taken) };
    const searches = searchesOf({ ...unbounded, responseBudget, budget });
    const page = await searches.firstPage('Observation', labs);
    const [match] = page.matches;
    const shown = memoryOfValue(await match?.redact());
    expect(page.matches.length).toBeGreaterThan(20);
    expect(responseBudget.stoppedBy).toBeNull();
    expect(bounds.heldBytes).toBe(shown);
    await searches.firstPage('Observation', labs);
    expect(fhirCalls(sandbox)).toHaveLength(3);
    responseBudget.end();
    expect(bounds.heldBytes).toBe(0);
  });
});
