/** Apollo Server's own plugins: which of them run, and how. */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
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

export interface ApolloPluginOptions {
  /** Whether a browser at /graphql sees Apollo Sandbox. */
  readonly hasLandingPage: boolean;
  /** Whether only routers are served: any other client would get the timings of fields too. */
  readonly isForRouters: boolean;
}

export async function createApolloPlugins(options: ApolloPluginOptions): Promise<ApolloServerPlugin[]> {
  return [
    options.hasLandingPage ? createLandingPage() : ApolloServerPluginLandingPageDisabled(),
    options.isForRouters ? await createInlineTrace() : ApolloServerPluginInlineTraceDisabled(),
    // It would look at every field for a header that is fixed here.
    ApolloServerPluginCacheControlDisabled(),
    // Whatever Apollo's own environment variables say, only the FHIR server is sent anything.
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ];
}

function createLandingPage(): ApolloServerPlugin {
  return ApolloServerPluginLandingPageLocalDefault({
    document: FIRST_DOCUMENT,
    embed: { endpointIsEditable: false, runTelemetry: false },
    footer: false,
  });
}

/** Traces an operation for a router that requests it: how long each field took, and nothing of what it answered. */
async function createInlineTrace(): Promise<ApolloServerPlugin> {
  // It loads Protocol Buffers, which only routers need.
  const { ApolloServerPluginInlineTrace } = await import('@apollo/server/plugin/inlineTrace');
  // It reports the place of an error, neither its message nor its code.
  return ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
}
