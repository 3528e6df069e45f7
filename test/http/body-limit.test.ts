import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient } from '../../src/http/http-client.ts';
import { PLAIN_JSON } from '../../src/json/format.ts';
import { type Handler, type LocalServer, startLocalServer } from './local-server.ts';

const LIMIT = 100_000;
const MEGABYTE = 1_048_576;
const TOO_LARGE = {
  code: 'UPSTREAM_INVALID_RESPONSE',
  message: `The FHIR server sent a response of more than ${LIMIT} bytes, the limit for this kind of response.`,
};

let http: HttpClient;
let server: LocalServer;

beforeEach(() => {
  http = createHttpClient({ timeoutMs: 10_000 });
});

afterEach(async () => {
  http.close();
  await server.close();
});

async function send(handler: Handler): Promise<unknown> {
  server = await startLocalServer(handler);
  const json = { ...PLAIN_JSON, maxBytes: LIMIT };
  return (await http.send({ url: `${server.origin}/MARKED`, json })).json;
}

/** Creates an endless body that counts the megabytes read from it. */
function createEndlessBody(): { body: Readable; readonly megabytesRead: number } {
  let megabytesRead = 0;
  const chunk = Buffer.alloc(MEGABYTE, ' ');
  const body = new Readable({
    read() {
      megabytesRead += 1;
      this.push(chunk);
    },
  });
  return {
    body,
    get megabytesRead() {
      return megabytesRead;
    },
  };
}

describe('maxBytes [T3-D2]', () => {
  it('accepts a body as large as the limit', async () => {
    const text = 'x'.repeat(LIMIT - 4);
    expect(await send((response) => response.end(`["${text}"]`))).toEqual([text]);
  });

  it('measures a body in bytes, not in characters', async () => {
    await expect(send((response) => response.end('é'.repeat(LIMIT / 2 + 1)))).rejects.toMatchObject(
      TOO_LARGE,
    );
  });

  it.each([
    [
      'in one piece',
      (body: string): Handler =>
        (response) =>
          response.end(body),
    ],
    [
      'in chunks',
      (body: string): Handler =>
        (response) => {
          for (let at = 0; at < body.length; at += 1_000) response.write(body.slice(at, at + 1_000));
          response.end();
        },
    ],
    [
      'compressed',
      (body: string): Handler =>
        (response) =>
          response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(body)),
    ],
    [
      'with an error status',
      (body: string): Handler =>
        (response) =>
          response.writeHead(404).end(body),
    ],
  ])('rejects a body larger than the limit (%s)', async (_name, handler) => {
    await expect(send(handler('x'.repeat(LIMIT + 1)))).rejects.toMatchObject(TOO_LARGE);
    expect(server.requests).toHaveLength(1);
  });

  it('stops reading a body at the limit, and closes its connection', async () => {
    const endlessBody = createEndlessBody();
    const closed = Promise.withResolvers<undefined>();
    const sending = send((response) => {
      response.once('close', () => closed.resolve(undefined));
      endlessBody.body.pipe(response);
    });
    await expect(sending).rejects.toMatchObject(TOO_LARGE);
    await closed.promise;
    endlessBody.body.destroy();
    expect(endlessBody.megabytesRead).toBeLessThan(50);
    expect(server.requests).toHaveLength(1);
  });

  it('stops decompressing a body at the limit, however small it was on the wire', async () => {
    const endlessBody = createEndlessBody();
    const closed = Promise.withResolvers<undefined>();
    const sending = send((response) => {
      response.once('close', () => closed.resolve(undefined));
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      endlessBody.body.pipe(createGzip()).pipe(response);
    });
    await expect(sending).rejects.toMatchObject(TOO_LARGE);
    await closed.promise;
    endlessBody.body.destroy();
    expect(endlessBody.megabytesRead).toBeLessThan(200);
  });

  it('sends further requests after a body beyond the limit', async () => {
    const sending = send((response, _request, count) =>
      response.end(count === 1 ? 'x'.repeat(LIMIT * 3) : '"x"'),
    );
    await expect(sending).rejects.toMatchObject(TOO_LARGE);
    expect((await http.send({ url: server.origin })).json).toBe('x');
  });
});
