import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient, HttpRequest } from '../../src/http/http-client.ts';
import { issueCertificate } from '../support/certificates.ts';
import { type LocalServer, startLocalServer, startTcpServer, unusedOrigin } from './local-server.ts';

let http: HttpClient;
let server: LocalServer;
/** How often it was told that a request can have reached its server. */
let told: number;

beforeEach(async () => {
  http = createHttpClient({ timeoutMs: 5_000 });
  server = await startLocalServer((response) => response.end('{}'));
  told = 0;
});

afterEach(async () => {
  http.close();
  await server.close();
});

function countTold(): void {
  told += 1;
}

/** `sent`, or `failed`; got retries a GET, so all of these are POSTs. */
function outcomeOf(request: Partial<HttpRequest> & { url: string }): Promise<string> {
  return http.send({ body: 'MARKED', onConnected: countTold, ...request }).then(
    () => 'sent',
    () => 'failed',
  );
}

describe('a request that can have reached its server', () => {
  it('onConnected is called once, whether the connection is new or kept', async () => {
    expect(await outcomeOf({ url: server.origin })).toBe('sent');
    expect(told).toBe(1);
    expect(await outcomeOf({ url: server.origin })).toBe('sent');
    expect(told).toBe(2);
    expect(server.connections).toBe(1);
  });

  it('onConnected is called if the connection is cut before the answer', async () => {
    const cutting = await startTcpServer((socket) => socket.destroy());
    expect(await outcomeOf({ url: cutting.origin })).toBe('failed');
    expect(told).toBe(1);
    await cutting.close();
  });
});

describe('a request over TLS', () => {
  it('over TLS, onConnected is called once before the server has the request, whether the connection is new or kept', async () => {
    const trusted = getCACertificates();
    const { certificate, privateKey } = issueCertificate({ name: 'localhost', hosts: ['localhost'] });
    setDefaultCACertificates([certificate]);
    const toldAtArrival: number[] = [];
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const secure = createServer({ cert: certificate, key }, (_request, response) => {
      toldAtArrival.push(told);
      response.end('{}');
    });
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const address = secure.address();
    const port = typeof address === 'object' ? address?.port : null;
    for (const needsNewConnection of [false, false, true]) {
      expect(await outcomeOf({ url: `https://localhost:${port}/`, needsNewConnection })).toBe('sent');
    }
    expect(toldAtArrival).toEqual([1, 2, 3]);
    secure.closeAllConnections();
    secure.close();
    setDefaultCACertificates(trusted);
  });
});

describe('a request that has certainly not reached its server', () => {
  it('onConnected is not called if nobody listens', async () => {
    expect(await outcomeOf({ url: await unusedOrigin() })).toBe('failed');
    expect(told).toBe(0);
  });

  it('onConnected is not called if the host name does not exist', async () => {
    expect(await outcomeOf({ url: 'http://nobody.invalid/' })).toBe('failed');
    expect(told).toBe(0);
  });

  it('onConnected is not called if the TLS handshake fails', async () => {
    expect(await outcomeOf({ url: server.origin.replace('http:', 'https:') })).toBe('failed');
    expect(told).toBe(0);
    expect(server.requests).toEqual([]);
    expect(server.connections).toBe(1);
  });

  it('onConnected is not called if the request was aborted before', async () => {
    expect(await outcomeOf({ url: server.origin, signal: AbortSignal.abort() })).toBe('failed');
    expect(told).toBe(0);
  });
});

describe('a request that is refused at the last moment', () => {
  const tooLate = new GatewayError('WRITE_NOT_SENT', 'Too late.');
  const refused = { body: 'MARKED', refuseToSend: () => tooLate, onConnected: countTold };

  it('a request that is refused at the last moment has connected and sent nothing, whether the connection is new or kept', async () => {
    expect(await outcomeOf({ url: server.origin })).toBe('sent');
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
    expect([received, server.requests.length, listening.connections, told]).toEqual([[], 1, 1, 1]);
    await listening.close();
  });

  it('a request that is refused at the last moment sends nothing over TLS', async () => {
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
    // The client can be gone before the server's side of the handshake is over.
    secure.on('connection', (socket: Socket) => void socket.on('close', () => ended.resolve(undefined)));
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const address = secure.address();
    const port = typeof address === 'object' ? address?.port : null;
    const url = `https://localhost:${port}/`;
    await expect(http.send({ ...refused, url, needsNewConnection: true })).rejects.toBe(tooLate);
    await ended.promise;
    expect([received, told]).toEqual([[], 0]);
    secure.close();
    setDefaultCACertificates(trusted);
  });
});

describe('a new connection', () => {
  it('a new connection is made on demand, even while a kept one is idle', async () => {
    for (const needsNewConnection of [false, true, true, false]) {
      expect(await outcomeOf({ url: server.origin, needsNewConnection })).toBe('sent');
    }
    expect(server.connections).toBe(3);
    expect(server.requests.map(({ headers }) => headers.connection)).toEqual([
      'keep-alive',
      'close',
      'close',
      'keep-alive',
    ]);
    expect(told).toBe(4);
  });

  it('a new connection closes with the client, as the kept ones do', async () => {
    const waiting = await startLocalServer(() => {});
    const failing = outcomeOf({ url: waiting.origin, needsNewConnection: true });
    await expect.poll(() => waiting.requests.length).toBe(1);
    http.close();
    expect(await failing).toBe('failed');
    await waiting.close();
  });
});
