/** Lists of one patient and type that share one search: what each of them shows, and when they search on their own instead. */
import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/observability/log.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { ask, type AnswerWithCalls, patientAliases } from '../support/upstream.ts';

const LABS = 'labResults(first: 100) { id }';
const VITALS = 'vitalSigns(first: 100) { id }';
const SOCIAL = 'social: observations(first: 100, category: [SOCIAL_HISTORY]) { id }';
const CATEGORIES = /category=laboratory%2Cvital-signs/;
const NO_WARNINGS = { partialWarnings: false } as const;

/** Epic's refusal of a record behind break-the-glass. */
const RESTRICTED = {
  kind: 'json',
  status: 403,
  body: {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'forbidden', details: { coding: [{ code: '4130' }] } }],
  },
} as const;

let sandbox: Sandbox;
let gateway: Gateway;

async function start(
  sandboxOptions: SandboxOptions = NO_WARNINGS,
  options: (started: Sandbox) => GatewayOptions = () => ({}),
): Promise<void> {
  sandbox = await startSandbox(sandboxOptions);
  gateway = await startGateway(sandbox, options(sandbox));
}

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

function read(lists: string, patient = CAMILA_LOPEZ): Promise<AnswerWithCalls<{ patient: object }>> {
  return ask(gateway, sandbox, `{ patient(id: "${patient}") { ${lists} } }`);
}

/** Returns the categories of each search, in order of arrival. */
async function categoriesOf(lists: string, patient = CAMILA_LOPEZ): Promise<readonly string[]> {
  const { calls } = await read(lists, patient);
  return calls.map((call) => /category=([^&]*)/.exec(call)?.[1] ?? call);
}

const TOGETHER = 'laboratory,vital-signs';
const SEPARATELY = ['laboratory', 'vital-signs'];

const twoLabsAfter = (cursor: string) =>
  `labResultsConnection(first: 2, after: ${cursor}) { nodes { id } pageInfo { endCursor } }`;
const nodesOf = (data: unknown): unknown => at(data, 'patient', 'labResultsConnection', 'nodes');

/** Sorts the separate searches, which arrive in any order. */
function sortedFrom(categories: readonly string[], index: number): readonly string[] {
  return [...categories.slice(0, index), ...categories.slice(index).toSorted()];
}

describe('lists that share a search', () => {
  it('show the same records as in separate operations', async () => {
    await start();
    const alone = [await read(LABS), await read(VITALS), await read(SOCIAL)];
    const together = await read(`${LABS} ${VITALS} ${SOCIAL}`);
    expect(together.calls).toHaveLength(1);
    expect(together.data.patient).toEqual(Object.assign({}, ...alone.map(({ data }) => data.patient)));
    expect(at(together.data, 'patient', 'labResults', 0)).toBeDefined();
  });

  it('page through their records with cursors of their own', async () => {
    await start();
    const first = await read(`${twoLabsAfter('null')} ${VITALS}`);
    expect(first.calls).toHaveLength(1);
    const cursor = JSON.stringify(at(first.data, 'patient', 'labResultsConnection', 'pageInfo', 'endCursor'));
    const second = await read(`${twoLabsAfter(cursor)} ${VITALS}`);
    const { data } = await read('labResults(first: 4) { id }');
    expect([nodesOf(first.data), nodesOf(second.data)].flat()).toEqual(at(data, 'patient', 'labResults'));
  });

  it.each([
    ['one has other filters', `${LABS} vitalSigns(code: ["8867-4"]) { id }`, 2],
    ['one includes what its records reference', 'labResults { id } vitalSigns { id provenances { id } }', 2],
    ['one has no category', 'problems { id } conditions { id }', 2],
    ['they are of two types', `${LABS} problems { id }`, 2],
    ['only a default narrows one', 'carePlans { id } other: carePlans(category: ["38717003"]) { id }', 2],
  ])('search on their own if %s', async (_, lists, searches) => {
    await start();
    const { calls } = await read(lists);
    expect(calls.filter((call) => call.includes('patient='))).toHaveLength(searches);
  });

  it('reuse the search of a list that has the categories of all', async () => {
    await start();
    await expect(
      categoriesOf(`${LABS} both: observations(category: [VITAL_SIGNS, LABORATORY]) { id }`),
    ).resolves.toEqual(['vital-signs,laboratory']);
  });
});

