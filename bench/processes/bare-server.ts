/** The server that a team would write by hand for these operations: Apollo Server on Fastify with got, without other features. */
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import { sendMessage } from '../messages.ts';
import { type ChartContext, createChartSchema } from './chart-graph.ts';
import { createFhirClient } from './fhir-client.ts';
import { createBatchedReader, createUnbatchedReader } from './chart-reader.ts';

/** Whether to send one request per reference, as a first version of the server would. */
const isOneByOne = process.env['BENCH_READS'] === 'one by one';

const client = createFhirClient(process.env);
const apollo = new ApolloServer<ChartContext>({ schema: createChartSchema() });
await apollo.start();
const app = fastify();
app.route({
  method: ['GET', 'POST'],
  url: '/graphql',
  handler: fastifyApolloHandler(apollo, {
    context: async () => ({
      reader: isOneByOne ? createUnbatchedReader(client) : createBatchedReader(client),
      isPatientLazy: !isOneByOne,
    }),
  }),
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
sendMessage({ kind: 'started', port: typeof address === 'object' ? address?.port : undefined });
