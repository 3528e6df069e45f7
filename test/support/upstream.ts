/** Lists the FHIR requests of an operation in a form that tests can compare, and checks the count that the gateway reports. */
import { expect } from 'vitest';
import type { Gateway, GraphqlAnswer } from './gateway.ts';

/** A FHIR server that records its requests, such as the sandbox. */
export interface RecordingServer {
  readonly baseUrl: string;
  readonly requests: readonly { readonly operation: string; readonly path: string; readonly query: string }[];
}

/** Returns the reads, searches and pages, such as `Patient/a` or `Patient?_count=2&_id=a,b`, without the ids of paging sessions. */
export function fhirCalls({ baseUrl, requests }: RecordingServer, since = 0): string[] {
  const base = new URL(baseUrl).pathname;
  return requests
    .slice(since)
    .filter(({ operation }) => ['read', 'search', 'page', 'match', 'summary'].includes(operation))
    .map(({ path, query }) => {
      const parameters = [...new URLSearchParams(query)].map(([name, value]) =>
        name === 'sessionID' || name === '_getpages' ? `${name}=…` : `${name}=${value}`,
      );
      const place = decodeURIComponent(path.slice(base.length)).replace(/^\//, '');
      return parameters.length === 0 ? place : `${place}?${parameters.join('&')}`;
    });
}

export type AnswerWithCalls<Data> = GraphqlAnswer<Data> & {
  /** In order of arrival, which is random for concurrent requests. */
  readonly calls: string[];
};

/** Runs an operation, and expects that `extensions.fhir.requests` equals the number of requests that the server received. */
export async function ask<Data = Record<string, unknown>>(
  gateway: Gateway,
  server: RecordingServer,
  document: string,
  variables?: Record<string, unknown>,
  headers?: Readonly<Record<string, string>>,
): Promise<AnswerWithCalls<Data>> {
  const before = server.requests.length;
  const answer = await gateway.query<Data>(document, variables, headers);
  const calls = fhirCalls(server, before);
  expect(answer.extensions?.fhir.requests ?? 0).toBe(calls.length);
  return { ...answer, calls };
}

/** Returns an operation with one aliased `patient` field per id: `p0`, `p1` … */
export function patientAliases(ids: readonly string[], selection = 'id'): string {
  const fields = ids.map((id, index) => `p${index}: patient(id: ${JSON.stringify(id)}) { ${selection} }`);
  return `{ ${fields.join(' ')} }`;
}
