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
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  explaining = await startGateway(sandbox, { panel, server: { explorer: { signsIn: false } } });
  silent = await startGateway(sandbox, { panel });
});

afterAll(async () => {
  await Promise.all([explaining.close(), silent.close()]);
  await sandbox.close();
});

/** What stands in `extensions.fhir` of the answer. */
async function fhirOf(gateway: Gateway, document: string, headers: Record<string, string>): Promise<unknown> {
  return (await gateway.query(document, {}, headers)).extensions?.fhir;
}

const sent = (interaction: string, resourceType: string) => ({
  resourceType,
  interaction,
  count: 1,
  shared: 0,
  cached: 0,
  startMs: anyNumber(),
  endMs: anyNumber(),
});

describe('an answer, where the explorer is served and the request asks for it', () => {
  it('tells what was asked of the FHIR server, by type and interaction, in the order of its begin', async () => {
    expect(await fhirOf(explaining, DOCUMENT, EXPLAIN)).toMatchObject({
      requests: 2,
      upstream: [sent('search', 'List'), sent('search', 'Patient')],
    });
  });

  it('has only names and numbers for it', async () => {
    const upstream = at(await fhirOf(explaining, DOCUMENT, EXPLAIN), 'upstream');
    expect(namesIn(at(upstream, 0))).toEqual(Object.keys(sent('', '')));
    expect(JSON.stringify(upstream)).toMatch(/^[\w[\]{}:,"]+$/);
  });

  it('tells that two operations at once have shared what they both asked for', async () => {
    const both = await Promise.all([1, 2].map(() => fhirOf(explaining, DOCUMENT, EXPLAIN)));
    const shared = both.flatMap((fhir) =>
      [0, 1].map((index) => Number(at(fhir, 'upstream', index, 'shared'))),
    );
    const requests = both.map((fhir) => Number(at(fhir, 'requests')));
    expect(shared.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
    expect(shared.concat(requests).reduce((sum, one) => sum + one, 0)).toBe(4);
  });

  it('tells what was remembered, which is not sent', async () => {
    const remembering = await startGateway(sandbox, {
      server: { explorer: { signsIn: false }, sharedCacheSeconds: 60 },
    });
    const document = `{ organization(id: "${ORGANIZATIONS[0].id}") { name } }`;
    const [first, second] = [
      await fhirOf(remembering, document, EXPLAIN),
      await fhirOf(remembering, document, EXPLAIN),
    ];
    await remembering.close();
    expect([first, second]).toMatchObject([
      { requests: 1, upstream: [sent('read', 'Organization')] },
      { requests: 0, upstream: [{ ...sent('read', 'Organization'), cached: 1 }] },
    ]);
  });

  it('says that there was nothing to ask for', async () => {
    expect(await fhirOf(explaining, '{ __typename }', EXPLAIN)).toMatchObject({ requests: 0, upstream: [] });
  });
});

describe('an answer', () => {
  it('tells no more than its cost where the request does not ask', async () => {
    for (const headers of [{}, { 'x-explain': 'false' }, { 'x-explain': '1' }]) {
      const told = namesIn(await fhirOf(explaining, DOCUMENT, headers));
      expect(told).toEqual(['requests', 'estimatedRequests', 'warnings']);
    }
  });

  it('tells no more than its cost where no explorer is served, whatever the request asks', async () => {
    const told = namesIn(await fhirOf(silent, DOCUMENT, EXPLAIN));
    expect(told).toEqual(['requests', 'estimatedRequests', 'warnings']);
  });
});
