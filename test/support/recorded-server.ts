/** A FHIR server that answers with one recorded exchange after another, and gives a token to anyone. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { FhirServer } from './gateway.ts';

/** One GET below the base URL, and what Epic answered. */
export interface Exchange {
  /** Where it was recorded, for the name of a test. */
  readonly file: string;
  /** Below the FHIR base, such as `Patient/a` or `Patient?family=b`. */
  readonly place: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface RecordedServer extends FhirServer {
  /** Answers this from now on, and nothing else; other places are not found. */
  replay(exchange: Exchange): void;
  close(): Promise<void>;
}

const BASE = '/api/FHIR/R4';

export async function startRecordedServer(): Promise<RecordedServer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let current: Exchange | null = null;
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url === '/token')
      sendJson(response, { access_token: 'recorded', token_type: 'bearer', expires_in: 3600 });
    else if (url === `${BASE}/.well-known/smart-configuration`) {
      sendJson(response, { token_endpoint: `http://${request.headers.host}/token` });
    } else if (current !== null && url === `${BASE}/${current.place}`) {
      response.writeHead(current.status, { 'Content-Type': current.contentType }).end(current.body);
    } else {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not recorded');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}${BASE}`,
    credentials: { clientId: 'anyone', privateKey, keyId: 'any' },
    replay(exchange) {
      current = exchange;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
