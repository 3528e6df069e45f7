/** Connects a client for a test of creates, with a reading and a budget of its own. */
import type { Created, Sandbox } from 'epic-fhir-sandbox';
import { HEART_RATE } from 'epic-fhir-sandbox/data';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Observation } from '../../src/fhir/types.ts';
import { type ClientOptions, clientOf } from './epic-client.ts';

export const CREATE = { operation: 'create' } as const;
/** Below the base URL, where the client would follow the redirect of a read. */
export const ELSEWHERE = '/interconnect-sandbox-oauth/api/FHIR/R4/Condition';
export const UNKNOWN = { code: 'WRITE_OUTCOME_UNKNOWN' };

export interface CreateSession {
  readonly client: SiteClient;
  readonly budget: RequestBudget;
  /** A heart rate at an instant without one. */
  readonly reading: Observation;
  /** Returns what was created since the connection. */
  readonly created: () => readonly Created[];
}

let minutes = 0;

/** Connects a client and gets its token, so the sandbox records only creates. */
export async function startCreateSession(
  sandbox: Sandbox,
  options: ClientOptions = {},
): Promise<CreateSession> {
  const client = await clientOf(sandbox, options);
  await client.probe();
  sandbox.clearRequests();
  minutes += 1;
  const createdBefore = sandbox.created.length;
  return {
    client,
    budget: createRequestBudget(),
    reading: { ...HEART_RATE, effectiveDateTime: new Date(Date.UTC(2026, 9, 1, 0, minutes)).toISOString() },
    created: () => sandbox.created.slice(createdBefore),
  };
}

/** Resolves to `created`, or to the code of the error. */
export function settledCode(outcome: Promise<unknown>): Promise<unknown> {
  return outcome.then(
    () => 'created',
    (error: unknown) => (error instanceof GatewayError ? error.code : error),
  );
}
