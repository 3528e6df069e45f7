/** Traces for a router that asks for one: how long each field took, and nothing of what it answered. */
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';

/** @param isForRouters whether routers alone are served: whoever else asks would have the timings too */
export function inlineTrace(isForRouters: boolean): ApolloServerPlugin {
  return isForRouters
    ? // Of an error it tells where it was, neither its message nor its code.
      ApolloServerPluginInlineTrace({ includeErrors: { masked: true } })
    : ApolloServerPluginInlineTraceDisabled();
}
