/** Reports each operation to its observer, under a name that metrics and traces may contain. */
import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { OperationNames } from '../../config/telemetry-variables.ts';
import {
  NOOP_OPERATION_OBSERVER,
  type OperationFacts,
  type OperationOutcome,
} from '../../observability/observer.ts';
import type { Context } from '../context.ts';

/** Replaces a missing name. */
const UNNAMED = '-';
/** Replaces a name that metrics and traces may not contain. */
const UNDISCLOSED = 'other';

/**
 * Returns whether a name may be disclosed. A person who writes a document by hand can use a patient's name as the operation name, so by default
 * only registered names are disclosed.
 * @param registered the names of the trusted documents; null without trusted documents
 */
export function createNameFilter(
  which: OperationNames,
  registered: readonly string[] | null,
): (name: string) => boolean {
  if (which === 'none') return () => false;
  if (which === 'any') return () => true;
  const disclosed = new Set(registered);
  return (name) => disclosed.has(name);
}

export function observeOperations(isDisclosed: (name: string) => boolean): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { observer } }) {
      if (observer === NOOP_OPERATION_OBSERVER) return;
      return {
        async willSendResponse(request) {
          // The audit can still withhold the response, so read the facts once it is sent.
          observer.provideFacts(() => factsOf(request, isDisclosed));
        },
      };
    },
  };
}

type Answered = GraphQLRequestContextWillSendResponse<Context>;

function factsOf(
  { operation, operationName, response: { body }, contextValue }: Answered,
  isDisclosed: (name: string) => boolean,
): OperationFacts {
  const { budget, explanation, site } = contextValue;
  const { errors = [], data = null } = body.kind === 'single' ? body.singleResult : {};
  return {
    // The name in the document, not the `operationName` that the client sent.
    name: disclosedName(operation === undefined ? null : operationName, isDisclosed),
    type: operation?.operation ?? UNNAMED,
    outcome: outcomeOf(errors.length > 0, data !== null, explanation === 'price'),
    codes: [...new Set(errors.map(({ extensions }) => String(extensions?.['code'])))],
    estimatedRequests: budget.usage.estimatedRequests,
    requests: budget.usage.requests,
    site: site.named?.id,
  };
}

/** Returns the facts of a request that was refused before its operation began. */
export function factsOfRefusal(code: string): OperationFacts {
  return {
    name: UNNAMED,
    type: UNNAMED,
    outcome: 'failed',
    codes: [code],
    estimatedRequests: null,
    requests: 0,
  };
}

function disclosedName(name: string | null | undefined, isDisclosed: (name: string) => boolean): string {
  if (name === null || name === undefined || name === '') return UNNAMED;
  return isDisclosed(name) ? name : UNDISCLOSED;
}

function outcomeOf(hasErrors: boolean, hasData: boolean, isPriced: boolean): OperationOutcome {
  if (!hasErrors) return isPriced ? 'priced' : 'ok';
  return hasData ? 'partial' : 'failed';
}
