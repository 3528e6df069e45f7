/** Talks to the gateway: what the page starts with, and the operations, whose answers the panel shows. */
import type { Fetcher } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import { type Answer, showAnswer, showFailure } from './panel.ts';

export interface Example {
  readonly name: string;
  readonly query: string;
  readonly variables: string;
}

interface Start {
  /** The operation of the first tab. */
  readonly document: string;
  readonly signsIn: boolean;
  readonly examples: readonly Example[];
}

/** GraphiQL's own request for the schema. The panel shows it only when it fails. */
const INTROSPECTION = 'IntrospectionQuery';

export async function fetchStart(): Promise<Start> {
  return bodyOf<Start>(await fetch('/explorer/start.json'));
}

/** Sends an operation with the headers of the editor, and shows in the panel what its answer cost. */
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
    const answer = await bodyOf<Answer & ExecutionResult>(response);
    const ms = Math.round(performance.now() - started);
    if (name !== INTROSPECTION || answer.errors !== undefined) {
      showAnswer({ name, status: response.status, ms, answer });
    }
    return answer;
  } catch (error) {
    showFailure(name);
    throw error;
  }
};

function bodyOf<Body>(response: Response): Promise<Body> {
  // oxlint-disable-next-line typescript/no-unsafe-return -- JSON has no type; the caller names it
  return response.json();
}
