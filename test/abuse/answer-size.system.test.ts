import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FROM_SOURCE } from '../support/from-source.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type HeavyServer, startHeavyServer } from '../support/heavy-server.ts';
import { longestTurnMs, longestTurnMsOf, LOOP_TURNS, MOST_MS_OF_A_TURN } from '../support/longest-turn.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const USUAL =
  '{ patients(first: 10) { id fullName observations(first: 5) { name valueText code { text } } } }';

let heavy: HeavyServer;
let gateway: GatewayProcess;
let origin: string;

/** Starts the gateway as it is by default, with little memory. */
async function startWith(
  server: HeavyServer,
  warmUp: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  heavy = server;
  const env = {
    ...heavy.environment,
    PORT: '0',
    NODE_ENV: 'production',
    AUDIT_LOG: 'none',
    STATE_URL: 'sqlite:state',
    ...more,
  };
  const program = [...FROM_SOURCE, '--max-old-space-size=400', '--import', LOOP_TURNS, MAIN];
  gateway = startGatewayProcess(env, {}, program);
  origin = await gateway.listening();
  for (let at = 0; at < 20; at += 1) await ask(warmUp);
  await longestTurnMs(gateway);
}

async function stop(): Promise<void> {
  await gateway.dispose();
  await heavy.close();
}

/** Several long answers of the FHIR server can come in one turn. */
const MOST_MS_WITH_LONG_ANSWERS = 2 * MOST_MS_OF_A_TURN;

const MAIN = `${import.meta.dirname}/../../src/main.ts`;

interface Answered {
  readonly status: number;
  readonly bytes: number;
  readonly code: string | undefined;
}

async function ask(query: string): Promise<Answered> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const code = /^\{"errors":\[\{"message":"[^"]*","extensions":\{"code":"(\w+)"/.exec(text)?.[1];
  return { status: response.status, bytes: text.length, code };
}

function aliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
}

const ofAll = (selection: string): string =>
  `{ patients(first: 100) { observations(first: 100) { ${selection} } } }`;
const ofOne = (selection: string): string =>
  `{ patient(id: "p1") { observations(first: 100) { ${selection} } } }`;
const belowEach = (selection: string): string =>
  ofOne(`subject { resource { observations(first: 100) { ${selection} } } }`);

/** The answer is one error, or sixty short records, and up to 200 warnings. */
const MOST_WARNED_BYTES = 50_000;

const REFUSED = { status: 400, code: 'RESPONSE_TOO_LARGE' };

describe('with a heap of 400 MB, the gateway lives through', () => {
  beforeAll(async () => startWith(await startHeavyServer(), USUAL));

  afterAll(stop);

  it.each<[what: string, query: string, requests: number]>([
    ['95 records of each of 10,000 results', ofAll(aliases(95, 'resource')), 0],
    ['as many as its price lets through', ofAll(aliases(15, 'resource')), Infinity],
    ['40 records of each result below each result', belowEach(aliases(40, 'resource')), 0],
    ['as many of these as their price lets through', belowEach(aliases(12, 'resource')), 3],
    [
      'a document of 3 MB under 99 names',
      `{ documentReference(id: "documents-3000000-1") { content { ${aliases(99, 'data')} } } }`,
      2,
    ],
    [
      'thirty documents of 9 MB',
      '{ patient(id: "documents-9000000") { documents(first: 30) { content { data } } } }',
      12,
    ],
  ])('%s, keeps its event loop, and answers with one error', async (_what, query, requests) => {
    const longestMs = await longestTurnMsOf(gateway, async () => {
      heavy.clearRequests();
      const { status, code, bytes } = await ask(query);
      expect({ status, code }).toEqual(REFUSED);
      expect(bytes).toBeLessThan(MOST_WARNED_BYTES);
      expect(heavy.requests.length).toBeLessThanOrEqual(requests);
    });
    expect(longestMs).toBeLessThan(MOST_MS_OF_A_TURN);
  });

  it.each<[what: string, query: string, bytes: number]>([
    ['60 records of each of 100 results', ofOne(aliases(60, 'resource')), 8_000_000],
    ['600,000 fields', belowEach(aliases(60, 'id')), 12_000_000],
    [
      'a document of 9 MB',
      '{ documentReference(id: "documents-9000000-1") { content { data } } }',
      12_000_000,
    ],
  ])('%s, which it may answer, and keeps its event loop', async (_what, query, bytes) => {
    const longestMs = await longestTurnMsOf(gateway, async () => {
      const answer = await ask(query);
      expect(answer).toMatchObject({ status: 200, code: undefined });
      expect(answer.bytes).toBeGreaterThan(bytes);
    });
    expect(longestMs).toBeLessThan(MOST_MS_OF_A_TURN);
  });

  it.each<[what: string, query: string]>([
    ['the records of each result below each result', belowEach(aliases(12, 'resource'))],
    ['600,000 fields', belowEach(aliases(60, 'id'))],
    [
      'thirty documents of 9 MB',
      '{ patient(id: "documents-9000000") { documents(first: 30) { content { data } } } }',
    ],
    [
      'the text of thirty documents of 9 MB',
      '{ patient(id: "documents-9000000") { documents(first: 30) { content { text } } } }',
    ],
  ])('ten callers at once that request %s, and serves others meanwhile', async (_what, query) => {
    const attacks = Promise.all(Array.from({ length: 10 }, () => ask(query)));
    expect(await ask(USUAL)).toMatchObject({ status: 200, code: undefined });
    for (const { status } of await attacks) expect([200, 400, 503]).toContain(status);
    expect(await ask(USUAL)).toMatchObject({ status: 200, code: undefined });
    expect(await longestTurnMs(gateway)).toBeLessThan(MOST_MS_WITH_LONG_ANSWERS);
  });
});

describe('with a heap of 400 MB, pages of 1,000 results with 13 components', () => {
  const NAMES = '{ patients(first: 10) { id fullName } }';
  const ONE_OF_EACH = '{ patients(first: 60) { id observations(first: 1) { id } } }';

  beforeAll(async () => {
    const server = await startHeavyServer({ perPage: 1_000, components: 13 });
    // A quarter of a gigabyte is read for each caller, however busy the machine is.
    await startWith(server, NAMES, { OPERATION_TIMEOUT_MS: '110000', EPIC_TIMEOUT_MS: '60000' });
  });

  afterAll(stop);

  it('are read for sixty patients of whom one result is shown, each once, and keep no turn long', async () => {
    heavy.clearRequests();
    const answer = await ask(ONE_OF_EACH);
    expect(answer).toMatchObject({ status: 200, code: undefined });
    expect(answer.bytes).toBeLessThan(MOST_WARNED_BYTES);
    expect(heavy.requests.filter((request) => request.startsWith('Observation'))).toHaveLength(60);
    expect(await longestTurnMs(gateway)).toBeLessThan(MOST_MS_WITH_LONG_ANSWERS);
  });

  it('are read for ten callers at once, who are answered or told to retry', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(ONE_OF_EACH)));
    for (const { status } of answers) expect([200, 503]).toContain(status);
    expect(await ask(NAMES)).toMatchObject({ status: 200, code: undefined });
    expect(await longestTurnMs(gateway)).toBeLessThan(MOST_MS_WITH_LONG_ANSWERS);
  });
});
