/** Counts the sequential waves of an operation's FHIR requests, and checks that the gateway reports the same. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { expect, vi } from 'vitest';
import type { GraphqlAnswer } from './gateway.ts';
import { PATIENCE } from './patience.ts';
import type { TracedRequests } from '../../src/epic/upstream-trace.ts';
import { fhirCalls } from './upstream.ts';

const EXPLAIN = { 'x-explain': 'true' } as const;

/**
 * Runs an operation while the sandbox holds back its responses, and releases each wave once the expected number of requests has arrived.
 * Expects no error, and that the response reports the same requests and waves. The gateway must serve the explorer, and must have loaded its
 * token and the CapabilityStatement.
 * @param run sends the operation with these headers
 * @param expected the number of requests in each wave
 * @returns the number of requests in each wave, and the answer
 */
export async function countWaves<Data>(
  sandbox: Sandbox,
  run: (headers: typeof EXPLAIN) => Promise<GraphqlAnswer<Data>>,
  expected: readonly number[],
): Promise<{ readonly waves: readonly number[]; readonly answer: GraphqlAnswer<Data> }> {
  const before = sandbox.requests.length;
  let hold = sandbox.hold({});
  const running = run(EXPLAIN);
  const waves: number[] = [];
  try {
    for (const [index, size] of expected.entries()) {
      await vi.waitFor(() => expect(hold.arrived).toBeGreaterThanOrEqual(size), { ...PATIENCE, interval: 5 });
      const held = hold;
      if (index < expected.length - 1) hold = sandbox.hold({});
      waves.push(held.arrived);
      held.release();
    }
  } finally {
    // Also after a failure, and for an operation without requests: a hold would block the next test.
    hold.release();
  }
  const answer = await running;
  expect(answer.errors).toBeUndefined();
  const total = waves.reduce((sum, size) => sum + size, 0);
  expect(fhirCalls(sandbox, before)).toHaveLength(total);
  expect(answer.extensions?.fhir.requests).toBe(total);
  expect(wavesOf(answer.extensions?.fhir.upstream ?? [])).toEqual(waves);
  return { waves, answer };
}

/** Returns the number of requests sent in each wave that a response reports. */
function wavesOf(upstream: readonly TracedRequests[]): readonly number[] {
  const waves: number[] = [];
  for (const { wave, count, shared, cached } of upstream)
    waves[wave - 1] = (waves[wave - 1] ?? 0) + count - shared - cached;
  return waves;
}
