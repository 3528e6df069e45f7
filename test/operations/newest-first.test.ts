import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Observation, Patient, Stored } from '../../src/fhir/types.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { anyToken, type HapiOptions, type HapiServer, startHapiServer } from '../support/hapi-server.ts';

const COUNT = 75;
const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1' };

/** Stored in no order of time: day `n * 31 mod 75` of one stretch of days. */
const VITAL_SIGNS = Array.from({ length: COUNT }, (_, index) => vitalSign((index * 31) % COUNT));
const NEWEST = Array.from({ length: COUNT }, (_, index) => `day-${COUNT - 1 - index}`);

function vitalSign(day: number): Stored<Observation> {
  const date = new Date(Date.UTC(2026, 0, 1 + day, 12));
  return {
    resourceType: 'Observation',
    id: `day-${day}`,
    status: 'final',
    subject: { reference: 'Patient/p1' },
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
        ],
      },
    ],
    code: { text: 'Heart rate' },
    effectiveDateTime: date.toISOString(),
  };
}

let server: HapiServer;
let gateway: Gateway;

async function start(options: HapiOptions = {}): Promise<void> {
  server = await startHapiServer([PATIENT, ...VITAL_SIGNS], { front: anyToken, ...options });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const credentials = { clientId: 'any', privateKey, keyId: 'any' };
  const tokenUrl = new URL('/token', server.baseUrl).href;
  gateway = await startGateway({ baseUrl: server.baseUrl, credentials }, { connection: { tokenUrl } });
}

afterEach(async () => {
  await gateway.close();
  await server.close();
});

interface Listed {
  readonly ids: readonly unknown[];
  readonly searches: readonly string[];
  readonly warnings: readonly unknown[];
}

async function vitalSigns(first: number): Promise<Listed> {
  const before = server.requests.length;
  const { data, extensions } = await gateway.query(
    `{ patient(id: "p1") { vitalSigns(first: ${first}) { id } } }`,
  );
  const list = at(data, 'patient', 'vitalSigns');
  const targets = server.requests.slice(before).map(({ target }) => target);
  return {
    ids: Array.isArray(list) ? list.map((one) => at(one, 'id')) : [],
    searches: targets.filter((target) => target.startsWith('/Observation') || target.includes('_getpages')),
    warnings: extensions?.fhir.warnings.map(({ code }) => code) ?? [],
  };
}

describe('a list of a server that sorts, with pages of 20', () => {
  it.each([1, 5, 20, 75, 100])('has the newest %d first, by one search', async (first) => {
    await start();
    const { ids, searches, warnings } = await vitalSigns(first);
    expect(ids).toEqual(NEWEST.slice(0, first));
    expect(searches).toHaveLength(1);
    expect(searches[0]).toContain('_sort=-date');
    expect(warnings).toEqual([]);
  });

  it('goes on in order behind each page', async () => {
    await start();
    const ids: unknown[] = [];
    let after: unknown = null;
    do {
      const { data } = await gateway.query(
        'query ($after: String) { patient(id: "p1") { vitalSignsConnection(first: 7, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }',
        { after },
      );
      const page = at(data, 'patient', 'vitalSignsConnection');
      const nodes = at(page, 'nodes');
      if (Array.isArray(nodes)) ids.push(...nodes.map((node) => at(node, 'id')));
      after = at(page, 'pageInfo', 'hasNextPage') === true ? at(page, 'pageInfo', 'endCursor') : null;
    } while (after !== null);
    expect(ids).toEqual(NEWEST);
  });
});

describe('a list of a server that ignores _sort', () => {
  it('says that newer records can be missing, and is searched for without _sort from then on', async () => {
    await start({ ignoresSort: true });
    const first = await vitalSigns(5);
    expect(first.searches).toHaveLength(2);
    expect(first.warnings).toEqual(['ORDER_UNCERTAIN']);
    const second = await vitalSigns(5);
    expect(second.searches).toHaveLength(1);
    expect(second.searches[0]).not.toContain('_sort');
    expect(second.ids).toEqual(first.ids);
    expect(second.warnings).toEqual(['ORDER_UNCERTAIN']);
  });

  it('is certain where one page holds all of it', async () => {
    await start({ ignoresSort: true });
    for (const id of server.resources.keys())
      if (/^Observation\/day-[1-6]\d$/.test(id)) server.resources.delete(id);
    const { ids, warnings } = await vitalSigns(5);
    expect(ids).toEqual(NEWEST.slice(0, 5));
    expect(warnings).toEqual([]);
  });
});
