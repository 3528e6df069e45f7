import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpClientOptions } from '../../src/http/got-client.ts';
import type { HttpClient } from '../../src/http/http-client.ts';
import { type Handler, type LocalServer, startLocalServer } from './local-server.ts';
import { PATIENCE } from '../support/patience.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(handler: Handler): Promise<LocalServer> {
  const server = await startLocalServer(handler);
  closers.push(() => server.close());
  return server;
}

function createClient(options: Partial<HttpClientOptions> = {}): HttpClient {
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout, ...options });
  closers.push(() => http.close());
  return http;
}

describe('send', () => {
  it('sends a GET with the given headers, and returns any response', async () => {
    const server = await serve((response) =>
      response.writeHead(207, { 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] }).end('"grüße"'),
    );
    const response = await createClient().send({
      url: `${server.origin}/Patient?_id=a%2Cb`,
      headers: { accept: 'application/fhir+json', authorization: 'Bearer one' },
    });
    expect(response).toMatchObject({ status: 207, json: 'grüße', isEmpty: false });
    expect(response.headers).toMatchObject({ 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/Patient?_id=a%2Cb', body: '' });
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/fhir+json',
      authorization: 'Bearer one',
      'user-agent': 'epic-fhir-graphql-gateway',
    });
  });

  it('sends a request with a form as a POST of that form', async () => {
    const server = await serve((response) => response.end('{}'));
    await createClient().send({ url: `${server.origin}/token`, form: { one: 'a b', two: 'c&d=é' } });
    expect(server.requests[0]).toMatchObject({ method: 'POST', body: 'one=a+b&two=c%26d%3D%C3%A9' });
    expect(server.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('sends a request with a body as a POST of that body, with the given content type', async () => {
    const server = await serve((response) => response.writeHead(201).end());
    const body = '{"resourceType":"AuditEvent","outcomeDesc":"grüße"}';
    const headers = { 'content-type': 'application/fhir+json' };
    expect(await createClient().send({ url: `${server.origin}/AuditEvent`, body, headers })).toMatchObject({
      status: 201,
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', body, headers });
  });

  it.each([200, 204, 302, 400, 401, 403, 404, 410, 418, 422])(
    'returns status %i as a response, not as an error, without a retry',
    async (status) => {
      const server = await serve((response) => response.writeHead(status).end());
      const response = await createClient().send({ url: server.origin });
      expect(response).toMatchObject({ status, isEmpty: true, json: undefined });
      expect(server.requests).toHaveLength(1);
    },
  );

  it('accepts a compressed response', async () => {
    const server = await serve((response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"a":1}')),
    );
    expect((await createClient().send({ url: server.origin })).json).toEqual({ a: 1 });
    expect(server.requests[0]?.headers['accept-encoding']).toContain('gzip');
  });

  it('reuses the connection of the previous request', async () => {
    const server = await serve((response) => response.end('{}'));
    const http = createClient();
    for (let count = 0; count < 5; count += 1) await http.send({ url: server.origin });
    expect(server.requests).toHaveLength(5);
    expect(server.connections).toBe(1);
  });

  it('does not share connections between clients', async () => {
    const server = await serve((response) => response.end('{}'));
    await createClient().send({ url: server.origin });
    await createClient().send({ url: server.origin });
    expect(server.connections).toBe(2);
  });
});

describe('send with GET [T3-D7]', () => {
  it.each([408, 429, 500, 502, 503, 504, 599])(
    'retries a GET after %i, and returns the next response',
    async (status) => {
      const server = await serve((response, _request, count) =>
        response.writeHead(count === 1 ? status : 200).end(`${count}`),
      );
      let sent = 0;
      const response = await createClient().send({
        url: server.origin,
        headers: { authorization: 'Bearer one' },
        onSend: () => (sent += 1),
      });
      expect(response).toMatchObject({ status: 200, json: 2 });
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer one',
        'Bearer one',
      ]);
      expect(sent).toBe(2);
    },
  );

  it('retries a GET at most twice, and returns the third response, whatever its status', async () => {
    const server = await serve((response, _request, count) =>
      response.writeHead(500 + count, { 'Content-Type': 'text/html' }).end(`${count}`),
    );
    let sent = 0;
    const response = await createClient().send({ url: server.origin, onSend: () => (sent += 1) });
    expect(response).toMatchObject({ status: 503, json: 3 });
    expect(server.requests).toHaveLength(3);
    expect(sent).toBe(3);
  });

  it('waits the time of Retry-After before it retries a GET', async () => {
    const server = await serve((response, _request, count) =>
      response.writeHead(count === 1 ? 429 : 200, count === 1 ? { 'Retry-After': '1' } : {}).end(),
    );
    const started = performance.now();
    const response = await createClient().send({ url: server.origin });
    expect(response.status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  it.each([
    ['in seconds', () => '11'],
    ['as an HTTP date', () => new Date(Date.now() + 60_000).toUTCString()],
  ])('does not retry a GET if Retry-After is too long, given %s', async (_name, retryAfter) => {
    const server = await serve((response) =>
      response.writeHead(429, { 'Retry-After': retryAfter() }).end('later'),
    );
    expect(await createClient().send({ url: server.origin })).toMatchObject({ status: 429, isEmpty: false });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['0', 'Thu, 01 Jan 1970 00:00:00 GMT', 'soon', '-5', ''])(
    'retries a GET after the usual backoff if Retry-After is %j',
    async (retryAfter) => {
      const server = await serve((response, _request, count) =>
        response.writeHead(count === 1 ? 503 : 200, { 'Retry-After': retryAfter }).end(),
      );
      expect((await createClient().send({ url: server.origin })).status).toBe(200);
      expect(server.requests).toHaveLength(2);
    },
  );
});

describe('send with POST', () => {
  it.each([408, 429, 500, 503])('never retries a POST after %i', async (status) => {
    const server = await serve((response) => response.writeHead(status, { 'Retry-After': '0' }).end());
    expect((await createClient().send({ url: server.origin, form: { a: '1' } })).status).toBe(status);
    expect(server.requests).toHaveLength(1);
  });

  it('never retries a POST after a broken connection', async () => {
    const server = await serve((response) => response.destroy());
    const sending = createClient().send({ url: server.origin, form: { a: '1' } });
    await expect(sending).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(server.requests).toHaveLength(1);
  });
});
