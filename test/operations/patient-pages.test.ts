import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';

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

async function queryPage(variables: {
  first: number;
  after?: string | null;
  filter?: unknown;
}): Promise<AnswerWithCalls<Answer>> {
  return ask<Answer>(gateway, sandbox, PAGE, variables);
}

/** Reads every page to the end, each with the next of these sizes. */
async function readAllPages(sizes: readonly number[], filter?: unknown): Promise<Connection[]> {
  const pages: Connection[] = [];
  let after: string | null = null;
  for (let turn = 0; turn < 200; turn += 1) {
    const { data }: AnswerWithCalls<Answer> = await queryPage({
      first: sizes[turn % sizes.length] ?? 1,
      after,
      filter,
    });
    pages.push(data.patientsConnection);
    after = data.patientsConnection.pageInfo.endCursor;
    if (!data.patientsConnection.pageInfo.hasNextPage) return pages;
  }
  throw new Error('Expected an end');
}

function allIds(): string[] {
  return sandbox.patients.map(({ id }) => id);
}

describe('a page of the panel', () => {
  it('returns the patients of a page as nodes and as edges with cursors, and whether more follow', async () => {
    const { data, calls } = await queryPage({ first: 2 });
    const [one, two] = allIds();
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

  it('returns ten patients by default', async () => {
    const { data } = await ask<Answer>(gateway, sandbox, '{ patientsConnection { nodes { id } } }');
    expect(data.patientsConnection.nodes).toHaveLength(10);
  });

  it('sends one request for the panel and one search for each ten patients', async () => {
    const { calls } = await queryPage({ first: 25 });
    expect(calls.filter((call) => call.startsWith('List?'))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith('Patient?_count='))).toHaveLength(3);
    expect(calls).toHaveLength(4);
  });

  it.each([[[10]], [[100]], [[7]], [[1, 13, 40]]])(
    'continues to the end of the panel, with each patient once and in order, with pages of %j',
    async (sizes) => {
      const pages = await readAllPages(sizes);
      expect(pages.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(allIds());
      expect(pages.at(-1)?.pageInfo.hasNextPage).toBe(false);
      expect(pages.at(-1)?.pageInfo.endCursor).not.toBeNull();
    },
  );

  it('continues after any patient of a page', async () => {
    const { data } = await queryPage({ first: 5 });
    const { edges } = data.patientsConnection;
    for (const [index, { cursor }] of edges.entries()) {
      const next = await queryPage({ first: 3, after: cursor });
      expect(next.data.patientsConnection.nodes.map(({ id }) => id)).toEqual(
        allIds().slice(index + 1, index + 4),
      );
    }
  });

  it('returns a previous page if a page continues another, and its first cursor', async () => {
    const first = await queryPage({ first: 2 });
    const after = first.data.patientsConnection.pageInfo.endCursor;
    const { pageInfo } = (await queryPage({ first: 2, after })).data.patientsConnection;
    expect([first.data.patientsConnection.pageInfo.hasPreviousPage, pageInfo.hasPreviousPage]).toEqual([
      false,
      true,
    ]);
    const next = await queryPage({ first: 1, after: pageInfo.startCursor });
    expect(next.data.patientsConnection.nodes).toEqual([{ id: allIds()[3] }]);
  });

  it('returns an empty page after the end', async () => {
    const pages = await readAllPages([100]);
    const after = pages.at(-1)?.pageInfo.endCursor ?? null;
    const { data } = await queryPage({ first: 10, after });
    expect(data.patientsConnection).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('returns an empty page without a cursor for an empty list of ids, without a request', async () => {
    const { data, calls } = await queryPage({ first: 10, filter: { ids: [] } });
    expect(data.patientsConnection).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    expect(calls).toEqual([]);
  });

  it('continues to the end of a list of ids', async () => {
    const ids = allIds().slice(0, 12).toReversed();
    const pages = await readAllPages([5], { ids });
    expect(pages.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(ids);
  });
});

async function readEndCursor(filter?: unknown): Promise<string> {
  const { data } = await queryPage({ first: 2, filter });
  return data.patientsConnection.pageInfo.endCursor ?? '';
}

async function queryRefusedPage(variables: Parameters<typeof queryPage>[0]): Promise<unknown> {
  const { data, errors, calls } = await queryPage(variables);
  expect(data).toEqual({ patientsConnection: null });
  expect(calls).toEqual([]);
  return errors?.map(({ message, extensions: { code } }) => ({ code, message }));
}

describe('the cursor of a page', () => {
  it('refuses a cursor with another filter, without a request', async () => {
    const after = await readEndCursor();
    const other = { ids: allIds().slice(0, 4) };
    await expect(queryRefusedPage({ first: 2, after, filter: other })).resolves.toEqual([
      { code: 'CURSOR_INVALID', message: INVALID },
    ]);
  });

  it('accepts a cursor with an equal filter, however its criteria are written', async () => {
    const ids = allIds().slice(0, 4);
    const after = await readEndCursor({ ids, family: null });
    const { data } = await queryPage({ first: 2, after, filter: { ids } });
    expect(data.patientsConnection.nodes.map(({ id }) => id)).toEqual(ids.slice(2));
    const ofAll = await readEndCursor({});
    expect((await queryPage({ first: 1, after: ofAll })).errors).toBeUndefined();
  });

  it.each(['', 'abc', 'null', '😀', 'x'.repeat(10_000)])(
    'refuses a malformed cursor without a request: %.8j',
    async (after) => {
      await expect(queryRefusedPage({ first: 2, after })).resolves.toEqual([
        { code: 'CURSOR_INVALID', message: INVALID },
      ]);
    },
  );

  it('refuses an altered cursor without a request', async () => {
    const cursor = await readEndCursor();
    const middle = Math.floor(cursor.length / 2);
    const swapped = cursor.slice(0, middle) + (cursor[middle] === 'A' ? 'B' : 'A') + cursor.slice(middle + 1);
    await expect(queryRefusedPage({ first: 2, after: swapped })).resolves.toEqual([
      { code: 'CURSOR_INVALID', message: INVALID },
    ]);
  });

  it('refuses a cursor after an hour, without a request', async () => {
    const after = await readEndCursor();
    now = START + 3_600_000;
    await expect(queryRefusedPage({ first: 2, after })).resolves.toEqual([
      { code: 'CURSOR_EXPIRED', message: 'The cursor has expired. Start again without `after`.' },
    ]);
  });

  it('continues after the last patient seen if the panel has changed since the cursor', async () => {
    const after = await readEndCursor();
    const entry = [{ item: { reference: 'Patient/eNew' } }, ...allIds().slice(0, 4).map(reference)];
    sandbox.fault({
      match: { resourceType: 'List' },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'List', id: 'l', status: 'current', entry } }],
      },
    });
    const { data } = await queryPage({ first: 2, after });
    expect(data.patientsConnection.nodes.map(({ id }) => id)).toEqual(allIds().slice(2, 4));
  });
});

function reference(id: string): { item: { reference: string } } {
  return { item: { reference: `Patient/${id}` } };
}
