import type { Sandbox } from 'epic-fhir-sandbox';
import { ORGANIZATIONS } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyNumber, at, namesIn } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const EXPLAIN = { 'x-explain': 'true' };
const DOCUMENT = '{ patients(first: 3) { id fullName } }';

let sandbox: Sandbox;
let explaining: Gateway;
let silent: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  explaining = await startGateway(sandbox, { panel: panel(), server: { explorer: { signsIn: false } } });
  silent = await startGateway(sandbox, { panel: panel() });
});

function panel() {
  return { kind: 'list', identifier: sandbox.panels.list } as const;
}

afterAll(async () => {
  await Promise.all([explaining.close(), silent.close()]);
  await sandbox.close();
});

/** Returns `extensions.fhir` of the response. */
async function fhirOf(gateway: Gateway, document: string, headers: Record<string, string>): Promise<unknown> {
  return (await gateway.query(document, {}, headers)).extensions?.fhir;
}

const sent = (interaction: string, resourceType: string, wave = 1, waitedFor: readonly string[] = []) => ({
  wave,
  resourceType,
  interaction,
  count: 1,
  shared: 0,
  cached: 0,
  startMs: anyNumber(),
  endMs: anyNumber(),
  queuedMs: anyNumber(),
  waitedFor,
});

describe('the explanation in a response with x-explain, where the explorer is served', () => {
  it('lists the FHIR requests of an operation by wave, type and interaction, and what each waited for', async () => {
    expect(await fhirOf(explaining, DOCUMENT, EXPLAIN)).toMatchObject({
      requests: 2,
      upstream: [sent('search', 'List'), sent('search', 'Patient', 2, ['List search'])],
    });
  });

  it('lists the panel from memory as cached, in the wave of the operation’s first request', async () => {
    expect(await fhirOf(explaining, DOCUMENT, EXPLAIN)).toMatchObject({
      requests: 1,
      panel: { fromMemory: true, ageSeconds: anyNumber() },
      upstream: [{ ...sent('search', 'List'), cached: 1 }, sent('search', 'Patient')],
    });
  });

  it('lists only names and numbers of FHIR requests [T1-I21]', async () => {
    const upstream = at(await fhirOf(explaining, DOCUMENT, EXPLAIN), 'upstream');
    expect(namesIn(at(upstream, 0))).toEqual(Object.keys(sent('', '')));
    expect(JSON.stringify(upstream)).toMatch(/^[\w[\]{}:," ]+$/);
  });

  it('counts the FHIR requests that two simultaneous operations shared', async () => {
    const fresh = await startGateway(sandbox, { panel: panel(), server: { explorer: { signsIn: false } } });
    const both = await Promise.all([1, 2].map(() => fhirOf(fresh, DOCUMENT, EXPLAIN)));
    await fresh.close();
    const shared = both.flatMap((fhir) =>
      [0, 1].map((index) => Number(at(fhir, 'upstream', index, 'shared'))),
    );
    const requests = both.map((fhir) => Number(at(fhir, 'requests')));
    expect(shared.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
    expect(shared.concat(requests).reduce((sum, one) => sum + one, 0)).toBe(4);
  });

  it('counts cached responses, for which the gateway sent no request', async () => {
    const caching = await startGateway(sandbox, {
      server: { explorer: { signsIn: false }, sharedCacheSeconds: 60 },
    });
    const document = `{ organization(id: "${ORGANIZATIONS[0].id}") { name } }`;
    const [first, second] = [
      await fhirOf(caching, document, EXPLAIN),
      await fhirOf(caching, document, EXPLAIN),
    ];
    await caching.close();
    expect([first, second]).toMatchObject([
      { requests: 1, upstream: [sent('read', 'Organization')] },
      { requests: 0, upstream: [{ ...sent('read', 'Organization'), cached: 1 }] },
    ]);
  });

  it('lists no FHIR requests if the operation needed none', async () => {
    expect(await fhirOf(explaining, '{ __typename }', EXPLAIN)).toMatchObject({ requests: 0, upstream: [] });
  });
});

describe('a response without an explanation', () => {
  it('reports only the cost of an operation if the request has no x-explain: true', async () => {
    for (const headers of [{}, { 'x-explain': 'false' }]) {
      const names = namesIn(await fhirOf(explaining, DOCUMENT, headers));
      expect(names).toEqual(['requests', 'estimatedRequests', 'warnings', 'panel']);
    }
  });

  it('reports only the cost of an operation where no explorer is served, even with x-explain: true [T1-I21]', async () => {
    const names = namesIn(await fhirOf(silent, DOCUMENT, EXPLAIN));
    expect(names).toEqual(['requests', 'estimatedRequests', 'warnings']);
  });
});
