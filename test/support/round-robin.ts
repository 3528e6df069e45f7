/** A round-robin load balancer that tries the next server when one fails. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface RoundRobin {
  readonly origin: string;
  close(): Promise<void>;
}

/** @param origins the servers, in order */
export async function startRoundRobin(origins: readonly string[]): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true });
  let turns = 0;
  const forward = async (target: string, from: IncomingMessage, body: Buffer): Promise<IncomingMessage> => {
    const { method, headers, url } = from;
    const forwarded = request(`${target}${url}`, {
      method,
      agent,
      headers: { ...headers, host: new URL(target).host },
    });
    forwarded.end(body);
    return new Promise((resolve, reject) => forwarded.on('response', resolve).on('error', reject));
  };
  // Answers carry the longer Keep-Alive of the gateway. A connection closed before that would fail a client's next request.
  const server = createServer({ keepAliveTimeout: 0 }, (from, to) => {
    void (async () => {
      const body = await buffer(from);
      turns += 1;
      const inOrder = origins.map((_, at) => origins[(turns + at) % origins.length] ?? '');
      for (const target of inOrder) {
        try {
          const answer = await forward(target, from, body);
          const text = await buffer(answer);
          to.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
          return;
        } catch {
          // The server failed before or during its response, so try the next one.
        }
      }
      to.writeHead(502).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
