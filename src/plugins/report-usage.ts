/** Tells in each answer what it cost at the FHIR server and what the server warned of: `extensions.fhir`. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';

export function reportUsage(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue: { usage } }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          // Without data nothing was executed: the document was refused.
          if (singleResult.data === undefined) return;
          singleResult.extensions = {
            ...singleResult.extensions,
            fhir: { requests: usage.requests, warnings: usage.warnings },
          };
        },
      };
    },
  };
}
