/** Serves one healthy site while others fail, and compares its operations with its operations before the others were in use. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { expect } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { FAILURE_NAMES, isHanging, startFailingServer } from './failing-server.ts';
import type { FhirServer, GraphqlAnswer } from './gateway.ts';
import { startSites } from './sites.ts';
import { fhirCalls } from './upstream.ts';

const CHART = `query ($id: ID!) {
  site { id }
  patient(id: $id) { fullName allergies(first: 5) { name } problems(first: 5) { name } encounters(first: 5) { id } }
}`;
const TWO_HOURS_MS = 7_200_000;
/** Longer than any test, so operations at a hanging site wait until it is released. */
const TIMEOUT_MS = 110_000;

/** Each has a site of its own. */
export const FAILURES: readonly string[] = [
  ...FAILURE_NAMES,
  'is the server of the healthy site, and has revoked the key',
  'has a clock that is ahead, and refuses each assertion',
  'refuses connections',
  'has an unknown name',
];

type Chart = GraphqlAnswer<Record<string, unknown>> & { readonly status: number };

export interface FailingSites {
  /** The answer and the FHIR requests of the healthy site while no other site is in use. */
  readonly expected: { readonly answer: unknown; readonly calls: readonly string[] };
  /**
   * Sends operations to failing sites, and meanwhile others to the healthy one. Expects that the answers and FHIR requests are the same as
   * without the failing sites, and that operations at hanging sites still wait. Returns the error codes of the failing sites.
   */
  serveDuring(
    failures: readonly string[],
    load: { readonly callers: number; readonly rounds: number },
  ): Promise<ReadonlySet<unknown>>;
  close(): Promise<void>;
}

export async function startFailingSites(): Promise<FailingSites> {
  const [healthy, ahead, failing] = await Promise.all([
    startSandbox(),
    startSandbox({ now: () => Date.now() + TWO_HOURS_MS }),
    startFailingServer(),
  ]);
  const { privateKey } = rsa();
  const others: Readonly<Record<string, FhirServer>> = {
    ...Object.fromEntries(FAILURE_NAMES.map((name) => [name, failing.of(name)])),
    'is the server of the healthy site, and has revoked the key': {
      ...healthy,
      credentials: { ...healthy.credentials, privateKey },
    },
    'has a clock that is ahead, and refuses each assertion': ahead,
    'refuses connections': { ...failing.of(''), baseUrl: 'http://127.0.0.1:9' },
    'has an unknown name': { ...failing.of(''), baseUrl: 'https://fhir.invalid' },
  };
  const gateway = await startSites({
    healthy: { server: healthy },
    ...Object.fromEntries(
      FAILURES.map((failure, at) => {
        const server = others[failure] ?? failing.of(failure);
        // Sites with one base URL have the same limits.
        return [siteOf(at), { server, timeoutMs: TIMEOUT_MS }];
      }),
    ),
  });
  const chartAt = (site: string, id = CAMILA_LOPEZ): Promise<Chart> =>
    gateway.query(`/sites/${site}/graphql`, CHART, {}, { id });
  const serveHealthy = async (): Promise<FailingSites['expected']> => {
    healthy.clearRequests();
    const { data, errors, status } = await chartAt('healthy');
    return { answer: { data, errors, status }, calls: fhirCalls(healthy).toSorted() };
  };
  await chartAt('healthy');
  const expected = await serveHealthy();

  return {
    expected,
    async serveDuring(failures, { callers, rounds }) {
      let waiting = callers * failures.filter(isHanging).length;
      const storm = failures.flatMap((failure) =>
        Array.from({ length: callers }, async (_, at) => {
          const id = at % 2 === 0 ? CAMILA_LOPEZ : DERRICK_LIN;
          const { errors } = await chartAt(siteOf(FAILURES.indexOf(failure)), id);
          if (isHanging(failure)) waiting -= 1;
          return errors?.[0]?.extensions.code;
        }),
      );
      for (let round = 0; round < rounds; round += 1) expect(await serveHealthy()).toEqual(expected);
      expect(waiting).toBe(callers * failures.filter(isHanging).length);
      failing.release();
      return new Set(await Promise.all(storm));
    },
    async close() {
      await gateway.close();
      await closeAll([healthy, ahead, failing]);
    },
  };
}

const siteOf = (at: number): string => `failing-${at}`;

async function closeAll(servers: readonly Pick<Sandbox, 'close'>[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()));
}