describe('a search for several lists that does not hold all of them', () => {
  it.each([
    ['the server refused it', { kind: 'status', status: 400 }],
    ['the record of one patient is restricted', RESTRICTED],
    ['the chart of one patient takes too long', { kind: 'status', status: 408 }],
    ['the server failed once', { kind: 'status', status: 503 }],
  ] as const)('is replaced by separate searches, in that operation only, if %s', async (_, fault) => {
    await start();
    sandbox.fault({ ...fault, match: { query: CATEGORIES } });
    expect(sortedFrom(await categoriesOf(`${LABS} ${VITALS}`), 1)).toEqual([TOGETHER, ...SEPARATELY]);
    await expect(categoriesOf(`${LABS} ${VITALS}`)).resolves.toEqual([TOGETHER]);
  });

  it('is sent for each of several patients', async () => {
    await start();
    const both = patientAliases([CAMILA_LOPEZ, LINDA_ROSS], `${LABS} ${VITALS}`);
    expect((await ask(gateway, sandbox, both)).calls).toHaveLength(2);
  });

  it('leaves a FORBIDDEN error to the list whose category the server withholds', async () => {
    await start({ ...NO_WARNINGS, notEntitled: ['Observation.search?category=vital-signs'] });
    const answer = await read(`${LABS} ${VITALS}`);
    expect(answer.calls).toHaveLength(2);
    expect(at(answer.data, 'patient', 'labResults', 0)).toBeDefined();
    expect(answer.errors).toMatchObject([
      { path: ['patient', 'vitalSigns'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('is replaced by separate searches if it has a further page', async () => {
    await start();
    const fillsPage = await categoriesOf(`${LABS} ${VITALS}`, DERRICK_LIN);
    expect(fillsPage.slice(0, 1)).toEqual([TOGETHER]);
    expect(fillsPage).toEqual(expect.arrayContaining(SEPARATELY));
  });

  it.each([
    ['a failure', { kind: 'status', status: 503 }],
    ['a page that is no FHIR', { kind: 'html' }],
    ['a broken connection', { kind: 'cut' }],
  ] as const)('is sent once, without retries, and then replaced after %s', async (_, fault) => {
    await start();
    sandbox.fault({ ...fault, match: { query: CATEGORIES }, times: Infinity });
    const answer = await read(`${LABS} ${VITALS}`);
    expect([answer.calls.length, answer.errors]).toEqual([3, undefined]);
    expect(at(answer.data, 'patient', 'vitalSigns', 0)).toBeDefined();
  });

  it('is not sent if the budget allows only the separate searches', async () => {
    await start(NO_WARNINGS, () => ({ server: { maxUpstreamCalls: 3 } }));
    expect(sortedFrom(await categoriesOf(`${LABS} ${VITALS}`), 0)).toEqual(SEPARATELY);
  });

  it('is priced as the separate searches', async () => {
    await start();
    sandbox.fault({ kind: 'status', status: 400, match: { query: CATEGORIES }, times: 1 });
    for (const requests of [3, 1]) {
      const { extensions } = await read(`${LABS} ${VITALS}`);
      expect(extensions?.fhir).toMatchObject({ requests, estimatedRequests: 3 });
    }
  });
});

/** Returns the lists with the warning 59204. */
async function warned(lists: string): Promise<readonly string[]> {
  const { extensions } = await read(lists, LINDA_ROSS);
  const warnings = extensions?.fhir.warnings.filter(({ code }) => code === '59204') ?? [];
  return warnings.map(({ path = [] }) => String(path.at(-1))).toSorted();
}

describe('a warning that Epic withholds a kind of records', () => {
  it('reaches each list that shares the page, because the page does not show whose records are withheld', async () => {
    await start({});
    await expect(categoriesOf(`${LABS} ${VITALS}`, LINDA_ROSS)).resolves.toEqual([TOGETHER]);
    await expect(warned(`${LABS} ${VITALS}`)).resolves.toEqual(['labResults', 'vitalSigns']);
  });
});

describe('the audit of lists that share a search', () => {
  it('names the search that was sent, once, with the records that the caller received', async () => {
    const log = createLog('silent');
    let kept = createMemoryAudit({ upstream: '', log });
    await start(NO_WARNINGS, ({ baseUrl }) => {
      kept = createMemoryAudit({ upstream: baseUrl, log });
      return { server: { audit: kept.audit } };
    });
    const { data } = await read('labResults(first: 1) { id } vitalSigns(first: 2) { id }');
    const [event, ...others] = kept.take();
    const texts = (event?.entity ?? []).map(({ what, query = '' }) =>
      query === '' ? (what?.reference ?? '') : Buffer.from(query, 'base64').toString(),
    );
    expect(others).toEqual([]);
    expect(texts.filter((text) => text.includes('?')).map(decodeURIComponent)).toEqual([
      `${sandbox.baseUrl}/Observation?_count=999&category=${TOGETHER}&patient=${CAMILA_LOPEZ}`,
    ]);
    const received = ['labResults', 'vitalSigns'].flatMap((list) => at(data, 'patient', list));
    const ids = received.map((record) => String(at(record, 'id')));
    const named = texts.filter((text) => text.includes('Observation/')).map((text) => text.split('/').at(-1));
    expect(new Set(named)).toEqual(new Set(ids));
    expect(ids).toHaveLength(3);
  });

  it('names a refused search too', async () => {
    const log = createLog('silent');
    let kept = createMemoryAudit({ upstream: '', log });
    await start(NO_WARNINGS, ({ baseUrl }) => {
      kept = createMemoryAudit({ upstream: baseUrl, log });
      return { server: { audit: kept.audit } };
    });
    sandbox.fault({ kind: 'status', status: 400, match: { query: CATEGORIES } });
    await read(`${LABS} ${VITALS}`);
    const outcomes = kept.take().map(({ outcome }) => String(outcome));
    expect(sortedFrom(outcomes, 0)).toEqual(['0', '0', '8']);
  });
});
