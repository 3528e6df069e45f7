import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createHttpClient, type HttpClientOptions } from '../../src/http/got-client.ts';
import type { HttpClient, HttpRequest } from '../../src/http/http-client.ts';
import { startLocalServer, startTcpServer, unusedOrigin } from './local-server.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const http = createHttpClient({ timeoutMs: 5_000, ...options });
  closers.push(() => http.close());
  return http;
}

async function serve<T extends { close: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  closers.push(() => server.close());
  return server;
}

/** What a request fails with; it holds nothing of the request, however it is looked at. */
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

const at = (origin: string): string => `${origin}/MARKED-path?family=MARKED-name`;
const FORM = { client_assertion: 'MARKED-assertion' };

const UNAVAILABLE = (code: string): Partial<GatewayError> => ({
  code: 'UPSTREAM_UNAVAILABLE',
  message: `The FHIR server could not be reached, or closed the connection (${code}). Try again later.`,
});

describe('a server that is too slow', () => {
  const TIMEOUT = {
    code: 'UPSTREAM_TIMEOUT',
    message: 'The FHIR server did not respond within 500 ms. Try again later.',
  };

  it('a GET that times out is not sent again, because its caller’s time is used up', async () => {
    const server = await serve(startLocalServer(() => {}));
    let sent = 0;
    const request = { url: at(server.origin), onSend: () => (sent += 1) };
    expect(await failureOf(client({ timeoutMs: 500 }), request)).toMatchObject(TIMEOUT);
    expect(server.requests).toHaveLength(1);
    expect(sent).toBe(1);
  });

  it('a POST times out too', async () => {
    const server = await serve(startLocalServer(() => {}));
    const request = { url: at(server.origin), form: FORM };
    expect(await failureOf(client({ timeoutMs: 500 }), request)).toMatchObject(TIMEOUT);
    expect(server.requests).toHaveLength(1);
  });

  it.each([200, 503])('a request times out in the middle of an answer with status %i', async (status) => {
    const server = await serve(
      startLocalServer((response) => response.writeHead(status, { 'Content-Length': '100' }).write('half')),
    );
    expect(await failureOf(client({ timeoutMs: 500 }), { url: at(server.origin) })).toMatchObject(TIMEOUT);
    expect(server.requests).toHaveLength(1);
  });

  it('a request times out if the server accepts only the connection', async () => {
    const server = await serve(startTcpServer(() => {}));
    expect(await failureOf(client({ timeoutMs: 500 }), { url: at(server.origin) })).toMatchObject(TIMEOUT);
    expect(server.connections).toBe(1);
  });

  it('the client works after a timeout', async () => {
    const server = await serve(
      startLocalServer((response, _request, count) => count > 1 && response.end('{}')),
    );
    const http = client({ timeoutMs: 500 });
    await failureOf(http, { url: at(server.origin) });
    expect((await http.send({ url: at(server.origin) })).status).toBe(200);
  });
});

