/** Sends operations to the gateway. The panel shows their responses. */
import type { Fetcher } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import { addFailure, addResponse, type GraphQLResponse } from './responses.ts';
import { noticeSession, withSession } from './session.ts';
import { SITE_PATH } from './start.ts';

/** The absolute URL of the graph. */
export const GRAPH_URL = new URL(`${SITE_PATH}/graphql`, location.href).href;

interface Posted {
  readonly status: number;
  readonly body: GraphQLResponse & ExecutionResult;
}

export async function postOperation(
  operation: object,
  headers: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<Posted> {
  const response = await fetch(GRAPH_URL, {
    method: 'POST',
    ...withSession({
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    }),
    body: JSON.stringify(operation),
    ...(signal === undefined ? {} : { signal }),
  });
  const body = await readBody<Posted['body']>(response);
  noticeSession(body);
  return { status: response.status, body };
}

/** Sends an operation with the headers from the editor, and shows its cost in the panel. */
export const send: Fetcher = async (operation, { headers = {} } = {}) => {
  const name = operation.operationName ?? null;
  const started = performance.now();
  try {
    const { status, body } = await postOperation(operation, { 'x-explain': 'true', ...headers });
    const ms = Math.round(performance.now() - started);
    addResponse({ name, status, ms, response: body });
    return body;
  } catch (error) {
    addFailure(name);
    throw error;
  }
};

function readBody<Body>(response: Response): Promise<Body> {
  // oxlint-disable-next-line typescript/no-unsafe-return -- JSON is untyped; the caller names its type
  return response.json();
}
