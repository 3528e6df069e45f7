/** The example's second subgraph, as a server. Its bookings are made up, and it requires no token. */
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { CLINIC, type Clinic } from './clinic.ts';
import { createSchedulingSchema } from './schema.ts';

export interface SchedulingOptions {
  /** The port on 127.0.0.1; 0, the default, is any free port. */
  readonly port?: number;
  readonly clinic?: Clinic;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Scheduling {
  readonly url: string;
  /** The headers of each request so far. */
  readonly received: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
}

export async function startScheduling(options: SchedulingOptions = {}): Promise<Scheduling> {
  const { port = 0, clinic = CLINIC, now = Date.now } = options;
  const received: IncomingHttpHeaders[] = [];
  const apollo = new ApolloServer({
    schema: createSchedulingSchema(clinic, now),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  await apollo.start();
  // Apollo's standalone server closes connections that are idle for 5 seconds, while a router may be sending on them; Fastify after 72.
  const app = fastify();
  app.route({
    url: '/',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo, {
      context: async ({ headers }) => {
        received.push(headers);
        return {};
      },
    }),
  });
  const url = `${await app.listen({ host: '127.0.0.1', port })}/`;
  return {
    url,
    received,
    async close() {
      await app.close();
      await apollo.stop();
    },
  };
}
