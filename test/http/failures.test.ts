import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createHttpClient, type HttpClientOptions } from '../../src/http/got-client.ts';
import type { HttpClient, HttpRequest } from '../../src/http/http-client.ts';
import { startLocalServer, startTcpServer, unusedOrigin } from './local-server.ts';
import { PATIENCE } from '../support/patience.ts';
import { passTime, skipPauses } from '../support/time.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function createClient(options: Partial<HttpClientOptions> = {}): HttpClient {
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout, ...options });
  closers.push(() => http.close());
  return http;
}

async function serve<T extends { close: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  closers.push(() => server.close());
  return server;
}

/** Returns the error of a request, and checks that no property of the error contains anything from the request. */
async function failureOf(http: HttpClient, request: HttpRequest): Promise<GatewayError> {
  const error: unknown = await http
    .send({ ...request, headers: { authorization: 'Bearer MARKED-token', ...request.headers } })
    .then(
      (answer) => answer,
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof GatewayError)) throw new Error(`A GatewayError was expected: ${inspect(error)}`);
  const { host } = new URL(request.url);
  const seen =
    inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity }) +
    JSON.stringify(error) +
    JSON.stringify(Object.getOwnPropertyDescriptors(error));
  expect(seen).not.toMatch(/MARKED|Bearer/);
  expect(seen).not.toContain(host);
  expect(Object.getOwnPropertyNames(error).toSorted()).toEqual(['code', 'message', 'name', 'stack']);
  expect(error.cause).toBeUndefined();
  return error;
}

const urlAt = (origin: string): string => `${origin}/MARKED-path?family=MARKED-name`;
const FORM = { client_assertion: 'MARKED-assertion' };

const unavailable = (code: string): Partial<GatewayError> => ({
  code: 'UPSTREAM_UNAVAILABLE',
  message: `The FHIR server could not be reached, or closed the connection (${code}). Try again later.`,
});

describe('a timeout', () => {
  const timeoutMs = 2_000;
  const TIMEOUT = {
    code: 'UPSTREAM_TIMEOUT',
    message: 'The FHIR server did not respond within 2000 ms. Try again later.',
  };

  /** Returns the error of a request whose time passes once it has reached the server. */
  const timeoutAt = (isReached: () => boolean, request: HttpRequest) =>
    passTime(timeoutMs, isReached, () => failureOf(createClient({ timeoutMs }), request));

  it('does not retry a GET that times out, because its caller’s time is used up', async () => {
    const server = await serve(startLocalServer(() => {}));
    let sent = 0;
    const request = { url: urlAt(server.origin), onSend: () => (sent += 1) };
    expect(await timeoutAt(() => server.requests.length > 0, request)).toMatchObject(TIMEOUT);
    expect(server.requests).toHaveLength(1);
    expect(sent).toBe(1);
  });

  it('fails a POST that times out with UPSTREAM_TIMEOUT', async () => {
    const server = await serve(startLocalServer(() => {}));
    const request = { url: urlAt(server.origin), form: FORM };
    expect(await timeoutAt(() => server.requests.length > 0, request)).toMatchObject(TIMEOUT);
    expect(server.requests).toHaveLength(1);
  });

  it.each([200, 503])('times out in the middle of a response with status %i', async (status) => {
    let isHalfSent = false;
    const server = await serve(
      startLocalServer((response) =>
        response.writeHead(status, { 'Content-Length': '100' }).write('half', () => (isHalfSent = true)),
      ),
    );
    expect(await timeoutAt(() => isHalfSent, { url: urlAt(server.origin) })).toMatchObject(TIMEOUT);
    expect(server.requests).toHaveLength(1);
  });

  it('times out if the server only accepts the connection', async () => {
    const server = await serve(startTcpServer(() => {}));
    const request = { url: urlAt(server.origin) };
    expect(await timeoutAt(() => server.connections > 0, request)).toMatchObject(TIMEOUT);
    expect(server.connections).toBe(1);
  });

  it('sends further requests after a timeout', async () => {
    const server = await serve(
      startLocalServer((response, _request, count) => count > 1 && response.end('{}')),
    );
    const http = createClient({ timeoutMs: PATIENCE.timeout });
    const request = { url: urlAt(server.origin) };
    await passTime(
      PATIENCE.timeout,
      () => server.requests.length > 0,
      () => failureOf(http, request),
    );
    expect((await http.send(request)).status).toBe(200);
  });
});

