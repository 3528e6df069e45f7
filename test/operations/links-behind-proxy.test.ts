import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';
import { inputFor, memoryStore, openVisit, write } from '../support/writing.ts';

const PAGE_SIZE = 3;
const HIDDEN = '/hidden/fhir';
const PAGE = `query ($after: String) {
  patient(id: "${CAMILA_LOPEZ}") {
    encountersConnection(first: ${PAGE_SIZE}, after: $after) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const LIST = `{ patient(id: "${CAMILA_LOPEZ}") { encounters(first: 100) { id } } }`;

interface Connection {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
interface Encounters {
  patient: { encountersConnection: Connection };
}
interface Patients {
  patientsConnection: Connection;
}

/** The host in the server's links, which clients outside its network cannot reach. */
let hidden: LocalServer;
let sandbox: Sandbox;

beforeAll(async () => {
  hidden = await startLocalServer((response) => response.end('{}'));
  sandbox = await startSandbox({ defaultPageSize: PAGE_SIZE, linkBaseUrl: hidden.origin + HIDDEN });
});

beforeEach(() => sandbox.clearRequests());

afterEach(() => {
  sandbox.clearFaults();
  expectNoConnectionToHiddenHost();
});

afterAll(async () => {
  await sandbox.close();
  await hidden.close();
});

function expectNoConnectionToHiddenHost(): void {
  expect(hidden.connections).toBe(0);
}

function encounterIds(): string[] {
  return sandbox.chart(CAMILA_LOPEZ, 'Encounter').map(({ id }) => id);
}

function warningsOf({ extensions }: Awaited<ReturnType<Gateway['query']>>): string[] {
  return (extensions?.fhir.warnings ?? []).map(({ code, resourceType }) => `${code} ${resourceType}`);
}

/** Answers a search as a proxied server does: references contain its internal base URL. */
function serveEncounter(subject: string): void {
  sandbox.fault({
    kind: 'json',
    match: { operation: 'search', resourceType: 'Encounter' },
    body: {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        {
          resource: { resourceType: 'Encounter', id: 'e1', subject: { reference: subject } },
          search: { mode: 'match' },
        },
      ],
    },
  });
}

describe('a gateway without EPIC_LINK_BASE_URL, where links name another host', () => {
  let gateway: Gateway;

  beforeEach(async () => {
    gateway = await startGateway(sandbox);
  });
  afterEach(() => gateway.close());

  it('ends a connection after its first page with a warning if the next link names another host [T3-T1]', async () => {
    const answer = await ask<Encounters>(gateway, sandbox, PAGE);
    expect(answer.errors).toBeUndefined();
    const { nodes, pageInfo } = answer.data.patient.encountersConnection;
    expect(nodes).toHaveLength(PAGE_SIZE);
    expect(pageInfo.hasNextPage).toBe(false);
    expect(answer.extensions?.fhir.warnings).toEqual([
      {
        code: 'NEXT_LINK_FOREIGN',
        resourceType: 'Encounter',
        message: matching(/may be incomplete and lack the newest records.*EPIC_LINK_BASE_URL/),
        path: ['patient', 'encountersConnection'],
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain(hidden.origin);
  });

  it('returns nothing after the last cursor, and repeats the warning about the link', async () => {
    const first = await ask<Encounters>(gateway, sandbox, PAGE);
    const { endCursor } = first.data.patient.encountersConnection.pageInfo;
    const again = await ask<Encounters>(gateway, sandbox, PAGE, { after: endCursor });
    expect(again.errors).toBeUndefined();
    expect(again.data.patient.encountersConnection.nodes).toEqual([]);
    expect(warningsOf(again)).toEqual(['NEXT_LINK_FOREIGN Encounter']);
  });

  it('returns the first page of a list with a warning if the next link names another host [T3-T1]', async () => {
    const answer = await ask<{ patient: { encounters: { id: string }[] } }>(gateway, sandbox, LIST);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.patient.encounters).toHaveLength(PAGE_SIZE);
    expect(warningsOf(answer)).toEqual(['NEXT_LINK_FOREIGN Encounter']);
  });

  it('completes audited operations and writes if links name another host', async () => {
    const kept = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
    const audited = await startGateway(sandbox, { server: { audit: kept.audit }, store: memoryStore() });
    expect((await audited.query(LIST)).errors).toBeUndefined();
    expect(kept.take()).not.toEqual([]);
    const input = inputFor('addProblem', sandbox);
    expect((await write(audited, 'addProblem', input)).errors).toBeUndefined();
    await audited.close();
  });

  it('omits a record whose reference names another host', async () => {
    serveEncounter(`${hidden.origin}${HIDDEN}/Patient/${CAMILA_LOPEZ}`);
    const answer = await gateway.query(LIST);
    expect(answer.data).toEqual({ patient: { encounters: [] } });
    expect(warningsOf(answer)).toEqual(['FOREIGN_RECORDS Encounter', 'MAY_BE_INCOMPLETE Encounter']);
  });
});

describe('a search for patients whose links name another host', () => {
  let plain: Awaited<ReturnType<typeof startPlainFhirServer>>;

  beforeAll(async () => {
    plain = await startPlainFhirServer(undefined, hidden.origin + HIDDEN);
  });
  afterAll(() => plain.close());

  const connect = (linkBaseUrl: string | null): Promise<Gateway> =>
    startGateway(plain, {
      panel: { kind: 'search' },
      connection: { scope: 'system/Patient.read', linkBaseUrl },
    });
  const readAll = async (gateway: Gateway): Promise<{ ids: string[]; warnings: string[] }> => {
    const ids: string[] = [];
    const warnings = new Set<string>();
    for (let after: string | null = null; ;) {
      const answer: AnswerWithCalls<Patients> = await ask<Patients>(
        gateway,
        plain,
        'query ($after: String) { patientsConnection(first: 10, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      expect(answer.errors).toBeUndefined();
      const { nodes, pageInfo } = answer.data.patientsConnection;
      ids.push(...nodes.map(({ id }) => id));
      for (const warning of warningsOf(answer)) warnings.add(warning);
      if (!pageInfo.hasNextPage) return { ids, warnings: [...warnings] };
      after = pageInfo.endCursor;
    }
  };

  it('ends a patient search after its first page with a warning if the next link names another host', async () => {
    const gateway = await connect(null);
    const { ids, warnings } = await readAll(gateway);
    await gateway.close();
    expect(ids).toEqual(plain.patients.slice(0, 10).map(({ id }) => id));
    expect(warnings).toEqual(['NEXT_LINK_FOREIGN Patient']);
  });

  it('reads a patient search to its end with EPIC_LINK_BASE_URL, through links to the FHIR base URL', async () => {
    const gateway = await connect(hidden.origin + HIDDEN);
    const { ids, warnings } = await readAll(gateway);
    await gateway.close();
    expect(ids).toEqual(plain.patients.map(({ id }) => id));
    expect(warnings).toEqual([]);
    expect(plain.requests.some(({ operation }) => operation === 'page')).toBe(true);
  });
});

describe('a gateway with EPIC_LINK_BASE_URL, where links name another host [T3-S2]', () => {
  let gateway: Gateway;

  beforeEach(async () => {
    gateway = await startGateway(sandbox, {
      connection: { linkBaseUrl: hidden.origin + HIDDEN },
      store: memoryStore(),
    });
  });
  afterEach(() => gateway.close());

  it('returns each page of a list without a warning with EPIC_LINK_BASE_URL', async () => {
    const ids: string[] = [];
    for (let after: string | null = null, pages = 0; ; pages += 1) {
      const answer: AnswerWithCalls<Encounters> = await ask<Encounters>(gateway, sandbox, PAGE, {
        after,
      });
      expect(warningsOf(answer)).not.toContain('NEXT_LINK_FOREIGN Encounter');
      const { nodes, pageInfo } = answer.data.patient.encountersConnection;
      ids.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
      expect(pages).toBeLessThan(100);
    }
    expect(ids.toSorted()).toEqual(encounterIds().toSorted());
    expect(ids.length).toBeGreaterThan(PAGE_SIZE);
  });

  it('resolves references below EPIC_LINK_BASE_URL, and accepts their records as the patient’s', async () => {
    serveEncounter(`${hidden.origin}${HIDDEN}/Patient/${CAMILA_LOPEZ}`);
    const answer = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { encounters { id subject { resource { ... on Patient { id } } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      patient: { encounters: [{ id: 'e1', subject: { resource: { id: CAMILA_LOPEZ } } }] },
    });
  });

  it('omits a record of another patient, and a record whose reference is outside EPIC_LINK_BASE_URL', async () => {
    for (const subject of [
      `${hidden.origin}${HIDDEN}/Patient/${DERRICK_LIN}`,
      `${hidden.origin}${HIDDEN}-other/Patient/${CAMILA_LOPEZ}`,
    ]) {
      serveEncounter(subject);
      const answer = await gateway.query(LIST);
      expect(answer.data).toEqual({ patient: { encounters: [] } });
      expect(warningsOf(answer)).toEqual(['FOREIGN_RECORDS Encounter', 'MAY_BE_INCOMPLETE Encounter']);
    }
  });

  it('reads the id of a created resource from a Location below EPIC_LINK_BASE_URL', async () => {
    const absolute = await startSandbox({
      linkBaseUrl: hidden.origin + HIDDEN,
      createAnswers: { location: 'absolute', representation: 'never' },
    });
    const other = await startGateway(absolute, {
      connection: { linkBaseUrl: hidden.origin + HIDDEN },
      store: memoryStore(),
    });
    const input = { ...inputFor('recordVitalSigns', absolute), encounterId: openVisit(absolute) };
    const { data, errors } = await write(other, 'recordVitalSigns', input);
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain(absolute.created[0]?.id ?? 'no id');
    await other.close();
    await absolute.close();
  });
});
