/** Loads a page of one list. The cache appends the page to the list. */
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { type Failure, failureOf, isCursorLost } from './failures.ts';

/** The shape of every connection in the graph. */
export interface PageOf<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface Paging {
  readonly isLoading: boolean;
  /** Why the last page failed to load. Pages loaded before it stay. */
  readonly failure: Failure | null;
  /** How the last request ended, for an announcement to screen readers. */
  readonly outcome: 'none' | 'loaded' | 'restarted';
  /** Loads the page after a cursor, or the first page for null. If the cursor has expired, reloads the list from its first page. */
  load(after: string | null): Promise<void>;
}

export function usePaging<Variables extends OperationVariables & { after?: string | null }>(
  document: TypedDocumentNode<unknown, Variables>,
  variablesAfter: (after: string | null) => Variables,
): Paging {
  const client = useApolloClient();
  const [state, setState] = useState<Omit<Paging, 'load'>>({
    isLoading: false,
    failure: null,
    outcome: 'none',
  });
  // React updates state at the next render, and a second click can come first.
  const isInFlight = useRef(false);

  async function query(after: string | null): Promise<Failure | null> {
    const { error } = await client.query({
      query: document,
      variables: variablesAfter(after),
      fetchPolicy: 'network-only',
    });
    return failureOf(error);
  }

  async function load(after: string | null): Promise<void> {
    if (isInFlight.current) return;
    isInFlight.current = true;
    setState({ isLoading: true, failure: null, outcome: 'none' });
    const failure = await query(after);
    if (failure !== null && isCursorLost(failure) && after !== null) {
      setState({ isLoading: false, failure: await query(null), outcome: 'restarted' });
    } else {
      setState({ isLoading: false, failure, outcome: failure === null ? 'loaded' : 'none' });
    }
    isInFlight.current = false;
  }

  return { ...state, load };
}
