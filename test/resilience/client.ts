/** Creates Epic clients on the sandbox with the limits under test. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { expect, vi } from 'vitest';
import type { EpicLimits } from '../../src/config/server-settings.ts';
import { PATIENCE } from '../support/patience.ts';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { clientOf } from '../epic/epic-client.ts';
import { rejectionOf } from '../support/refusal.ts';

/** Returns a client that already has a token, so the sandbox records only the requests of the test. */
export async function readyClient(sandbox: Sandbox, limits: Partial<EpicLimits>): Promise<SiteClient> {
  const client = await clientOf(sandbox, { limits });
  await client.probe();
  sandbox.clearRequests();
  return client;
}

export function budgetOf(caller: string, signal?: AbortSignal): RequestBudget {
  return createRequestBudget(signal, undefined, undefined, caller);
}

/** Returns the last part of each requested path, in the order of arrival: the id of a read. */
export function requestedIds({ requests }: Sandbox): string[] {
  return requests.map(({ path }) => path.replace(/^.*\//, ''));
}

/** Returns `ok` or the error code of each promise. */
export function codesOf(all: readonly Promise<unknown>[]): Promise<string[]> {
  return Promise.all(all.map(async (each) => (await rejectionOf(each))?.code ?? 'ok'));
}

export function until(condition: () => boolean): Promise<unknown> {
  return vi.waitUntil(condition, PATIENCE);
}

/**
 * Expects at most `most` requests in each second. A busy machine can send a request late but never early, so only the earliest
 * permitted moment of each request is checked.
 */
export function expectRate(
  moments: readonly number[],
  { since, most }: { readonly since: number; readonly most: number },
): void {
  const early = moments
    .toSorted((one, other) => one - other)
    .map((moment, index) => ({ index, lateMs: moment - since - 1_000 * Math.floor(index / most) }))
    .filter(({ lateMs }) => lateMs < 0);
  expect(early).toEqual([]);
}
