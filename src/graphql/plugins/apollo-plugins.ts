/** Configures Apollo Server's own plugins. */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/** The first query to try, in a browser or in the terminal. */
export const FIRST_QUERY = '{ patients(first: 10) { id fullName } }';

/** The same query as browser pages show it, with a comment. */
export const FIRST_DOCUMENT = `# Run it. extensions.fhir in the response shows its cost.
query Patients {
  patients(first: 10) {
    id
    fullName
  }
}
`;

export interface ApolloPluginOptions {
  /** Whether /graphql shows Apollo Sandbox to browsers. */
  readonly hasLandingPage: boolean;
  /** Whether the gateway serves only routers. Inline traces would give the timings of fields to any other client. */
  readonly isForRouters: boolean;
}

export async function createApolloPlugins(options: ApolloPluginOptions): Promise<ApolloServerPlugin[]> {
  return [
    options.hasLandingPage ? createLandingPage() : ApolloServerPluginLandingPageDisabled(),
    options.isForRouters ? await createInlineTrace() : ApolloServerPluginInlineTraceDisabled(),
    // The server sets a fixed Cache-Control header, so computing it per field is wasted work.
    ApolloServerPluginCacheControlDisabled(),
    // Send nothing to Apollo, whatever Apollo's environment variables say.
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

/** Creates the plugin that reports field timings to a router that requests them, without any data. */
async function createInlineTrace(): Promise<ApolloServerPlugin> {
  // Import late: it loads Protocol Buffers, which only routers need.
  const { ApolloServerPluginInlineTrace } = await import('@apollo/server/plugin/inlineTrace');
  // Masked errors have a location, but no message and no code.
  return ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
}
