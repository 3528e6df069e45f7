import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask, type Asked } from '../support/upstream.ts';

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

/** An empty page of patients that links to a session. */
function emptyPage(session: number) {
  const next = { relation: 'next', url: `${sandbox.baseUrl}/Patient?sessionID=${session}` };
  return {
    match: { resourceType: 'Patient' },
    kind: 'json',
    body: { resourceType: 'Bundle', link: [next] },
  } as const;
}

async function page(variables: {
  first: number;
  after?: string | null;
  filter?: unknown;
}): Promise<Asked<Answer>> {
  return ask<Answer>(gateway, sandbox, PAGE, variables);
}

function everyone(): string[] {
  return sandbox.patients.map(({ id }) => id);
}

describe('the pages of a search', () => {
  const filter = { family: 'x', given: 'y', birthDate: '2000-01-01' };

  /** A search whose first page leads on to a session of the sandbox over these patients. */
  async function startOfSearch(first: number): Promise<Asked<Answer>> {
    const ids = everyone().slice(0, 6).join(',');
    sandbox.fault({
      match: { query: /family=x/ },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        total: 0,
        link: [{ relation: 'next', url: `${sandbox.baseUrl}/Patient?_id=${ids}&_count=2` }],
      },
    });
    return page({ first, filter });
  }

  it('are walked where the first is empty and has a next one, as long as the caller’s page is not full', async () => {
    const { data, calls } = await startOfSearch(5);
    const { nodes, pageInfo } = data.patientsConnection;
    expect([nodes.length, pageInfo.hasNextPage]).toEqual([5, true]);
    expect(calls.map((call) => call.replace(/_id=[^&]+/, '_id='))).toEqual([
      'Patient?_count=5&birthdate=2000-01-01&family=x&given=y',
      'Patient?_id=&_count=2',
      'Patient?sessionID=…',
      'Patient?sessionID=…',
    ]);
    const rest = await page({ first: 5, after: pageInfo.endCursor, filter });
    expect(rest.data.patientsConnection.nodes).toHaveLength(1);
    const both = [...nodes, ...rest.data.patientsConnection.nodes].map(({ id }) => id);
    expect(both.toSorted()).toEqual(everyone().slice(0, 6).toSorted());
  });

  it('have come to an end where Epic has forgotten its session', async () => {
    const { data } = await startOfSearch(2);
    now = START + 600_000;
    const after = data.patientsConnection.pageInfo.endCursor;
    const late = await page({ first: 2, after, filter });
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
    'have come to an end, and not the list with them, where another server answers %i',
    async (status) => {
      const { data } = await startOfSearch(2);
      const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };
      sandbox.fault({ match: { operation: 'page' }, kind: 'json', status, body });
      const after = data.patientsConnection.pageInfo.endCursor;
      const { errors } = await page({ first: 2, after, filter });
      expect(errors).toMatchObject([
        {
          message: 'The paging session has ended at the FHIR server. Start again without `after`.',
          extensions: { code: 'CURSOR_EXPIRED' },
        },
      ]);
    },
  );

  it('are not followed to another place, which a warning says', async () => {
    sandbox.fault({
      match: { query: /family=x/ },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        link: [{ relation: 'next', url: 'https://evil.example.org/Patient?sessionID=1' }],
      },
    });
    const { data, errors, extensions, calls } = await page({ first: 2, filter });
    expect(errors).toBeUndefined();
    expect(data.patientsConnection).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NEXT_LINK_FOREIGN']);
    expect(calls).toHaveLength(1);
  });

  it('stay short after ten that are empty, with a warning and a cursor that goes on', async () => {
    for (let session = 1; session <= 11; session += 1) sandbox.fault(emptyPage(session));
    const { data, extensions, calls } = await page({ first: 2, filter });
    expect(data.patientsConnection).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true } });
    expect(data.patientsConnection.pageInfo.endCursor).not.toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['PAGE_SHORT']);
    expect(calls).toHaveLength(10);
  });

  it('end with a warning where the server links a page to itself', async () => {
    for (let turn = 0; turn < 3; turn += 1) sandbox.fault(emptyPage(1));
    const { data, extensions, calls } = await page({ first: 2, filter });
    expect(data.patientsConnection).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NEXT_LINK_CIRCULAR']);
    expect(calls).toHaveLength(2);
  });
});
