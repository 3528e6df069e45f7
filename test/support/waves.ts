/** Counts the sequential waves of an operation's FHIR requests. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { expect, vi } from 'vitest';
import type { GraphqlAnswer } from './gateway.ts';
import { PATIENCE } from './patience.ts';
import { fhirCalls } from './upstream.ts';

/**
 * Runs an operation while the sandbox holds back its responses, and releases each wave once the expected number of requests has arrived.
 * Expects no error, and that `extensions.fhir.requests` equals the number of requests. Before, the gateway must have loaded its token and the CapabilityStatement.
 * @param expected the number of requests in each wave
 * @returns the number of requests in each wave, and the answer
 */
export async function countWaves<Data>(
  sandbox: Sandbox,
  run: () => Promise<GraphqlAnswer<Data>>,
  expected: readonly number[],
): Promise<{ readonly waves: readonly number[]; readonly answer: GraphqlAnswer<Data> }> {
  const before = sandbox.requests.length;
  let hold = sandbox.hold({});
  const running = run();
  const waves: number[] = [];
  for (const [index, size] of expected.entries()) {
    await vi.waitFor(() => expect(hold.arrived).toBeGreaterThanOrEqual(size), { ...PATIENCE, interval: 5 });
    const held = hold;
    if (index < expected.length - 1) hold = sandbox.hold({});
    waves.push(held.arrived);
    held.release();
  }
  const answer = await running;
  expect(answer.errors).toBeUndefined();
  const total = waves.reduce((sum, size) => sum + size, 0);
  expect(fhirCalls(sandbox, before)).toHaveLength(total);
  expect(answer.extensions?.fhir.requests).toBe(total);
  return { waves, answer };
}
