/** What a browser sees at /graphql: Apollo Sandbox with a query that works, or nothing. */
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/** The query to try first, here and in the terminal. */
export const FIRST_QUERY = '{ patients(first: 10) { id fullName } }';

/** The same with a word about it, as the pages for browsers have it at first. */
export const FIRST_DOCUMENT = `# Run it: extensions.fhir in the answer tells its cost.
query Patients {
  patients(first: 10) {
    id
    fullName
  }
}
`;

/** @param isShown see LANDING_PAGE */
export function landingPage(isShown: boolean): ApolloServerPlugin {
  return isShown
    ? ApolloServerPluginLandingPageLocalDefault({
        document: FIRST_DOCUMENT,
        embed: { endpointIsEditable: false, runTelemetry: false },
        footer: false,
      })
    : ApolloServerPluginLandingPageDisabled();
}
