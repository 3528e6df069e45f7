import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient, HttpResponse } from '../../src/http/http-client.ts';
import { type JsonFormat, PLAIN_JSON } from '../../src/json/format.ts';
import { BYTES_PER_VALUE, MAX_OBJECT_MEMBERS } from '../../src/json/size.ts';
import { createMemoryPool, type MemoryPool } from '../../src/limits/memory-pool.ts';
import { PATIENCE } from '../support/patience.ts';
import { rejectionOf } from '../support/refusal.ts';
import { skipPauses } from '../support/time.ts';
import { type Handler, type LocalServer, startLocalServer } from './local-server.ts';

skipPauses();

const POOL_BYTES = 100_000;
const OVERLOADED = {
  code: 'GATEWAY_OVERLOADED',
  message:
    'The gateway ran out of memory for the responses of FHIR servers and dropped the largest one. Retry later, or select less in one operation.',
};

let pool: MemoryPool;
let http: HttpClient;
let server: LocalServer | null = null;

beforeEach(() => {
  pool = createMemoryPool(POOL_BYTES);
  http = createHttpClient({ timeoutMs: 10_000, memory: pool });
});

afterEach(async () => {
  http.close();
  await server?.close();
  server = null;
});

async function send(handler: Handler, json?: JsonFormat | null): Promise<HttpResponse> {
  server ??= await startLocalServer(handler);
  return http.send({ url: server.origin, ...(json === undefined ? {} : { json }) });
}

describe('the memory pool of incoming responses [T3-D3]', () => {
  it('counts a response from its first byte until it is parsed', async () => {
    const end = Promise.withResolvers<undefined>();
    const sending = send((response) => {
      response.write('["');
      response.write('x'.repeat(10_000));
      void end.promise.then(() => response.end('"]'));
    });
    await vi.waitUntil(() => pool.usedBytes === 10_002, PATIENCE);
    end.resolve(undefined);
    await sending;
    expect(pool.usedBytes).toBe(0);
  });

  it('counts the values of a response while it is parsed, and returns their memory', async () => {
    const totals: number[] = [];
    const parse = (): unknown => {
      totals.push(pool.usedBytes);
      return {};
    };
    const { memory } = await send((response) => response.end('[1,2,3]'), { ...PLAIN_JSON, parse });
    expect(memory).toBe(7 + 4 * BYTES_PER_VALUE);
    expect(totals).toEqual([7 + memory]);
  });

  it('counts a retried request from zero', async () => {
    const totals: number[] = [];
    const parse = (): unknown => {
      totals.push(pool.usedBytes);
      return {};
    };
    const body = JSON.stringify('x'.repeat(60_000));
    const handler: Handler = (response, _request, count) =>
      response.writeHead(count < 3 ? 503 : 200).end(body);
    const { memory } = await send(handler, { ...PLAIN_JSON, parse });
    expect([totals, memory]).toEqual([[60_002], 0]);
  });

  it('drops the largest response if all together exceed the pool, and completes the others', async () => {
    const end = Promise.withResolvers<undefined>();
    const answer: Handler = (response, { url }) => {
      const letters = url === '/large' ? 70_000 : 40_000;
      response.write('["' + 'x'.repeat(letters));
      void end.promise.then(() => response.end('"]'));
    };
    server = await startLocalServer(answer);
    const large = rejectionOf(http.send({ url: `${server.origin}/large` }));
    await vi.waitUntil(() => pool.usedBytes > 70_000, PATIENCE);
    const small = http.send({ url: `${server.origin}/small` });
    expect(await large).toEqual(OVERLOADED);
    end.resolve(undefined);
    expect((await small).json).toEqual(['x'.repeat(40_000)]);
    expect(pool.usedBytes).toBe(0);
  });

  it('drops a response of the site with the most, and none of a site with a single larger one', async () => {
    const end = Promise.withResolvers<undefined>();
    server = await startLocalServer((response, { url }) => {
      response.write('["' + 'x'.repeat(url === '/quiet' ? 40_000 : 25_000));
      void end.promise.then(() => response.end('"]'));
    });
    const options = { timeoutMs: 10_000, memory: pool };
    const quiet = createHttpClient({ ...options, site: 'quiet' });
    const busy = createHttpClient({ ...options, site: 'busy' });
    const { origin } = server;
    const kept = quiet.send({ url: `${origin}/quiet`, json: null });
    await vi.waitUntil(() => pool.usedBytes > 40_000, PATIENCE);
    const outcomes = [1, 2, 3].map(() => rejectionOf(busy.send({ url: `${origin}/busy`, json: null })));
    expect(await Promise.race(outcomes)).toEqual(OVERLOADED);
    end.resolve(undefined);
    expect((await kept).status).toBe(200);
    quiet.close();
    busy.close();
  });

  it('drops a response that would need too much memory after parsing', async () => {
    const body = `[${'{},'.repeat(2_000)}{}]`;
    expect(await rejectionOf(send((response) => response.end(body)))).toEqual(OVERLOADED);
    expect(pool.usedBytes).toBe(0);
  });
});

describe('the structure of a response [T3-D3]', () => {
  const beyond = {
    code: 'UPSTREAM_INVALID_RESPONSE',
    message: `The FHIR server sent JSON beyond the limits: 5000 values, ${MAX_OBJECT_MEMBERS} members of an object, or 200 levels.`,
  };

  it.each([
    ['too many values', `[${'{},'.repeat(5_000)}{}]`],
    [
      'too many members',
      `{${Array.from({ length: MAX_OBJECT_MEMBERS + 1 }, (_, at) => `"m${at}":0`).join()}}`,
    ],
    ['too many levels', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('rejects a response with %s', async (_what, body) => {
    http.close();
    http = createHttpClient({ timeoutMs: 10_000 });
    expect(await rejectionOf(send((response) => response.end(body)))).toEqual(beyond);
  });

  it('stops reading a response that has too many values', async () => {
    const closed = Promise.withResolvers<undefined>();
    const sending = send((response) => {
      response.once('close', () => closed.resolve(undefined));
      response.write(`[${'0,'.repeat(6_000)}`);
    });
    expect(await rejectionOf(sending)).toEqual(beyond);
    await closed.promise;
  });

  it('does not parse a response if the request disables parsing', async () => {
    const body = `[${'{},'.repeat(6_000)}{}]`;
    const answer = await send((response) => response.end(body), null);
    expect(answer).toMatchObject({ status: 200, isEmpty: false, json: undefined, memory: 0 });
  });

  it('does not count the commas of an HTML response as JSON values', async () => {
    const answer = await send((response) => response.writeHead(503).end(`<p>${',{'.repeat(6_000)}`));
    expect(answer).toMatchObject({ status: 503, isEmpty: false, json: undefined });
  });
});
