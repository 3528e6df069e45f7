import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient, HttpRequest } from '../../src/http/http-client.ts';
import { issueCertificate } from '../support/certificates.ts';
import { PATIENCE } from '../support/patience.ts';
import { type LocalServer, startLocalServer, startTcpServer, unusedOrigin } from './local-server.ts';

let http: HttpClient;
let server: LocalServer;
/** How often `onConnected` was called. */
let connectedCount: number;

beforeEach(async () => {
  http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  server = await startLocalServer((response) => response.end('{}'));
  connectedCount = 0;
});

afterEach(async () => {
  http.close();
  await server.close();
});

function countConnected(): void {
  connectedCount += 1;
}

/** Sends a POST and returns whether it succeeded. Not a GET, because got retries those. */
function send(request: Partial<HttpRequest> & { url: string }): Promise<string> {
  return http.send({ body: 'MARKED', onConnected: countConnected, ...request }).then(
    () => 'sent',
    () => 'failed',
  );
}

describe('onConnected', () => {
  it('calls onConnected once per request, whether the connection is new or reused', async () => {
    expect(await send({ url: server.origin })).toBe('sent');
    expect(connectedCount).toBe(1);
    expect(await send({ url: server.origin })).toBe('sent');
    expect(connectedCount).toBe(2);
    expect(server.connections).toBe(1);
  });

  it('calls onConnected if the connection is cut before the response', async () => {
    const cutting = await startTcpServer((socket) => socket.destroy());
    expect(await send({ url: cutting.origin })).toBe('failed');
    expect(connectedCount).toBe(1);
    await cutting.close();
  });
});

describe('onConnected over TLS', () => {
  it('calls onConnected once over TLS before the server receives the request, whether the connection is new or reused', async () => {
    const trusted = getCACertificates();
    const { certificate, privateKey } = issueCertificate({ name: 'localhost', hosts: ['localhost'] });
    setDefaultCACertificates([certificate]);
    const countsAtArrival: number[] = [];
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const secure = createServer({ cert: certificate, key }, (_request, response) => {
      countsAtArrival.push(connectedCount);
      response.end('{}');
    });
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const address = secure.address();
    const port = typeof address === 'object' ? address?.port : null;
    for (const needsNewConnection of [false, false, true]) {
      expect(await send({ url: `https://localhost:${port}/`, needsNewConnection })).toBe('sent');
    }
    expect(countsAtArrival).toEqual([1, 2, 3]);
    secure.closeAllConnections();
    secure.close();
    setDefaultCACertificates(trusted);
  });
});

describe('onConnected of a request that never reached its server', () => {
  it('does not call onConnected if no server listens', async () => {
    expect(await send({ url: await unusedOrigin() })).toBe('failed');
    expect(connectedCount).toBe(0);
  });

  it('does not call onConnected if the host name does not exist', async () => {
    expect(await send({ url: 'http://absent.invalid/' })).toBe('failed');
    expect(connectedCount).toBe(0);
  });

  it('does not call onConnected if the TLS handshake fails', async () => {
    expect(await send({ url: server.origin.replace('http:', 'https:') })).toBe('failed');
    expect(connectedCount).toBe(0);
    expect(server.requests).toEqual([]);
    expect(server.connections).toBe(1);
  });

  it('does not call onConnected if the request was aborted before', async () => {
    expect(await send({ url: server.origin, signal: AbortSignal.abort() })).toBe('failed');
    expect(connectedCount).toBe(0);
  });
});

describe('refuseToSend [T1-T8]', () => {
  const tooLate = new GatewayError('WRITE_NOT_SENT', 'Too late.');
  const refused = { body: 'MARKED', refuseToSend: () => tooLate, onConnected: countConnected };

  it('sends nothing when refuseToSend refuses, whether the connection is new or reused', async () => {
    expect(await send({ url: server.origin })).toBe('sent');
    const received: string[] = [];
    const ended = Promise.withResolvers<undefined>();
    const listening = await startTcpServer((socket) => {
      socket.on('data', (bytes) => received.push(bytes.toString()));
      socket.on('close', () => ended.resolve(undefined));
    });
    for (const [url, onNewConnection] of [
      [listening.origin, true],
      [server.origin, false],
    ] as const) {
      await expect(http.send({ ...refused, url, needsNewConnection: onNewConnection })).rejects.toBe(tooLate);
    }
    await ended.promise;
    expect([received, server.requests.length, listening.connections, connectedCount]).toEqual([[], 1, 1, 1]);
    await listening.close();
  });

  it('sends nothing over TLS when refuseToSend refuses', async () => {
    const trusted = getCACertificates();
    const { certificate, privateKey } = issueCertificate({ name: 'localhost', hosts: ['localhost'] });
    setDefaultCACertificates([certificate]);
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const received: string[] = [];
    const ended = Promise.withResolvers<undefined>();
    const secure = createTlsServer({ cert: certificate, key }, (socket) => {
      socket.on('data', (bytes: Buffer) => received.push(bytes.toString()));
      socket.on('error', () => undefined);
    });
    // The client can close before the server completes its side of the handshake.
    secure.on('connection', (socket: Socket) => void socket.on('close', () => ended.resolve(undefined)));
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const address = secure.address();
    const port = typeof address === 'object' ? address?.port : null;
    const url = `https://localhost:${port}/`;
    await expect(http.send({ ...refused, url, needsNewConnection: true })).rejects.toBe(tooLate);
    await ended.promise;
    expect([received, connectedCount]).toEqual([[], 0]);
    secure.close();
    setDefaultCACertificates(trusted);
  });
});

describe('needsNewConnection', () => {
  it('opens a new connection on demand, even while another is idle', async () => {
    for (const needsNewConnection of [false, true, true, false]) {
      expect(await send({ url: server.origin, needsNewConnection })).toBe('sent');
    }
    expect(server.connections).toBe(3);
    expect(server.requests.map(({ headers }) => headers.connection)).toEqual([
      'keep-alive',
      'close',
      'close',
      'keep-alive',
    ]);
    expect(connectedCount).toBe(4);
  });

  it('closes a connection opened on demand with the client', async () => {
    const waiting = await startLocalServer(() => {});
    const failing = send({ url: waiting.origin, needsNewConnection: true });
    await expect.poll(() => waiting.requests.length).toBe(1);
    http.close();
    expect(await failing).toBe('failed');
    await waiting.close();
  });
});
