/** The price of the current operation, which the gateway states without executing it. */
import { useGraphiQL } from '@graphiql/react';
import { getVariableValues, type GraphQLSchema, Kind, OperationTypeNode, print, validate } from 'graphql';
import { useEffect, useState } from 'react';
import { postOperation } from './gateway.ts';
import type { Operation, Values } from './operation.ts';
import type { FhirExtensions } from './responses.ts';

export type Price = Required<Pick<FhirExtensions, 'estimatedRequests' | 'maxRequests' | 'costliest'>>;

/** How long the operation must be unchanged before its price is requested. */
const DEBOUNCE_MS = 400;

interface PriceOptions {
  readonly needsToken: boolean;
}

/** Returns null while the price is unknown, also for an operation that the gateway would not execute. */
export function usePrice(operation: Operation | null, { needsToken }: PriceOptions): Price | null {
  const schema = useGraphiQL((state) => state.schema);
  const [known, setKnown] = useState<{ readonly request: string; readonly price: Price } | null>(null);
  // Do not send each keystroke, only to be refused.
  const isPriceable =
    operation !== null &&
    (!needsToken || hasToken(operation.headers)) &&
    (!schema || isExecutable(schema, operation));
  const request = isPriceable ? JSON.stringify(requestFor(operation)) : null;

  useEffect(() => {
    if (request === null) return undefined;
    const outdated = new AbortController();
    const update = async (): Promise<void> => {
      const price = await fetchPrice(request, outdated.signal).catch(() => null);
      if (price !== null && !outdated.signal.aborted) setKnown({ request, price });
    };
    const timer = setTimeout(() => void update(), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      outdated.abort();
    };
  }, [request]);

  return known !== null && known.request === request ? known.price : null;
}

function isExecutable(schema: GraphQLSchema, { document, variables }: Operation): boolean {
  if (validate(schema, document).length > 0) return false;
  const declared = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  return getVariableValues(schema, declared, variables, { maxErrors: 1 }).errors === undefined;
}

function hasToken(headers: Values): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'authorization' && /\S\s+\S/.test(String(value)),
  );
}

interface PriceRequest {
  readonly isMutation: boolean;
  readonly operation: {
    readonly query: string;
    readonly operationName: string | null;
    readonly variables: Values;
  };
  readonly headers: Values;
}

function requestFor({ name, type, document, variables, headers }: Operation): PriceRequest {
  const operation = { query: print(document), operationName: name, variables };
  return { isMutation: type === OperationTypeNode.MUTATION, operation, headers };
}

async function fetchPrice(request: string, signal: AbortSignal): Promise<Price | null> {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the text is the JSON of a PriceRequest
  const { isMutation, operation, headers }: PriceRequest = JSON.parse(request);
  // A proxy that removes the header would have the gateway execute the mutation. Find out with an operation that does nothing.
  if (isMutation && (await postForPrice({ query: '{ __typename }' }, headers, signal)) === null) return null;
  return postForPrice(operation, headers, signal);
}

/** Returns null if the response states no price. */
async function postForPrice(operation: object, headers: Values, signal: AbortSignal): Promise<Price | null> {
  const { body } = await postOperation(operation, { ...headers, 'x-explain': 'price' }, signal);
  const { estimatedRequests, maxRequests, costliest } = body.extensions?.fhir ?? {};
  if (estimatedRequests === undefined || maxRequests === undefined || costliest === undefined) return null;
  return { estimatedRequests, maxRequests, costliest };
}
