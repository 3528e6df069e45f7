/** Answers a request for the price of an operation, which is not executed. */
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { isExecutable } from '../cost/price.ts';
import { refusalError } from './refusal.ts';

/**
 * The operation has passed the same checks as one that is executed: authentication, parsing, validation, trusted documents, limits. Its price
 * is in `extensions.fhir`.
 */
export function priceOnly(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { explanation } }) {
      // Apollo Server awaits each hook of each operation.
      if (explanation !== 'price' && explanation !== 'unavailable') return;
      return {
        async didResolveOperation() {
          if (explanation === 'unavailable') throw refusalError(EXPLANATION_UNAVAILABLE, 400);
        },
        async responseForOperation({ document, request: { operationName, variables } }) {
          if (explanation !== 'price') return null;
          // Apollo Server then asks graphql-js, which executes nothing, for the errors.
          if (!isExecutable(schema, { document, operationName, variables })) return null;
          return {
            http: { headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: null } },
          };
        },
      };
    },
  };
}

const EXPLANATION_UNAVAILABLE = new GatewayError(
  'BAD_USER_INPUT',
  'The header x-explain expects true, or price if the gateway serves the explorer. The operation was not executed.',
);
