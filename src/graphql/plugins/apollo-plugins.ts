/** Configures Apollo Server's own plugins. */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';

export interface ApolloPluginOptions {
  /** The page that the paths of graphs show to browsers; null for none. */
  readonly sandboxPage: string | null;
  /** Whether the gateway serves only routers. Inline traces would give the timings of fields to any other client. */
  readonly isForRouters: boolean;
}

export async function createApolloPlugins(options: ApolloPluginOptions): Promise<ApolloServerPlugin[]> {
  return [
    options.sandboxPage === null
      ? ApolloServerPluginLandingPageDisabled()
      : createSandboxPlugin(options.sandboxPage),
    options.isForRouters ? await createInlineTrace() : ApolloServerPluginInlineTraceDisabled(),
    // The server sets a fixed Cache-Control header, so computing it per field is wasted work.
    ApolloServerPluginCacheControlDisabled(),
    // Send nothing to Apollo, whatever Apollo's environment variables say.
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ];
}

function createSandboxPlugin(html: string): ApolloServerPlugin {
  return { serverWillStart: async () => ({ renderLandingPage: async () => ({ html }) }) };
}

/** Creates the plugin that reports field timings to a router that requests them, without any data. */
async function createInlineTrace(): Promise<ApolloServerPlugin> {
  // Import late: it loads Protocol Buffers, which only routers need.
  const { ApolloServerPluginInlineTrace } = await import('@apollo/server/plugin/inlineTrace');
  // Masked errors have a location, but no message and no code.
  return ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
}
