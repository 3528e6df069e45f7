/** Traces for a router that asks for one: how long each field took, and nothing of what it answered. */
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';

/** @param isForRouters whether routers alone are served: whoever else asks would have the timings too */
export async function inlineTrace(isForRouters: boolean): Promise<ApolloServerPlugin> {
  if (!isForRouters) return ApolloServerPluginInlineTraceDisabled();
  // Only routers need it, and it loads Protocol Buffers.
  const { ApolloServerPluginInlineTrace } = await import('@apollo/server/plugin/inlineTrace');
  // It reports the place of an error, neither its message nor its code.
  return ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
}