describe('a connection that is not made, or breaks', () => {
  it('a GET is tried three times if nothing listens', async () => {
    const origin = await unusedOrigin();
    let sent = 0;
    const error = await failureOf(client(), { url: at(origin), onSend: () => (sent += 1) });
    expect(error).toMatchObject(UNAVAILABLE('ECONNREFUSED'));
    expect(sent).toBe(3);
  });

  it('a GET is tried three times if the connection closes before any answer', async () => {
    const server = await serve(startLocalServer((response) => response.destroy()));
    expect(await failureOf(client(), { url: at(server.origin) })).toMatchObject(UNAVAILABLE('ECONNRESET'));
    expect(server.requests).toHaveLength(3);
  });

  it('a GET is tried three times if the connection is reset', async () => {
    const server = await serve(
      startTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(await failureOf(client(), { url: at(server.origin) })).toMatchObject(UNAVAILABLE('ECONNRESET'));
    expect(server.connections).toBe(3);
  });

  it.each([
    ['with a length', { 'Content-Length': '100' }, 'ERR_HTTP_CONTENT_LENGTH_MISMATCH'],
    ['in chunks', {}, 'ECONNRESET'],
    ['compressed', { 'Content-Encoding': 'gzip' }, 'ECONNRESET'],
  ])(
    'a GET is tried three times if the connection breaks in the middle of an answer %s',
    async (_name, headers, code) => {
      const half = 'Content-Encoding' in headers ? gzipSync('x'.repeat(9_999)).subarray(0, 20) : '{"half":';
      const server = await serve(
        startLocalServer((response) =>
          response.writeHead(200, headers).write(half, () => response.socket?.destroySoon()),
        ),
      );
      expect(await failureOf(client(), { url: at(server.origin) })).toMatchObject(UNAVAILABLE(code));
      expect(server.requests).toHaveLength(3);
    },
  );

  it('a GET has the answer of the attempt that succeeds', async () => {
    const server = await serve(
      startLocalServer((response, _request, count) =>
        count < 3 ? response.destroy() : response.end('{"whole":true}'),
      ),
    );
    expect((await client().send({ url: server.origin })).json).toEqual({ whole: true });
  });

  it('a POST fails at once on a broken connection', async () => {
    const origin = await unusedOrigin();
    let sent = 0;
    const error = await failureOf(client(), { url: at(origin), form: FORM, onSend: () => (sent += 1) });
    expect(error).toMatchObject(UNAVAILABLE('ECONNREFUSED'));
    expect(sent).toBe(1);
  });
});

describe('an answer that cannot be read', () => {
  it('a GET is not sent again if the answer is not HTTP', async () => {
    const server = await serve(
      startTcpServer((socket) => socket.once('data', () => socket.end('MARKED: this is not HTTP\r\n\r\n'))),
    );
    const error = await failureOf(client(), { url: at(server.origin) });
    expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(error.message).toMatch(/^The FHIR server's response could not be read \(HPE_[A-Z_]+\)\.$/);
    expect(server.connections).toBe(1);
  });

  it('a GET is not sent again if the compressed body is damaged', async () => {
    const server = await serve(
      startLocalServer((response) =>
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('MARKED: this is not gzip'),
      ),
    );
    expect(await failureOf(client(), { url: at(server.origin) })).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: "The FHIR server's response could not be read (ERR_READING_RESPONSE_STREAM).",
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a request that cannot be sent', () => {
  it.each([
    [
      'a header that HTTP does not allow',
      { url: 'http://127.0.0.1:9/MARKED', headers: { accept: 'MARKED\n' } },
    ],
    ['a URL of another kind', { url: 'ftp://127.0.0.1:9/MARKED' }],
  ])('a request that cannot be sent fails without revealing its content: %s', async (_name, request) => {
    let sent = 0;
    const error = await failureOf(client(), { ...request, onSend: () => (sent += 1) });
    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(sent).toBe(0);
  });
});

describe('a request that is given up', () => {
  const ABORTED = {
    code: 'OPERATION_ABORTED',
    message: 'The operation was aborted before the FHIR server responded.',
  };

  it('an aborted request ends at once, with its connection', async () => {
    const closed = Promise.withResolvers<undefined>();
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response) => {
        response.once('close', () => closed.resolve(undefined));
        abort.abort();
      }),
    );
    expect(await failureOf(client(), { url: at(server.origin), signal: abort.signal })).toMatchObject(
      ABORTED,
    );
    await closed.promise;
    expect(server.requests).toHaveLength(1);
  });

  it('a request can be aborted in the middle of an answer', async () => {
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response) => response.write('half', () => setImmediate(() => abort.abort()))),
    );
    expect(await failureOf(client(), { url: at(server.origin), signal: abort.signal })).toMatchObject(
      ABORTED,
    );
  });

  it('a request that is aborted before its next attempt is not sent again', async () => {
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response) => {
        response.writeHead(503, { 'Retry-After': '10' }).end();
        setImmediate(() => abort.abort());
      }),
    );
    expect(await failureOf(client(), { url: at(server.origin), signal: abort.signal })).toMatchObject(
      ABORTED,
    );
    expect(server.requests).toHaveLength(1);
  });

  it('a request that was aborted before is not sent at all', async () => {
    const server = await serve(startLocalServer((response) => response.end()));
    const request = { url: at(server.origin), signal: AbortSignal.abort(new Error('MARKED')) };
    expect(await failureOf(client(), request)).toMatchObject(ABORTED);
    expect(server.requests).toHaveLength(0);
  });

  it('a request that is aborted by a timeout signal fails with OPERATION_ABORTED', async () => {
    const server = await serve(startLocalServer(() => {}));
    const request = { url: at(server.origin), signal: AbortSignal.timeout(50) };
    expect(await failureOf(client(), request)).toMatchObject(ABORTED);
  });

  it('an aborted request fails with the reason of its signal if that is a GatewayError', async () => {
    const tooLong = new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.');
    const abort = new AbortController();
    const server = await serve(startLocalServer(() => abort.abort(tooLong)));
    const request = { url: at(server.origin), signal: abort.signal };
    expect(await failureOf(client(), request)).toBe(tooLong);
    expect(await failureOf(client(), request)).toBe(tooLong);
    expect(server.requests).toHaveLength(1);
  });

  it('aborting a request does not affect the others', async () => {
    const abort = new AbortController();
    const server = await serve(
      startLocalServer((response, { url }) => {
        if (url.endsWith('stay')) setTimeout(() => response.end('"stayed"'), 20);
        else abort.abort();
      }),
    );
    const http = client();
    const [stayed, gone] = await Promise.all([
      http.send({ url: `${server.origin}/stay` }),
      failureOf(http, { url: at(server.origin), signal: abort.signal }),
    ]);
    expect(stayed.json).toBe('stayed');
    expect(gone).toMatchObject(ABORTED);
  });

  it('closing the client aborts every request, and every later one', async () => {
    const closed = Promise.withResolvers<undefined>();
    const server = await serve(
      startLocalServer((response) => response.once('close', () => closed.resolve(undefined))),
    );
    const http = client();
    const failing = failureOf(http, { url: at(server.origin) });
    await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBe(1);
    http.close();
    expect(await failing).toMatchObject(ABORTED);
    await closed.promise;
    expect(await failureOf(http, { url: at(server.origin) })).toMatchObject(ABORTED);
    expect(server.requests).toHaveLength(1);
  });
});

describe('closing', () => {
  it('closing the client ends the idle connections, and can be repeated', async () => {
    const ended = Promise.withResolvers<undefined>();
    const server = await serve(
      startLocalServer((response) => {
        response.socket?.once('close', () => ended.resolve(undefined));
        response.end('{}');
      }),
    );
    const http = client();
    await http.send({ url: server.origin });
    http.close();
    await ended.promise;
    expect(() => http.close()).not.toThrow();
  });
});
