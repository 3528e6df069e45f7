/** Tells in each answer what it was to cost and has cost at the FHIR server, and what the server warned of: `extensions.fhir`. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';

export function reportUsage(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue: { usage, asked } }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const { requests, estimatedRequests, warnings } = usage;
          // Without data nothing was executed: the operation was refused, and where it has a price, that is likely why.
          if (singleResult.data === undefined && (estimatedRequests ?? 0) === 0) return;
          singleResult.extensions = {
            ...singleResult.extensions,
            fhir: { requests, estimatedRequests, warnings, ...(asked && { upstream: asked.list() }) },
          };
        },
      };
    },
  };
}
