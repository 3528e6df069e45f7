/** The cost of an operation: priced before execution, refused if it is too high, and reported with the answer. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { GatewayError } from '../../errors.ts';
import type { Upstream } from '../../loaders/operation.ts';
import type { Context } from '../context.ts';
import { UNCOUNTABLE } from '../cost/cardinality.ts';
import { createPricing, type Price } from '../cost/price.ts';
import { refusalError } from './refusal.ts';

/**
 * Under HTTP 400, as Apollo Server refuses whatever else of a document it does not execute: the answer has no data, and a
 * retry is of no use.
 */
const REFUSAL_STATUS = 400;

/** Lists are seldom full, so an operation is refused only if a quarter of its price is already too large. */
const PRICE_TOLERANCE = 4;

/** Refuses an operation that would send too many FHIR requests or answer too much. */
export function limitOperationCost(
  schema: GraphQLSchema,
  { client, panel, idBatchSize, listCosts }: Pick<Upstream, 'client' | 'panel' | 'idBatchSize' | 'listCosts'>,
): ApolloServerPlugin<Context> {
  /** The operation that is priced; pricing does not wait for anything. */
  let priced: object = {};
  const priceOf = createPricing(schema, {
    panel,
    idBatchSize,
    requestsOfList: (type) => listCosts.estimate(type, priced),
    isIncluded: (type, include) => client.latestCapabilities()?.includes(type, include) === true,
    hasReferenceDisplays: () => client.latestCapabilities()?.isEpic === true,
  });
  return {
    async requestDidStart() {
      return {
        // Without an `await`, so that the estimate stands when Apollo Server calls this hook of the next plugin.
        async didResolveOperation({
          document,
          operation,
          request,
          contextValue: { budget, responseBudget },
        }) {
          priced = responseBudget;
          const price =
            operation === undefined
              ? null
              : priceOf({ document, operation, variables: request.variables ?? {} });
          if (price === null) return;
          budget.setEstimate(price.calls);
          if (price.calls > budget.limit)
            throw refusalError(tooExpensiveError(price, budget.limit), REFUSAL_STATUS);
          if (price.bytes > responseBudget.maxBytes * PRICE_TOLERANCE)
            throw refusalError(estimateTooLargeError(price, responseBudget.maxBytes), REFUSAL_STATUS);
        },
      };
    },
  };
}

/** Reports in `extensions.fhir` what an operation was priced at, what it has cost, and what the FHIR server warned of. */
export function reportOperationCost(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue: { budget, upstreamTrace } }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const { requests, estimatedRequests, warnings } = budget;
          // Without data nothing was executed: the operation was refused, and if it has a price, that is likely why.
          if (singleResult.data === undefined && (estimatedRequests ?? 0) === 0) return;
          singleResult.extensions = {
            ...singleResult.extensions,
            fhir: {
              requests,
              estimatedRequests,
              warnings,
              ...(upstreamTrace && { upstream: upstreamTrace.list() }),
            },
          };
        },
      };
    },
  };
}

function estimateTooLargeError({ bytes, largest }: Price, maxBytes: number): GatewayError {
  const figure = bytes >= UNCOUNTABLE ? 'more bytes than can be counted' : `${Math.round(bytes)} bytes`;
  const fields = largest
    .filter((field) => field.bytes * MIN_NAMED_SHARE > bytes)
    .map((field) => `${field.path}: ${Math.round(field.bytes)}`);
  return new GatewayError(
    'RESPONSE_TOO_LARGE',
    `The answer could have ${figure}; one may have ${maxBytes} (MAX_RESPONSE_BYTES). The largest fields are ${fields.join(', ')}. Request ` +
      'less in one operation: a smaller `first`, or fewer aliases.',
  );
}

/** A field with less than a hundredth of the answer is not worth naming. */
const MIN_NAMED_SHARE = 100;

/** Names fields of the schema, and nothing of the document: neither its aliases nor its arguments. */
function tooExpensiveError({ calls, costliest }: Price, limit: number): GatewayError {
  const figure = calls >= UNCOUNTABLE ? 'more FHIR requests than can be counted' : `${calls} FHIR requests`;
  const fields = costliest.map((field) => `${field.path}: ${field.calls}`).join(', ');
  return new GatewayError(
    'OPERATION_TOO_EXPENSIVE',
    `The operation would cost ${figure}; one may cost ${limit} (MAX_UPSTREAM_CALLS). The dearest fields are ${fields}. Ask for less ` +
      'in one operation, such as a smaller `first`.',
  );
}
