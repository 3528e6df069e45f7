import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';

interface Connection {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

interface Answer {
  patientsConnection: Connection;
}

const PAGE = `query ($first: Int!, $after: String, $filter: PatientFilter) {
  patientsConnection(first: $first, after: $after, filter: $filter) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}`;

const START = Date.parse('2026-05-01T12:00:00Z');

let now = START;
let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now, pagingSessionSeconds: 600 });
});

beforeEach(async () => {
  now = START;
  gateway = await startGateway(sandbox, { now: () => now });
});

afterEach(async () => {
  sandbox.clearFaults();
  await gateway.close();
});

afterAll(() => sandbox.close());

/** Matches a search for patients with an empty page that links to a paging session. */
function emptyPage(session: number) {
  const next = { relation: 'next', url: `${sandbox.baseUrl}/Patient?sessionID=${session}` };
  return {
    match: { resourceType: 'Patient' },
    kind: 'json',
    body: { resourceType: 'Bundle', link: [next] },
  } as const;
}

async function queryPage(variables: {
  first: number;
  after?: string | null;
  filter?: unknown;
}): Promise<AnswerWithCalls<Answer>> {
  return ask<Answer>(gateway, sandbox, PAGE, variables);
}

function allIds(): string[] {
  return sandbox.patients.map(({ id }) => id);
}

describe('the pages of a search', () => {
  const filter = { family: 'x', given: 'y', birthDate: '2000-01-01' };

  /** Runs a search whose first page is empty and links to a paging session of the sandbox with six patients. */
  async function startOfSearch(first: number): Promise<AnswerWithCalls<Answer>> {
    const ids = allIds().slice(0, 6).join(',');
    sandbox.fault({
      match: { query: /family=x/ },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        total: 0,
        link: [{ relation: 'next', url: `${sandbox.baseUrl}/Patient?_id=${ids}&_count=2` }],
      },
    });
    return queryPage({ first, filter });
  }

  it('reads past an empty first page until the caller’s page is full', async () => {
    const { data, calls } = await startOfSearch(5);
    const { nodes, pageInfo } = data.patientsConnection;
    expect([nodes.length, pageInfo.hasNextPage]).toEqual([5, true]);
    expect(calls.map((call) => call.replace(/_id=[^&]+/, '_id='))).toEqual([
      'Patient?_count=5&birthdate=2000-01-01&family=x&given=y',
      'Patient?_id=&_count=2',
      'Patient?sessionID=…',
      'Patient?sessionID=…',
    ]);
    const rest = await queryPage({ first: 5, after: pageInfo.endCursor, filter });
    expect(rest.data.patientsConnection.nodes).toHaveLength(1);
    const both = [...nodes, ...rest.data.patientsConnection.nodes].map(({ id }) => id);
    expect(both.toSorted()).toEqual(allIds().slice(0, 6).toSorted());
  });

  it('returns CURSOR_EXPIRED if Epic has ended the paging session', async () => {
    const { data } = await startOfSearch(2);
    now = START + 600_000;
    const after = data.patientsConnection.pageInfo.endCursor;
    const late = await queryPage({ first: 2, after, filter });
    expect(late.data).toEqual({ patientsConnection: null });
    expect(late.errors).toMatchObject([
      {
        message: 'The paging session has ended at the FHIR server. Start again without `after`.',
        path: ['patientsConnection'],
        extensions: { code: 'CURSOR_EXPIRED' },
      },
    ]);
    expect(late.calls).toEqual(['Patient?sessionID=…']);
  });

  it.each([404, 410])(
    'returns CURSOR_EXPIRED, and not the end of the list, if another server answers %i',
    async (status) => {
      const { data } = await startOfSearch(2);
      const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };
      sandbox.fault({ match: { operation: 'page' }, kind: 'json', status, body });
      const after = data.patientsConnection.pageInfo.endCursor;
      const { errors } = await queryPage({ first: 2, after, filter });
      expect(errors).toMatchObject([
        {
          message: 'The paging session has ended at the FHIR server. Start again without `after`.',
          extensions: { code: 'CURSOR_EXPIRED' },
        },
      ]);
    },
  );

  it('does not follow a next link to another host, and warns', async () => {
    sandbox.fault({
      match: { query: /family=x/ },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        link: [{ relation: 'next', url: 'https://evil.example.org/Patient?sessionID=1' }],
      },
    });
    const { data, errors, extensions, calls } = await queryPage({ first: 2, filter });
    expect(errors).toBeUndefined();
    expect(data.patientsConnection).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NEXT_LINK_FOREIGN']);
    expect(calls).toHaveLength(1);
  });

  it('returns a short page after ten empty ones, with a warning and a cursor to continue', async () => {
    for (let session = 1; session <= 11; session += 1) sandbox.fault(emptyPage(session));
    const { data, extensions, calls } = await queryPage({ first: 2, filter });
    expect(data.patientsConnection).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true } });
    expect(data.patientsConnection.pageInfo.endCursor).not.toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['PAGE_SHORT']);
    expect(calls).toHaveLength(10);
  });

  it('ends a list with a warning if the server links a page to itself', async () => {
    for (let turn = 0; turn < 3; turn += 1) sandbox.fault(emptyPage(1));
    const { data, extensions, calls } = await queryPage({ first: 2, filter });
    expect(data.patientsConnection).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NEXT_LINK_CIRCULAR']);
    expect(calls).toHaveLength(2);
  });
});
