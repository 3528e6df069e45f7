/** Requests to the gateway: the page's start data, and operations, whose responses the panel shows. */
import type { Fetcher } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import { type GraphQLResponse, showFailure, showResponse } from './panel.ts';

export interface Example {
  readonly name: string;
  readonly query: string;
  readonly variables: string;
}

interface Start {
  /** The operation in the first tab. */
  readonly document: string;
  readonly signsIn: boolean;
  readonly examples: readonly Example[];
}

/** GraphiQL's own introspection query. The panel shows it only when it fails. */
const INTROSPECTION = 'IntrospectionQuery';

export async function fetchStart(): Promise<Start> {
  return readBody<Start>(await fetch('/explorer/start.json'));
}

/** Sends an operation with the headers from the editor, and shows its cost in the panel. */
export const send: Fetcher = async (operation, { headers = {} } = {}) => {
  const name = operation.operationName ?? null;
  const started = performance.now();
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        'x-explain': 'true',
        ...headers,
      },
      body: JSON.stringify(operation),
    });
    const body = await readBody<GraphQLResponse & ExecutionResult>(response);
    const ms = Math.round(performance.now() - started);
    if (name !== INTROSPECTION || body.errors !== undefined) {
      showResponse({ name, status: response.status, ms, response: body });
    }
    return body;
  } catch (error) {
    showFailure(name);
    throw error;
  }
};

function readBody<Body>(response: Response): Promise<Body> {
  // oxlint-disable-next-line typescript/no-unsafe-return -- JSON is untyped; the caller names its type
  return response.json();
}
