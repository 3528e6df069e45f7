/** What a team would write by hand for this one operation: Apollo Server on Fastify, got, and no features at all. */
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import type { HumanName, Patient } from '../../src/fhir/types.ts';
import { tell } from '../messages.ts';
import { createEpicCalls } from './epic-calls.ts';

const typeDefs = `
  type Query {
    patients(first: Int! = 10): [Patient!]!
  }

  type Patient {
    id: ID!
    fullName: String
  }
`;

const calls = createEpicCalls(process.env);
const resolvers = {
  Query: {
    patients: async (_query: unknown, { first }: { first: number }): Promise<Patient[]> => {
      const { ids, found } = await calls.firstPatients(first);
      const byId = new Map(found.entry?.map(({ resource }) => [resource?.id, resource]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
  },
  Patient: {
    fullName: ({ name }: Patient): string | null => {
      const preferred =
        name?.find(({ use }) => use === 'usual') ?? name?.find(({ use }) => use === 'official') ?? name?.[0];
      return preferred === undefined ? null : textOf(preferred);
    },
  },
};

const apollo = new ApolloServer({ typeDefs, resolvers });
await apollo.start();
const app = fastify();
app.route({ method: ['GET', 'POST'], url: '/graphql', handler: fastifyApolloHandler(apollo) });
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
tell({ kind: 'started', port: typeof address === 'object' ? address?.port : undefined });

function textOf({ text, prefix = [], given = [], family, suffix = [] }: HumanName): string {
  return text ?? [...prefix, ...given, family, ...suffix].filter((part) => part !== undefined).join(' ');
}
