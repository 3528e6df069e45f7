/**
 * Apollo Gateway: `node apollo-gateway.ts <supergraph> [port]`. It forwards the same headers to subgraphs and the same errors to clients as
 * the routers configured in deploy/supergraph/.
 */
import {
  ApolloGateway,
  type GraphQLDataSourceProcessOptions,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { GraphQLError } from 'graphql';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { FORWARDED_HEADERS } from '../../deploy/supergraph/figures.ts';

interface RouterContext {
  readonly headers: IncomingHttpHeaders;
}

/** A subgraph's response when it refuses a whole operation. */
const REFUSAL = z.object({
  errors: z.tuple(
    [z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })],
    z.unknown(),
  ),
});

class ForwardingDataSource extends RemoteGraphQLDataSource<RouterContext> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<RouterContext>): void {
    // Empty when Apollo Gateway itself sends the request.
    const client: Partial<RouterContext> = context;
    for (const name of FORWARDED_HEADERS) {
      const value = client.headers?.[name];
      if (typeof value === 'string') request.http?.headers.set(name, value);
    }
  }

  /** By default a client would see the subgraph's address, and not its error code. */
  override async errorFromResponse(
    response: Parameters<RemoteGraphQLDataSource['errorFromResponse']>[0],
  ): Promise<GraphQLError> {
    const refusal = REFUSAL.safeParse(await this.parseBody(response)).data?.errors[0];
    return new GraphQLError(refusal?.message ?? 'A subgraph did not respond.', {
      extensions: { code: refusal?.extensions.code ?? 'SUBGRAPH_UNAVAILABLE' },
    });
  }
}

const [file = 'supergraph.graphql', port = '4000'] = process.argv.slice(2);

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(file, 'utf8'),
  buildService: ({ url = '' }) => new ForwardingDataSource({ url }),
});
const apollo = new ApolloServer<RouterContext>({ gateway, includeStacktraceInErrorResponses: false });
const { url } = await startStandaloneServer(apollo, {
  listen: { host: '127.0.0.1', port: Number(port) },
  context: async ({ req: { headers } }) => ({ headers }),
});
process.stdout.write(`Apollo Gateway  ${url}\n`);
