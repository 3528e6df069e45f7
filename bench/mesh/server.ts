/** Hive Gateway over the FHIR API, which GraphQL Mesh reads with its JSON Schema handler. */
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { defineConfig, getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli';
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { sendMessage } from '../messages.ts';
import { createBearer } from '../processes/fhir-client.ts';
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
  // Mesh does not support SMART Backend Services, so this adds the access token to each request.
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
sendMessage({ kind: 'started', port: typeof address === 'object' ? address?.port : undefined });
