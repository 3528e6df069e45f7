/** Further pages of a list, and the first once more: by a query of that list alone, whose answer joins the rest in the cache. */
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { type Failure, failureOf, hasLostItsPlace } from './failures.ts';

/** What every list of the graph has, whatever is in it. */
export interface PageOf<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface Paging {
  readonly isLoading: boolean;
  /** Of the last page that was asked for; what was there before stands. */
  readonly failure: Failure | null;
  /** How the last request ended, to be told to those who do not see the list grow. */
  readonly outcome: 'none' | 'loaded' | 'started again';
  /** The page after a cursor; null is the first. Where the cursor is too old, the list begins again. */
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
  // State is set at the next rendering: a second click can come before.
  const isUnderWay = useRef(false);

  async function ask(after: string | null): Promise<Failure | null> {
    const { error } = await client.query({
      query: document,
      variables: variablesAfter(after),
      fetchPolicy: 'network-only',
    });
    return failureOf(error);
  }

  async function load(after: string | null): Promise<void> {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setState({ isLoading: true, failure: null, outcome: 'none' });
    const failure = await ask(after);
    if (failure !== null && hasLostItsPlace(failure) && after !== null) {
      setState({ isLoading: false, failure: await ask(null), outcome: 'started again' });
    } else {
      setState({ isLoading: false, failure, outcome: failure === null ? 'loaded' : 'none' });
    }
    isUnderWay.current = false;
  }

  return { ...state, load };
}
