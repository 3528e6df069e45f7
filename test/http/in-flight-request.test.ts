import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/http/got-client.ts';
import { startLocalServer, unusedOrigin } from './local-server.ts';
import { PATIENCE } from '../support/patience.ts';

const RESPONSE_FINISHED = 'http.client.response.finish';
const GOT_RESPONSE_END = 'got:response:end';
const BODY = JSON.stringify('The text of a record. '.repeat(100));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function createClient() {
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  closing.push(() => http.close());
  return http;
}

/** Returns the strings and the byte-array lengths that are reachable through properties, non-enumerable ones included. */
function collectReachable(root: object): { readonly texts: string[]; readonly bytes: number[] } {
  const seen = new Set<object>();
  const texts: string[] = [];
  const bytes: number[] = [];
  const pending: object[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next instanceof Uint8Array) {
      bytes.push(next.byteLength);
      continue;
    }
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(next))) {
      const inner: unknown = value;
      if (typeof inner === 'string') texts.push(inner);
      if (typeof inner === 'object' && inner !== null) pending.push(inner);
    }
  }
  return { texts, bytes };
}

describe('a finished request', () => {
  it('keeps no part of the response body in a finished request, which stays in memory until the next full garbage collection', async () => {
    const server = await startLocalServer((response) => response.end(BODY));
    closing.push(() => server.close());
    const responses: object[] = [];
    const keepMessage = (message: unknown): void => {
      if (typeof message === 'object' && message !== null && 'response' in message)
        if (typeof message.response === 'object' && message.response !== null)
          responses.push(message.response);
    };
    subscribe(RESPONSE_FINISHED, keepMessage);
    closing.push(() => unsubscribe(RESPONSE_FINISHED, keepMessage));
    const { json } = await createClient().send({ url: `${server.origin}/Patient/1` });
    expect(JSON.stringify(json)).toBe(BODY);
    const [response] = responses;
    if (response === undefined) throw new Error('The diagnostics channel published no response.');
    const { texts, bytes } = collectReachable(response);
    // Proves that the search reached the request.
    expect(texts).toContain('GET');
    expect(texts.filter((text) => text.includes('The text of a record.'))).toEqual([]);
    expect(bytes.filter((length) => length >= BODY.length)).toEqual([]);
  });

  it.each([
    [
      'succeeded',
      async () => {
        const server = await startLocalServer((response) => response.end(BODY));
        closing.push(() => server.close());
        return server.origin;
      },
    ],
    ['failed', unusedOrigin],
  ])('removes its listener from the caller’s signal after a request that %s', async (_how, originOf) => {
    const { signal } = new AbortController();
    await createClient()
      .send({ url: await originOf(), signal, canRepeat: () => false })
      .catch(() => {});
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('an abort after the last byte of a failed response', () => {
  it('ends the request at once, without a retry', async () => {
    const server = await startLocalServer((response) =>
      response.writeHead(503, { 'retry-after': '3600' }).end('{"issue":[]}'),
    );
    closing.push(() => server.close());
    const controller = new AbortController();
    const abortSoon = (): void => process.nextTick(() => controller.abort());
    subscribe(GOT_RESPONSE_END, abortSoon);
    closing.push(() => unsubscribe(GOT_RESPONSE_END, abortSoon));
    const consulted: string[] = [];
    const sent = createClient().send({
      url: `${server.origin}/Patient/1`,
      signal: controller.signal,
      onFailure: () => void consulted.push('onFailure'),
      canRepeat: () => consulted.push('canRepeat') > 0,
    });
    await expect(sent).rejects.toMatchObject({ code: 'OPERATION_ABORTED' });
    expect(consulted).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });
});
