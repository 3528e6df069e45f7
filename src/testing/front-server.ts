/** The HTTP server that clients of a test gateway reach. It keeps its port and their connections while the gateway behind it is replaced. */
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';

export interface FrontServer {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** Passes further requests to a handler, once it exists. */
  serve(handler: Promise<RequestListener>): void;
  /** Closes the connections of requests that have no response yet. */
  abortRequests(): void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startFrontServer(): Promise<FrontServer> {
  let current: Promise<RequestListener> | null = null;
  const unanswered = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    current?.then(
      (handle) => handle(request, response),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve(handler) {
      current = handler;
      // An unhandled rejection would end the process. Requests see it as a closed connection.
      handler.catch(() => undefined);
    },
    abortRequests() {
      for (const response of unanswered) response.destroy();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
