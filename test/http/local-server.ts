/** A real HTTP server for tests. The test's handler answers, and the server records the requests. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LocalServer {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  /** The number of connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

export type Handler = (response: ServerResponse, request: ReceivedRequest, count: number) => void;

/** Listens on a free port of 127.0.0.1. The handler's `count` is the number of requests so far, including the current one. */
export async function startLocalServer(handler: Handler): Promise<LocalServer> {
  const requests: ReceivedRequest[] = [];
  let connections = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const received = { method, url, headers, body: await text(request) };
    requests.push(received);
    handler(response, received, requests.length);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // A connection that the server closes at the moment of its next request costs the client another attempt.
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => {
    connections += 1;
  });
  const origin = await listen(server);
  return {
    origin,
    requests,
    get connections() {
      return connections;
    },
    close: async () => {
      server.closeAllConnections();
      await close(server);
    },
  };
}

/** Starts a server whose handler controls each TCP connection, so it can break HTTP. `count` includes the current connection. */
export async function startTcpServer(
  handler: (socket: Socket, count: number) => void,
): Promise<Pick<LocalServer, 'origin' | 'connections' | 'close'>> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    handler(socket, connections);
  });
  const origin = await listen(server);
  return {
    origin,
    get connections() {
      return connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await close(server);
    },
  };
}

/** Returns an origin on which no server listens. */
export async function unusedOrigin(): Promise<string> {
  const server = await startTcpServer((socket) => socket.destroy());
  await server.close();
  return server.origin;
}

async function listen(server: Server): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => resolve(undefined));
  await promise;
  const address = server.address();
  if (typeof address !== 'object' || address === null)
    throw new Error('The server does not listen on a port.');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.close(() => resolve(undefined));
  await promise;
}
