/** A reverse proxy for the sandbox that can inject faults into HTTP responses and into connections. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Sandbox } from 'epic-fhir-sandbox';
import type { FhirServer } from './gateway.ts';

interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request to fail: the response of the sandbox, and where to write another one. */
export interface FailingExchange {
  readonly url: string;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly answer: () => Promise<WireAnswer>;
}

export type WireFault = (exchange: FailingExchange) => unknown;

export interface FaultyProxy extends FhirServer {
  readonly tokenUrl: string;
  /** The `aud` that the sandbox expects of client assertions. */
  readonly tokenAudience: string;
  readonly port: number;
  /** The number of connections that are open on the side of the proxy. */
  readonly openSockets: number;
  /** The number of requests so far. */
  readonly requests: number;
  /** Fails requests whose URL matches, until `recover`. */
  fail(url: RegExp, fault: WireFault): void;
  /** Resets every connection, and passes each new one to the fault. */
  failConnections(fault: (socket: Socket) => unknown): void;
  /** Resets every connection and closes the port. */
  stopListening(): Promise<void>;
  /** Forwards all requests again, and from now on to the given sandbox. */
  recover(sandbox?: Sandbox): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultyProxy(first: Sandbox): Promise<FaultyProxy> {
  let sandbox = first;
  let failing: { readonly url: RegExp; readonly fault: WireFault } | null = null;
  let connectionFault: ((socket: Socket) => unknown) | null = null;
  let requests = 0;
  const sockets = new Set<Socket>();
  const agent = new Agent({ keepAlive: true });

  const http = createServer((incoming, response) => {
    requests += 1;
    const { url = '/', socket } = incoming;
    const failed = failing !== null && url.search(failing.url) !== -1 ? failing.fault : null;
    const answer = (): Promise<WireAnswer> => forwarded(incoming, sandbox, { agent, origin: front.origin });
    const done = async (): Promise<unknown> =>
      failed === null ? sent(response, await answer()) : failed({ url, response, socket, answer });
    done().catch(() => socket.destroy());
  });
  const tcp = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    if (connectionFault === null) http.emit('connection', socket);
    else connectionFault(socket);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const port = await listen(tcp, 0);
  const origin = `http://127.0.0.1:${port}`;

  const front = {
    origin,
    port,
    baseUrl: sandbox.baseUrl.replace(sandbox.origin, origin),
    tokenUrl: sandbox.tokenUrl.replace(sandbox.origin, origin),
    tokenAudience: sandbox.tokenUrl,
    credentials: sandbox.credentials,
    get openSockets() {
      return sockets.size;
    },
    get requests() {
      return requests;
    },
    fail(url: RegExp, fault: WireFault) {
      failing = { url, fault };
    },
    failConnections(fault: (socket: Socket) => unknown) {
      connectionFault = fault;
      cut();
    },
    async stopListening() {
      const gone = once(tcp, 'close');
      tcp.close();
      cut();
      await gone;
    },
    async recover(next: Sandbox = sandbox) {
      sandbox = next;
      failing = null;
      connectionFault = null;
      if (!tcp.listening) await listen(tcp, port);
    },
    async close() {
      agent.destroy();
      const gone = tcp.listening ? once(tcp, 'close') : null;
      tcp.close();
      cut();
      await gone;
    },
  };
  return front;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Rewrites the links of a response to the proxy's origin. */
async function forwarded(
  incoming: IncomingMessage,
  { origin: behind }: Sandbox,
  { agent, origin }: { readonly agent: Agent; readonly origin: string },
): Promise<WireAnswer> {
  const { method, url, headers } = incoming;
  const onwards = request(`${behind}${url ?? '/'}`, {
    agent,
    method,
    headers: { ...headers, host: new URL(behind).host, connection: 'keep-alive' },
  });
  const answered = Promise.withResolvers<IncomingMessage>();
  onwards
    .once('response', answered.resolve)
    .once('error', answered.reject)
    .end(await buffer(incoming));
  const response = await answered.promise;
  const body = (await buffer(response)).toString('utf8').replaceAll(behind, origin);
  const kept = ['content-type', 'location', 'www-authenticate'].flatMap((name) => {
    const value = response.headers[name];
    return typeof value === 'string' ? [[name, value.replaceAll(behind, origin)] as const] : [];
  });
  return { status: response.statusCode ?? 502, headers: Object.fromEntries(kept), body: Buffer.from(body) };
}

function sent(response: ServerResponse, { status, headers, body }: WireAnswer): unknown {
  return response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}
