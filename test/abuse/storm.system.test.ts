import { type FaultKind, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { RECOVERY } from '../support/patience.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

vi.setConfig({ testTimeout: 120_000 });

const OPERATIONS = [
  '{ patients(first: 10) { id fullName } }',
  `{ patient(id: "${KNOWN_ID}") { id } }`,
  '{ patientByIdentifier(system: "EPI", value: "203713") { id } }',
  '{ patientsConnection(first: 3) { nodes { id } pageInfo { hasNextPage endCursor } } }',
  `{ ${Array.from({ length: 25 }, (_, index) => `p${index}: patient(id: "id${index}") { id }`).join(' ')} }`,
  '{ patients(filter: { ids: ["a", "b", "c"] }) { id } }',
];

const FAULTS: FaultKind[] = [
  { kind: 'cut' },
  { kind: 'cut', afterBytes: 20 },
  { kind: 'hang' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  { kind: 'expired-token' },
  { kind: 'html' },
  { kind: 'truncated-json' },
  { kind: 'empty', status: 403 },
  { kind: 'redirect', location: '/elsewhere' },
];

const ALLOWED_CODES = new Set([
  'FORBIDDEN',
  'PANEL_UNAVAILABLE',
  'UPSTREAM_AUTHENTICATION_FAILED',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
]);

let sandbox: Sandbox;
let gateway: Gateway;
const unhandled: unknown[] = [];

function recordUnhandled(reason: unknown): void {
  unhandled.push(reason);
}

beforeAll(async () => {
  process.on('unhandledRejection', recordUnhandled);
  process.on('uncaughtException', recordUnhandled);
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    limits: { timeoutMs: 250, maxConcurrency: 32 },
  });
});

afterAll(async () => {
  process.off('unhandledRejection', recordUnhandled);
  process.off('uncaughtException', recordUnhandled);
  await gateway.close();
  await sandbox.close();
});

/** Returns a seeded generator of numbers from 0 to below 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(random: () => number, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)];
}

describe('100 concurrent operations during random faults of the FHIR server [T3-D2]', () => {
  it.each([1, 2, 3])(
    'all return data or errors with a code, and leave no unhandled rejection (seed %d)',
    async (seed) => {
      const random = createRandom(seed);
      for (let count = 0; count < 150; count += 1) {
        const fault = pick(random, FAULTS);
        const operation = pick(random, ['token', 'read', 'search', 'search', 'page'] as const);
        if (fault !== undefined && operation !== undefined) {
          sandbox.fault({
            ...fault,
            match: { operation, query: new RegExp(pick(random, ['', 'a', '1']) ?? '') },
          });
        }
      }
      sandbox.expireTokens();
      const abortedRequests: Promise<unknown>[] = [];
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const query = pick(random, OPERATIONS) ?? '';
          if (index % 10 > 0) return gateway.query(query);
          const request = gateway.http.post('/graphql').send({ query });
          abortedRequests.push(request.then(String, String));
          setTimeout(() => void request.abort(), Math.floor(random() * 100));
          return null;
        }),
      );
      await Promise.all(abortedRequests);
      const answered = answers.filter((answer) => answer !== null);
      expect(answered).toHaveLength(90);
      for (const { data, errors = [] } of answered) {
        expect(data !== null || errors.length > 0).toBe(true);
        expect(
          errors.map(({ extensions: { code } }) => code).filter((code) => !ALLOWED_CODES.has(code)),
        ).toEqual([]);
      }
      sandbox.clearFaults();
      // Circuits and cached refusals recover within some seconds.
      await vi.waitFor(() => expectStillHealthy(gateway), RECOVERY);
      expect(unhandled).toEqual([]);
      expect(gateway.logLines.filter((line) => line.includes('unexpected_error'))).toEqual([]);
    },
  );
});
