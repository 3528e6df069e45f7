/** What an operation asked of a FHIR server, in words that a test can compare, and held to what the gateway says of it. */
import { expect } from 'vitest';
import type { Gateway, GraphqlAnswer } from './gateway.ts';

/** A FHIR server that keeps a record of its requests, as the sandbox and the plain server do. */
export interface RecordingServer {
  readonly baseUrl: string;
  readonly requests: readonly { readonly operation: string; readonly path: string; readonly query: string }[];
}

/** The reads, searches and pages, such as `Patient/a` or `Patient?_count=2&_id=a,b`; ids of paging sessions are left out. */
export function fhirCalls({ baseUrl, requests }: RecordingServer, since = 0): string[] {
  const base = new URL(baseUrl).pathname;
  return requests
    .slice(since)
    .filter(({ operation }) => ['read', 'search', 'page'].includes(operation))
    .map(({ path, query }) => {
      const parameters = [...new URLSearchParams(query)].map(([name, value]) =>
        name === 'sessionID' || name === '_getpages' ? `${name}=…` : `${name}=${value}`,
      );
      const place = decodeURIComponent(path.slice(base.length)).replace(/^\//, '');
      return parameters.length === 0 ? place : `${place}?${parameters.join('&')}`;
    });
}

export type AnswerWithCalls<Data> = GraphqlAnswer<Data> & {
  /** In the order of their coming, which is of chance where they are made at once. */
  readonly calls: string[];
};

/** Runs an operation, and expects that it tells exactly as many requests as have reached the server. */
export async function ask<Data = Record<string, unknown>>(
  gateway: Gateway,
  server: RecordingServer,
  document: string,
  variables?: Record<string, unknown>,
): Promise<AnswerWithCalls<Data>> {
  const before = server.requests.length;
  const answer = await gateway.query<Data>(document, variables);
  const calls = fhirCalls(server, before);
  expect(answer.extensions?.fhir.requests ?? 0).toBe(calls.length);
  return { ...answer, calls };
}

/** `p0`, `p1` …: one `patient` field for each id. */
export function patientAliases(ids: readonly string[], selection = 'id'): string {
  const fields = ids.map((id, index) => `p${index}: patient(id: ${JSON.stringify(id)}) { ${selection} }`);
  return `{ ${fields.join(' ')} }`;
}
