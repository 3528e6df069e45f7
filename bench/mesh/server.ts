/** Hive Gateway over the FHIR API as GraphQL Mesh reads it by its handler for JSON Schema. */
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { defineConfig, getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli';
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tell } from '../messages.ts';
import { createBearer } from '../processes/epic-calls.ts';
import { OPERATIONS, RELATIONS } from './fhir-api.ts';

const endpoint = process.env['EPIC_BASE_URL'] ?? '';
const bearer = createBearer(process.env);
const silent = { debug() {}, info() {}, warn() {}, error() {}, log() {}, child: () => silent };

const supergraph = await getComposedSchemaFromConfig(
  defineConfig({
    subgraphs: [{ sourceHandler: loadJSONSchemaSubgraph('Epic', { endpoint, operations: OPERATIONS }) }],
    additionalTypeDefs: RELATIONS,
  }),
  silent,
);
const gateway = createGatewayRuntime({
  supergraph,
  logging: false,
  landingPage: false,
  graphqlEndpoint: '/graphql',
  // Mesh has no client of SMART Backend Services, so each of its requests gets the token here.
  fetchAPI: {
    fetch: async (url: string, init: RequestInit = {}) =>
      fetch(url, {
        ...init,
        headers: {
          ...Object.fromEntries(new Headers(init.headers)),
          accept: 'application/fhir+json',
          ...(await bearer()),
        },
      }),
  },
});
const server = createServer(gateway).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
tell({ kind: 'started', port: typeof address === 'object' ? address?.port : undefined });
