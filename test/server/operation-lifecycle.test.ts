import fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createResponseLimits,
  type ResponseBudget,
  type ResponseLimits,
} from '../../src/limits/response-budget.ts';
import { createInFlightOperations } from '../../src/server/in-flight-operations.ts';
import { createOperationLifecycle, streamParts } from '../../src/server/operation-lifecycle.ts';

const MEGABYTE = 1_000_000;
/** More megabytes than the sockets of both ends buffer. */
const PARTS = 64;

let limits: ResponseLimits;
let app: FastifyInstance;
let sizes: ResponseBudget[];
let port: number;

beforeEach(async () => {
  limits = createResponseLimits({ maxResponseBytes: Infinity, maxHeldBytes: 200 * MEGABYTE });
  sizes = [];
  const lifecycle = createOperationLifecycle(limits, createInFlightOperations(30_000), {
    bodyOf: () => ({
      kind: 'parts',
      parts: Array.from({ length: PARTS }, () => Buffer.alloc(MEGABYTE, 'x')),
    }),
  });
  app = fastify();
  app.get('/', {
    onSend: (request, reply, payload, done) => done(null, lifecycle.bodyFor(request, reply, payload)),
    handler: async (request, reply) => {
      sizes.push(lifecycle.begin(request, reply).responseBudget);
      return '';
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});

afterEach(() => app.close());

/** Returns the response to a request before its body is read. */
function sendRequest(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, agent: false }, (response) => resolve(response.pause()));
    request.once('error', reject);
  });
}

async function countBytes(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => void (bytes += chunk.length));
  response.on('error', () => {});
  response.resume();
  if (!response.closed) await once(response, 'close').catch(() => {});
  return bytes;
}

describe('a long response [T1-D8]', () => {
  it('sends a long response whole, with its length, and releases its memory once it is sent', async () => {
    const response = await sendRequest();
    expect(response.headers['content-length']).toBe(String(PARTS * MEGABYTE));
    expect(limits.heldBytes).toBeGreaterThan(0);
    expect(await countBytes(response)).toBe(PARTS * MEGABYTE);
    expect([response.complete, limits.heldBytes]).toEqual([true, 0]);
  });

  it('counts a response that its client does not read, and aborts it once other operations need the memory', async () => {
    const response = await sendRequest();
    const others = Array.from({ length: 4 }, () => limits.begin(() => {}));
    for (const other of others.slice(1)) other.hold(40 * MEGABYTE);
    expect(sizes.map(({ stoppedBy }) => stoppedBy)).toEqual([null]);
    others[0]?.hold(40 * MEGABYTE);
    expect([...sizes, ...others].map(({ stoppedBy }) => stoppedBy?.code)).toEqual([
      'GATEWAY_OVERLOADED',
      ...others.map(() => undefined),
    ]);
    expect(await countBytes(response)).toBeLessThan(PARTS * MEGABYTE);
    expect(response.complete).toBe(false);
  });

  it('releases the memory of a response whose client has disconnected', async () => {
    const response = await sendRequest();
    expect(limits.heldBytes).toBeGreaterThan(0);
    response.destroy();
    await expect.poll(() => limits.heldBytes).toBe(0);
  });
});

describe('a body sent in parts [T1-D1]', () => {
  it('counts each part of a body only until it is sent', async () => {
    limits = createResponseLimits({ maxResponseBytes: 1_000_000, maxHeldBytes: 1_000_000 });
    const responseBudget = limits.begin(() => {});
    responseBudget.hold(300_000);
    const parts = Array.from({ length: 3 }, (_, index) => Buffer.alloc(50_000, index + 1));
    const held: number[] = [];
    const sent: unknown[] = [];
    for await (const part of streamParts([...parts], responseBudget)) {
      held.push(limits.heldBytes);
      sent.push(part);
    }
    expect(sent).toEqual(parts);
    expect(held[0]).toBeLessThanOrEqual(150_000);
    expect(held[2]).toBeLessThan(held[0] ?? 0);
    expect(limits.heldBytes).toBe(0);
  });

  it('aborts a body for a slow reader once other operations need the memory', () => {
    limits = createResponseLimits({ maxResponseBytes: 1_000_000, maxHeldBytes: 100_000 });
    const stream = streamParts(
      [Buffer.alloc(50_000)],
      limits.begin(() => {}),
    );
    limits.begin(() => {}).hold(40_000);
    expect(stream.destroyed).toBe(false);
    limits.begin(() => {}).hold(40_000);
    expect(stream.destroyed).toBe(true);
  });
});
