import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/http/got-client.ts';
import { startLocalServer, unusedOrigin } from './local-server.ts';

const FINISHED = 'http.client.response.finish';
const BODY = JSON.stringify('The text of a record. '.repeat(100));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function startHttp() {
  const http = createHttpClient({ timeoutMs: 5_000 });
  closing.push(() => http.close());
  return http;
}

/** Every object that leads on from one by its properties, own and hidden from enumeration, and the texts and bytes among their values. */
function reachable(root: object): { readonly texts: string[]; readonly bytes: number[] } {
  const seen = new Set<object>();
  const texts: string[] = [];
  const bytes: number[] = [];
  const left: object[] = [root];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next instanceof Uint8Array) {
      bytes.push(next.byteLength);
      continue;
    }
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(next))) {
      const inner: unknown = value;
      if (typeof inner === 'string') texts.push(inner);
      if (typeof inner === 'object' && inner !== null) left.push(inner);
    }
  }
  return { texts, bytes };
}

describe('a request that is done', () => {
  it('a request that is done holds nothing of its answer, because it stays until the next full garbage collection', async () => {
    const server = await startLocalServer((response) => response.end(BODY));
    closing.push(() => server.close());
    const responses: object[] = [];
    const keepMessage = (message: unknown): void => {
      if (typeof message === 'object' && message !== null && 'response' in message)
        if (typeof message.response === 'object' && message.response !== null)
          responses.push(message.response);
    };
    subscribe(FINISHED, keepMessage);
    closing.push(() => unsubscribe(FINISHED, keepMessage));
    const { json } = await startHttp().send({ url: `${server.origin}/Patient/1` });
    expect(JSON.stringify(json)).toBe(BODY);
    const [response] = responses;
    if (response === undefined) throw new Error('No response was told of.');
    const { texts, bytes } = reachable(response);
    // Else it would not have been looked at.
    expect(texts).toContain('GET');
    expect(texts.filter((text) => text.includes('The text of a record.'))).toEqual([]);
    expect(bytes.filter((length) => length >= BODY.length)).toEqual([]);
  });

  it.each([
    [
      'was answered',
      async () => {
        const server = await startLocalServer((response) => response.end(BODY));
        closing.push(() => server.close());
        return server.origin;
      },
    ],
    ['failed', unusedOrigin],
  ])('a request that %s no longer listens to the signal of its caller', async (_how, originOf) => {
    const { signal } = new AbortController();
    await startHttp()
      .send({ url: await originOf(), signal, canRepeat: () => false })
      .catch(() => {});
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
