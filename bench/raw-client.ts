/** Sends HTTP requests over plain sockets, with next to no work and garbage of its own: what it measures is the server's. */
import { connect, type Socket } from 'node:net';

export interface RawClient {
  /** How long it took from the request's being written to the last byte of its answer, in milliseconds. @throws Error where it is no 200, or an answer with errors */
  send(request: string): Promise<number>;
  close(): void;
}

interface Connection {
  readonly socket: Socket;
  /** The request under way on it; null: it is free. */
  waiting: Waiting | null;
}

interface Waiting {
  readonly sentAt: number;
  readonly resolve: (ms: number) => void;
  readonly reject: (error: Error) => void;
  received: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** As many connections as there are requests under way, and each is used again: an answer has to tell its Content-Length. */
export function createRawClient(port: number): RawClient {
  const connections: Connection[] = [];
  const open = (): Connection => {
    const connection: Connection = {
      socket: connect({ port, host: '127.0.0.1', noDelay: true }),
      waiting: null,
    };
    connection.socket.on('data', (chunk) => receive(connection, chunk));
    connection.socket.on('error', (error) => connection.waiting?.reject(error));
    connection.socket.on('close', () => {
      connections.splice(connections.indexOf(connection), 1);
      connection.waiting?.reject(new Error('The server closed the connection.'));
    });
    connections.push(connection);
    return connection;
  };
  return {
    send(request) {
      const connection = connections.find(({ waiting }) => waiting === null) ?? open();
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      connection.waiting = { sentAt: performance.now(), resolve, reject, received: Buffer.alloc(0) };
      connection.socket.write(request);
      return promise;
    },
    close() {
      for (const { socket } of connections) socket.destroy();
    },
  };
}

function receive(connection: Connection, chunk: Buffer): void {
  const { waiting } = connection;
  if (waiting === null) return;
  const received = waiting.received.length === 0 ? chunk : Buffer.concat([waiting.received, chunk]);
  waiting.received = received;
  const endOfHead = received.indexOf(END_OF_HEAD);
  if (endOfHead === -1) return;
  const head = received.toString('latin1', 0, endOfHead + END_OF_HEAD.length);
  const length = Number(LENGTH.exec(head)?.[1]);
  if (Number.isNaN(length)) {
    waiting.reject(new Error('An answer came without a Content-Length.'));
    return;
  }
  if (received.length < endOfHead + END_OF_HEAD.length + length) return;
  connection.waiting = null;
  if (!head.startsWith('HTTP/1.1 200 ') || received.includes('"errors":'))
    waiting.reject(new Error('An operation failed.'));
  else waiting.resolve(performance.now() - waiting.sentAt);
}

/** The text of a request. */
export function rawRequest(path: string, json: unknown = null): string {
  const body = json === null ? '' : JSON.stringify(json);
  const head = `${json === null ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n`;
  const content = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `${head}${json === null ? '' : content}\r\n${body}`;
}
