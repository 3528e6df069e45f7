import { connect, type Socket } from 'node:net';

/** Sends HTTP requests over plain sockets, so it adds hardly any work and garbage to what it measures. */
export interface RawClient {
  /**
   * Resolves to the milliseconds from writing the request to the last byte of its response.
   * @throws Error for any status but 200 and for a response with `errors`
   */
  send(request: string): Promise<number>;
  close(): void;
}

interface Connection {
  readonly socket: Socket;
  /** The request in flight; null while the connection is idle. */
  pending: PendingRequest | null;
}

interface PendingRequest {
  readonly sentAt: number;
  readonly resolve: (ms: number) => void;
  readonly reject: (error: Error) => void;
  received: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** Opens a connection only if all others are busy. Responses must have a Content-Length. */
export function createRawClient(port: number): RawClient {
  const connections: Connection[] = [];
  const open = (): Connection => {
    const connection: Connection = {
      socket: connect({ port, host: '127.0.0.1', noDelay: true }),
      pending: null,
    };
    connection.socket.on('data', (chunk) => receive(connection, chunk));
    connection.socket.on('error', (error) => connection.pending?.reject(error));
    connection.socket.on('close', () => {
      connections.splice(connections.indexOf(connection), 1);
      connection.pending?.reject(new Error('The server closed the connection.'));
    });
    connections.push(connection);
    return connection;
  };
  return {
    send(request) {
      const connection = connections.find(({ pending }) => pending === null) ?? open();
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      connection.pending = { sentAt: performance.now(), resolve, reject, received: Buffer.alloc(0) };
      connection.socket.write(request);
      return promise;
    },
    close() {
      for (const { socket } of connections) socket.destroy();
    },
  };
}

function receive(connection: Connection, chunk: Buffer): void {
  const { pending } = connection;
  if (pending === null) return;
  const received = pending.received.length === 0 ? chunk : Buffer.concat([pending.received, chunk]);
  pending.received = received;
  const endOfHead = received.indexOf(END_OF_HEAD);
  if (endOfHead === -1) return;
  const head = received.toString('latin1', 0, endOfHead + END_OF_HEAD.length);
  const length = Number(LENGTH.exec(head)?.[1]);
  if (Number.isNaN(length)) {
    pending.reject(new Error('The response has no Content-Length.'));
    return;
  }
  if (received.length < endOfHead + END_OF_HEAD.length + length) return;
  connection.pending = null;
  if (!head.startsWith('HTTP/1.1 200 ') || received.includes('"errors":'))
    pending.reject(new Error('The operation failed.'));
  else pending.resolve(performance.now() - pending.sentAt);
}

/** Returns the text of a request: a POST of the JSON, or a GET without one. */
export function formatRequest(
  path: string,
  json: unknown = null,
  headers: Readonly<Record<string, string>> = {},
): string {
  const body = json === null ? '' : JSON.stringify(json);
  const sent = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const head = `${json === null ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n${sent}`;
  const content = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `${head}${json === null ? '' : content}\r\n${body}`;
}
