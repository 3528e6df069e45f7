/** An Epic client whose bounds a test is about, in front of a sandbox. */
import { vi } from 'vitest';
import type { EpicLimits } from '../../src/config.ts';
import type { EpicClient } from '../../src/fhir/client.ts';
import { createUsage, type Usage } from '../../src/fhir/usage.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { clientOf } from '../fhir/epic-client.ts';
import { rejectionOf } from '../support/refusal.ts';

/** A client that has its token already, so that the sandbox has no other requests than those of the test. */
export async function readyClient(sandbox: Sandbox, limits: Partial<EpicLimits>): Promise<EpicClient> {
  const client = await clientOf(sandbox, { limits });
  await client.probe();
  sandbox.clearRequests();
  return client;
}

export function usageOf(caller: string, signal?: AbortSignal): Usage {
  return createUsage(signal, undefined, undefined, caller);
}

/** The last part of each path that was asked for, in the order of their coming: the id of a read. */
export function asked({ requests }: Sandbox): string[] {
  return requests.map(({ path }) => path.replace(/^.*\//, ''));
}

/** How each ended: `ok`, or the code of its error. */
export function codesOf(all: readonly Promise<unknown>[]): Promise<string[]> {
  return Promise.all(all.map(async (each) => (await rejectionOf(each))?.code ?? 'ok'));
}

export function until(condition: () => boolean): Promise<unknown> {
  return vi.waitUntil(condition, { timeout: 20_000, interval: 10 });
}
