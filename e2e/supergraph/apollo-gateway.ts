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
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import fastify from 'fastify';
import { GraphQLError } from 'graphql';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { ALLOWED_HEADERS, APP_ORIGINS, headersFor } from '../../deploy/supergraph/headers.ts';

interface RouterContext {
  readonly headers: IncomingHttpHeaders;
}

/** A subgraph's response when it refuses a whole operation. */
const REFUSAL = z.object({
  errors: z.tuple(
    [z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })],
    z.unknown(),
  ),
});

class ForwardingDataSource extends RemoteGraphQLDataSource<RouterContext> {
  readonly #subgraph: string;

  constructor(subgraph: string, url: string) {
    super({ url });
    this.#subgraph = subgraph;
  }

  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<RouterContext>): void {
    // Empty when Apollo Gateway itself sends the request.
    const client: Partial<RouterContext> = context;
    const readHeader = (name: string): string | null => {
      const value = client.headers?.[name];
      return typeof value === 'string' ? value : null;
    };
    for (const [name, value] of Object.entries(headersFor(this.#subgraph, readHeader))) {
      if (value !== null) request.http?.headers.set(name, value);
    }
  }

  /** By default a client would see the subgraph's address, and not its error code. */
  override async errorFromResponse(
    response: Parameters<RemoteGraphQLDataSource['errorFromResponse']>[0],
  ): Promise<GraphQLError> {
    const refusal = REFUSAL.safeParse(await this.parseBody(response)).data?.errors[0];
    return new GraphQLError(refusal?.message ?? 'A subgraph did not respond.', {
      extensions: refusal?.extensions ?? { code: 'SUBGRAPH_UNAVAILABLE' },
    });
  }
}

const [file = 'supergraph.graphql', port = '4000'] = process.argv.slice(2);

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(file, 'utf8'),
  buildService: ({ name, url = '' }) => new ForwardingDataSource(name, url),
});
const apollo = new ApolloServer<RouterContext>({ gateway, includeStacktraceInErrorResponses: false });
await apollo.start();
const app = fastify();
await app.register(cors, {
  origin: [...APP_ORIGINS],
  credentials: true,
  methods: ['POST'],
  allowedHeaders: [...ALLOWED_HEADERS],
});
app.route({
  url: '/graphql',
  method: ['GET', 'POST'],
  handler: fastifyApolloHandler(apollo, { context: async ({ headers }) => ({ headers }) }),
});
const url = await app.listen({ host: '127.0.0.1', port: Number(port) });
process.stdout.write(`Apollo Gateway  ${url}/graphql\n`);
