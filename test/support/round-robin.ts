/** A plain round robin in front of several servers, which asks the next one where one is gone. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface RoundRobin {
  readonly origin: string;
  close(): Promise<void>;
}

/** @param origins in the order of their turns */
export async function startRoundRobin(origins: readonly string[]): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true });
  let turns = 0;
  const ask = async (target: string, from: IncomingMessage, body: Buffer): Promise<IncomingMessage> => {
    const { method, headers, url } = from;
    const asked = request(`${target}${url}`, {
      method,
      agent,
      headers: { ...headers, host: new URL(target).host },
    });
    asked.end(body);
    return new Promise((resolve, reject) => asked.on('response', resolve).on('error', reject));
  };
  const server = createServer((from, to) => {
    void (async () => {
      const body = await buffer(from);
      turns += 1;
      const inOrder = origins.map((_, at) => origins[(turns + at) % origins.length] ?? '');
      for (const target of inOrder) {
        try {
          const answer = await ask(target, from, body);
          const text = await buffer(answer);
          to.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
          return;
        } catch {
          // It is gone, before or in the middle of its answer: the next one may be there.
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
