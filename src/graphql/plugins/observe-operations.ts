/** Tells those who watch what became of each operation, under a name that may be told. */
import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { OperationNames } from '../../config/telemetry-variables.ts';
import type { Context } from '../context.ts';
import type { OperationFacts, OperationOutcome } from '../../observability/observer.ts';

/** What stands for a name: for none, and for one that is not told. */
const UNNAMED = '-';
const UNDISCLOSED = 'other';

/**
 * The name of an operation is its author's word, and whoever writes documents by hand can write a patient's name there. So by default
 * only names that were registered are told.
 * @param registered the names of the operations that are served; null: any is
 */
export function createNameFilter(
  which: OperationNames,
  registered: readonly string[] | null,
): (name: string) => boolean {
  if (which === 'none') return () => false;
  if (which === 'any') return () => true;
  const known = new Set(registered);
  return (name) => known.has(name);
}

export function observeOperations(isTold: (name: string) => boolean): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse(request) {
          // The audit can withhold the answer yet, so it is looked at when it is out.
          request.contextValue.watch.provideFacts(() => factsOf(request, isTold));
        },
      };
    },
  };
}

type Answered = GraphQLRequestContextWillSendResponse<Context>;

function factsOf(
  { operation, operationName, response: { body }, contextValue: { budget } }: Answered,
  isTold: (name: string) => boolean,
): OperationFacts {
  const { errors = [], data = null } = body.kind === 'single' ? body.singleResult : {};
  return {
    // The name in the document, not what a client claims beside it.
    name: disclosedName(operation === undefined ? null : operationName, isTold),
    type: operation?.operation ?? UNNAMED,
    outcome: outcomeOf(errors.length > 0, data !== null),
    codes: [...new Set(errors.map(({ extensions }) => String(extensions?.['code'])))],
    estimatedRequests: budget.estimatedRequests,
    requests: budget.requests,
  };
}

/** What is told of a request that never came to be an operation. */
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

function disclosedName(name: string | null | undefined, isTold: (name: string) => boolean): string {
  if (name === null || name === undefined || name === '') return UNNAMED;
  return isTold(name) ? name : UNDISCLOSED;
}

function outcomeOf(hasErrors: boolean, hasData: boolean): OperationOutcome {
  if (!hasErrors) return 'ok';
  return hasData ? 'partial' : 'failed';
}
