/**
 * Starts Hive Gateway's runtime with this folder's configuration: `node hive-gateway.ts <supergraph> [port]`. For the example and the tests;
 * Hive's CLI and image read gateway.config.ts themselves.
 */
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import * as http from '@graphql-mesh/transport-http';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { gatewayConfig } from './gateway.config.ts';

const [file = gatewayConfig.supergraph, port = '4000'] = process.argv.slice(2);

const runtime = createGatewayRuntime({
  ...gatewayConfig,
  supergraph: readFileSync(file, 'utf8'),
  transports: { http },
});
const server = createServer((request, response) => void runtime(request, response));
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  process.stdout.write(`Hive Gateway  http://127.0.0.1:${taken}/graphql\n`);
});
