/** What a team would write by hand for these operations: Apollo Server on Fastify, got, and no features at all. */
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import { tell } from '../messages.ts';
import { type ChartContext, createChartSchema } from './chart-graph.ts';
import { createEpicCalls } from './epic-calls.ts';
import { createBatchedReads, createReadsOneByOne } from './reads.ts';

/** Whether each reference is a request of its own, as it is in what is written first. */
const oneByOne = process.env['BENCH_READS'] === 'one by one';

const calls = createEpicCalls(process.env);
const apollo = new ApolloServer<ChartContext>({ schema: createChartSchema() });
await apollo.start();
const app = fastify();
app.route({
  method: ['GET', 'POST'],
  url: '/graphql',
  handler: fastifyApolloHandler(apollo, {
    context: async () => ({
      reads: oneByOne ? createReadsOneByOne(calls) : createBatchedReads(calls),
      readsLate: !oneByOne,
    }),
  }),
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
tell({ kind: 'started', port: typeof address === 'object' ? address?.port : undefined });
