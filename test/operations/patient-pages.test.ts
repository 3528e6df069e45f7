import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask, type Asked } from '../support/upstream.ts';

interface Connection {
  nodes: { id: string }[];
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

interface Answer {
  patientsConnection: Connection;
}

const PAGE = `query ($first: Int!, $after: String, $filter: PatientFilter) {
  patientsConnection(first: $first, after: $after, filter: $filter) {
    nodes { id }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const INVALID = '`after` expects a cursor of the same field, with the same filter and for the same caller.';
const CURSOR = /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/;
const START = Date.parse('2026-05-01T12:00:00Z');

let now = START;
let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now, pagingSessionSeconds: 600 });
});

beforeEach(async () => {
  now = START;
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  gateway = await startGateway(sandbox, { panel, now: () => now });
});

afterEach(async () => {
  sandbox.clearFaults();
  await gateway.close();
});

afterAll(() => sandbox.close());

async function page(variables: {
  first: number;
  after?: string | null;
  filter?: unknown;
}): Promise<Asked<Answer>> {
  return ask<Answer>(gateway, sandbox, PAGE, variables);
}

/** Every page to the end, each with the next of these sizes. */
async function allPages(sizes: readonly number[], filter?: unknown): Promise<Connection[]> {
  const pages: Connection[] = [];
  let after: string | null = null;
  for (let turn = 0; turn < 200; turn += 1) {
    const { data }: Asked<Answer> = await page({ first: sizes[turn % sizes.length] ?? 1, after, filter });
    pages.push(data.patientsConnection);
    after = data.patientsConnection.pageInfo.endCursor;
    if (!data.patientsConnection.pageInfo.hasNextPage) return pages;
  }
  throw new Error('Expected an end');
}

function everyone(): string[] {
  return sandbox.patients.map(({ id }) => id);
}

describe('a page of the panel', () => {
  it('has its patients twice, as nodes and with cursors, and tells that and where the list goes on', async () => {
    const { data, calls } = await page({ first: 2 });
    const [one, two] = everyone();
    const { nodes, edges, pageInfo } = data.patientsConnection;
    expect(nodes).toEqual([{ id: one }, { id: two }]);
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: matching(CURSOR),
      endCursor: matching(CURSOR),
    });
    expect(calls).toHaveLength(2);
  });

  it('has ten patients unless told otherwise', async () => {
    const { data } = await ask<Answer>(gateway, sandbox, '{ patientsConnection { nodes { id } } }');
    expect(data.patientsConnection.nodes).toHaveLength(10);
  });

  it('costs the panel and one search for each ten patients', async () => {
    const { calls } = await page({ first: 25 });
    expect(calls.filter((call) => call.startsWith('List?'))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith('Patient?_count='))).toHaveLength(3);
    expect(calls).toHaveLength(4);
  });

  it.each([[[10]], [[100]], [[7]], [[1, 13, 40]]])(
    'leads on to the end, showing each patient once and in order, with pages of %j',
    async (sizes) => {
      const pages = await allPages(sizes);
      expect(pages.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(everyone());
      expect(pages.at(-1)?.pageInfo.hasNextPage).toBe(false);
      expect(pages.at(-1)?.pageInfo.endCursor).not.toBeNull();
    },
  );

  it('can be gone on from behind any of its patients', async () => {
    const { data } = await page({ first: 5 });
    const { edges } = data.patientsConnection;
    for (const [index, { cursor }] of edges.entries()) {
      const next = await page({ first: 3, after: cursor });
      expect(next.data.patientsConnection.nodes.map(({ id }) => id)).toEqual(
        everyone().slice(index + 1, index + 4),
      );
    }
  });

  it('has a previous page if it continues another, and starts at the cursor of its first patient', async () => {
    const first = await page({ first: 2 });
    const after = first.data.patientsConnection.pageInfo.endCursor;
    const { pageInfo } = (await page({ first: 2, after })).data.patientsConnection;
    expect([first.data.patientsConnection.pageInfo.hasPreviousPage, pageInfo.hasPreviousPage]).toEqual([
      false,
      true,
    ]);
    const next = await page({ first: 1, after: pageInfo.startCursor });
    expect(next.data.patientsConnection.nodes).toEqual([{ id: everyone()[3] }]);
  });

  it('is empty behind the end', async () => {
    const pages = await allPages([100]);
    const after = pages.at(-1)?.pageInfo.endCursor ?? null;
    const { data } = await page({ first: 10, after });
    expect(data.patientsConnection).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('of no ids is empty and has no cursor, and costs nothing', async () => {
    const { data, calls } = await page({ first: 10, filter: { ids: [] } });
    expect(data.patientsConnection).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    expect(calls).toEqual([]);
  });

  it('of ids leads on to their end', async () => {
    const ids = everyone().slice(0, 12).toReversed();
    const pages = await allPages([5], { ids });
    expect(pages.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(ids);
  });
});

async function endCursor(filter?: unknown): Promise<string> {
  const { data } = await page({ first: 2, filter });
  return data.patientsConnection.pageInfo.endCursor ?? '';
}

async function refusal(variables: Parameters<typeof page>[0]): Promise<unknown> {
  const { data, errors, calls } = await page(variables);
  expect(data).toEqual({ patientsConnection: null });
  expect(calls).toEqual([]);
  return errors?.map(({ message, extensions: { code } }) => ({ code, message }));
}

describe('the cursor of a page', () => {
  it('is refused for another filter, without a call', async () => {
    const after = await endCursor();
    const other = { ids: everyone().slice(0, 4) };
    await expect(refusal({ first: 2, after, filter: other })).resolves.toEqual([
      { code: 'CURSOR_INVALID', message: INVALID },
    ]);
  });

  it('is good for the same filter, however its criteria are written', async () => {
    const ids = everyone().slice(0, 4);
    const after = await endCursor({ ids, family: null });
    const { data } = await page({ first: 2, after, filter: { ids } });
    expect(data.patientsConnection.nodes.map(({ id }) => id)).toEqual(ids.slice(2));
    const ofAll = await endCursor({});
    expect((await page({ first: 1, after: ofAll })).errors).toBeUndefined();
  });

  it.each(['', 'abc', 'null', '😀', 'x'.repeat(10_000)])(
    'is refused where it is none, without a call: %.8j',
    async (after) => {
      await expect(refusal({ first: 2, after })).resolves.toEqual([
        { code: 'CURSOR_INVALID', message: INVALID },
      ]);
    },
  );

  it('is refused where it was altered, without a call', async () => {
    const cursor = await endCursor();
    const middle = Math.floor(cursor.length / 2);
    const swapped = cursor.slice(0, middle) + (cursor[middle] === 'A' ? 'B' : 'A') + cursor.slice(middle + 1);
    await expect(refusal({ first: 2, after: swapped })).resolves.toEqual([
      { code: 'CURSOR_INVALID', message: INVALID },
    ]);
  });

  it('is refused after an hour, without a call', async () => {
    const after = await endCursor();
    now = START + 3_600_000;
    await expect(refusal({ first: 2, after })).resolves.toEqual([
      { code: 'CURSOR_EXPIRED', message: 'The cursor has expired. Start again without `after`.' },
    ]);
  });

  it('leads on behind the last patient seen where the panel has changed meanwhile', async () => {
    const after = await endCursor();
    const entry = [{ item: { reference: 'Patient/eNew' } }, ...everyone().slice(0, 4).map(reference)];
    sandbox.fault({
      match: { resourceType: 'List' },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'List', id: 'l', status: 'current', entry } }],
      },
    });
    const { data } = await page({ first: 2, after });
    expect(data.patientsConnection.nodes.map(({ id }) => id)).toEqual(everyone().slice(2, 4));
  });
});

function reference(id: string): { item: { reference: string } } {
  return { item: { reference: `Patient/${id}` } };
}