describe('a failed connection', () => {
  skipPauses();

  it('tries a GET three times if no server listens', async () => {
    const origin = await unusedOrigin();
    let sent = 0;
    const error = await failureOf(createClient(), { url: urlAt(origin), onSend: () => (sent += 1) });
    expect(error).toMatchObject(unavailable('ECONNREFUSED'));
    expect(sent).toBe(3);
  });

  it('tries a GET three times if the connection closes before the response', async () => {
    const server = await serve(startLocalServer((response) => response.destroy()));
    expect(await failureOf(createClient(), { url: urlAt(server.origin) })).toMatchObject(
      unavailable('ECONNRESET'),
    );
    expect(server.requests).toHaveLength(3);
  });

  it('tries a GET three times if the connection is reset', async () => {
    const server = await serve(
      startTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(await failureOf(createClient(), { url: urlAt(server.origin) })).toMatchObject(
      unavailable('ECONNRESET'),
    );
    expect(server.connections).toBe(3);
  });

  it.each([
    ['with a length', { 'Content-Length': '100' }, 'ERR_HTTP_CONTENT_LENGTH_MISMATCH'],
    ['in chunks', {}, 'ECONNRESET'],
    ['compressed', { 'Content-Encoding': 'gzip' }, 'ECONNRESET'],
  ])(
    'tries a GET three times if the connection breaks in the middle of a response %s',
    async (_name, headers, code) => {
      const half = 'Content-Encoding' in headers ? gzipSync('x'.repeat(9_999)).subarray(0, 20) : '{"half":';
      const server = await serve(
        startLocalServer((response) =>
          response.writeHead(200, headers).write(half, () => response.socket?.destroySoon()),
        ),
      );
      expect(await failureOf(createClient(), { url: urlAt(server.origin) })).toMatchObject(unavailable(code));
      expect(server.requests).toHaveLength(3);
    },
  );

  it('returns the response of the GET attempt that succeeds', async () => {
    const server = await serve(
      startLocalServer((response, _request, count) =>
        count < 3 ? response.destroy() : response.end('{"whole":true}'),
      ),
    );
    expect((await createClient().send({ url: server.origin })).json).toEqual({ whole: true });
  });

  it('fails a POST at once on a broken connection', async () => {
    const origin = await unusedOrigin();
    let sent = 0;
    const error = await failureOf(createClient(), {
      url: urlAt(origin),
      form: FORM,
      onSend: () => (sent += 1),
    });
    expect(error).toMatchObject(unavailable('ECONNREFUSED'));
    expect(sent).toBe(1);
  });
});

describe('an unreadable response', () => {
  it('does not retry a GET if the response is not HTTP', async () => {
    const server = await serve(
      startTcpServer((socket) => socket.once('data', () => socket.end('MARKED: this is not HTTP\r\n\r\n'))),
    );
    const error = await failureOf(createClient(), { url: urlAt(server.origin) });
    expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(error.message).toMatch(/^The FHIR server's response could not be read \(HPE_[A-Z_]+\)\.$/);
    expect(server.connections).toBe(1);
  });

  it('does not retry a GET if the compressed body is damaged', async () => {
    const server = await serve(
      startLocalServer((response) =>
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('MARKED: this is not gzip'),
      ),
    );
    expect(await failureOf(createClient(), { url: urlAt(server.origin) })).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: "The FHIR server's response could not be read (ERR_READING_RESPONSE_STREAM).",
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an invalid request', () => {
  it.each([
    [
      'a header that HTTP does not allow',
      { url: 'http://127.0.0.1:9/MARKED', headers: { accept: 'MARKED\n' } },
    ],
    ['a URL with an unsupported scheme', { url: 'ftp://127.0.0.1:9/MARKED' }],
  ])('fails an invalid request without revealing its content: %s', async (_name, request) => {
    let sent = 0;
    const error = await failureOf(createClient(), { ...request, onSend: () => (sent += 1) });
    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(sent).toBe(0);
  });
});

describe('an aborted request', () => {
  const ABORTED = {
    code: 'OPERATION_ABORTED',
    message: 'The operation was aborted before the FHIR server responded.',
  };

  it('ends an aborted request and its connection at once', async () => {
    const closed = Promise.withResolvers<undefined>();
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response) => {
        response.once('close', () => closed.resolve(undefined));
        abort.abort();
      }),
    );
    expect(
      await failureOf(createClient(), { url: urlAt(server.origin), signal: abort.signal }),
    ).toMatchObject(ABORTED);
    await closed.promise;
    expect(server.requests).toHaveLength(1);
  });

  it('aborts a request in the middle of a response', async () => {
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response) => response.write('half', () => setImmediate(() => abort.abort()))),
    );
    expect(
      await failureOf(createClient(), { url: urlAt(server.origin), signal: abort.signal }),
    ).toMatchObject(ABORTED);
  });

  it('does not retry a request that was aborted before its next attempt', async () => {
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response) => {
        response.writeHead(503, { 'Retry-After': '10' }).end();
        setImmediate(() => abort.abort());
      }),
    );
    expect(
      await failureOf(createClient(), { url: urlAt(server.origin), signal: abort.signal }),
    ).toMatchObject(ABORTED);
    expect(server.requests).toHaveLength(1);
  });

  it('does not send a request that was aborted before', async () => {
    const server = await serve(startLocalServer((response) => response.end()));
    const request = { url: urlAt(server.origin), signal: AbortSignal.abort(new Error('MARKED')) };
    expect(await failureOf(createClient(), request)).toMatchObject(ABORTED);
    expect(server.requests).toHaveLength(0);
  });

  it('fails a request with OPERATION_ABORTED when a timeout signal aborts it', async () => {
    const server = await serve(startLocalServer(() => {}));
    const request = { url: urlAt(server.origin), signal: AbortSignal.timeout(50) };
    expect(await failureOf(createClient(), request)).toMatchObject(ABORTED);
  });

  it('fails an aborted request with its signal’s reason if that is a GatewayError', async () => {
    const tooLong = new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.');
    const abort = new AbortController();
    const server = await serve(startLocalServer(() => abort.abort(tooLong)));
    const request = { url: urlAt(server.origin), signal: abort.signal };
    expect(await failureOf(createClient(), request)).toBe(tooLong);
    expect(await failureOf(createClient(), request)).toBe(tooLong);
    expect(server.requests).toHaveLength(1);
  });

  it('aborts one request without affecting others', async () => {
    const abort = new AbortController();
    const staying = Promise.withResolvers<ServerResponse>();
    const server = await serve(
      startLocalServer((response, { url }) => {
        if (url.endsWith('stay')) staying.resolve(response);
        else abort.abort();
      }),
    );
    const http = createClient();
    const stayed = http.send({ url: `${server.origin}/stay` });
    const response = await staying.promise;
    expect(await failureOf(http, { url: urlAt(server.origin), signal: abort.signal })).toMatchObject(ABORTED);
    response.end('"stayed"');
    expect((await stayed).json).toBe('stayed');
  });

  it('aborts all present and later requests when the client closes', async () => {
    const closed = Promise.withResolvers<undefined>();
    const server = await serve(
      startLocalServer((response) => response.once('close', () => closed.resolve(undefined))),
    );
    const http = createClient();
    const failing = failureOf(http, { url: urlAt(server.origin) });
    await expect.poll(() => server.requests.length).toBe(1);
    http.close();
    expect(await failing).toMatchObject(ABORTED);
    await closed.promise;
    expect(await failureOf(http, { url: urlAt(server.origin) })).toMatchObject(ABORTED);
    expect(server.requests).toHaveLength(1);
  });
});

describe('close', () => {
  it('closes idle connections with the client, and can be repeated', async () => {
    const ended = Promise.withResolvers<undefined>();
    const server = await serve(
      startLocalServer((response) => {
        response.socket?.once('close', () => ended.resolve(undefined));
        response.end('{}');
      }),
    );
    const http = createClient();
    await http.send({ url: server.origin });
    http.close();
    await ended.promise;
    expect(() => http.close()).not.toThrow();
  });
});
