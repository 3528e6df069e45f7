import { once } from 'node:events';
import { createServer } from 'node:http';

/** FHIR servers that fail, in the process of the bench. */
export interface FailingServer {
  /** Issues tokens, and never answers a FHIR request. */
  readonly hanging: string;
  /** Refuses the keys of its client. */
  readonly revoked: string;
  close(): Promise<void>;
}

const TOKEN = JSON.stringify({ access_token: 'token', token_type: 'bearer', expires_in: 3_600 });
const REFUSAL = JSON.stringify({ error: 'invalid_client' });

export async function startFailingServer(): Promise<FailingServer> {
  const server = createServer((request, response) => {
    request.resume();
    const send = (status: number, body: string): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    if (request.url === '/hanging/token') send(200, TOKEN);
    if (request.url === '/revoked/token') send(400, REFUSAL);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    hanging: `${origin}/hanging`,
    revoked: `${origin}/revoked`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
