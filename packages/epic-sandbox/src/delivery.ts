/** Sends a response, or the fault that replaces it. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type HttpResponse, createEmptyResponse, createHtmlResponse } from './http-response.ts';
import type { Fault } from './faults.ts';
import { createUnauthorizedResponse } from './fhir-api.ts';

/** How a fault changes what the sandbox answers. */
export interface ResponseChanges {
  /** Replaces the Accept header. */
  readonly accept?: string;
  /** Withholds the other matches of a search. */
  readonly keep?: number;
}

type NormalResponse = (changes?: ResponseChanges) => Promise<HttpResponse>;

/** What to do with the connection. */
export type Delivery =
  | { kind: 'send'; answer: HttpResponse }
  /** Sends the response, then `padding` bytes of text after its body. */
  | { kind: 'stream'; answer: HttpResponse; padding: number }
  /** Sends the head and the first `afterBytes` bytes of the body, then destroys the connection. */
  | { kind: 'cut'; answer: HttpResponse; afterBytes: number }
  | { kind: 'destroy' }
  | { kind: 'hang' };

/** Larger bodies go out in chunks without a Content-Length, as from IIS. */
const LARGEST_BUFFERED = 1024 * 1024;
const CHUNK = 64 * 1024;
const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/**
 * Carries out the request only without a fault, or if the fault alters the normal response or sets `carriedOut`. Any other fault leaves the sandbox
 * unchanged.
 */
export async function planDelivery(fault: Fault | null, normalResponse: NormalResponse): Promise<Delivery> {
  const replacement = fault === null ? null : replacementFor(fault);
  if (replacement === null) return alterResponse(fault, normalResponse);
  if (fault?.carriedOut === true) await normalResponse();
  return replacement;
}

/** Applies a fault that changes the normal response or its delivery. */
async function alterResponse(fault: Fault | null, normalResponse: NormalResponse): Promise<Delivery> {
  if (fault?.kind === 'delay') await delay(fault.ms, undefined, { ref: false });
  const answer = await normalResponse({
    ...(fault?.kind === 'xml' && { accept: 'application/fhir+xml' }),
    ...(fault?.kind === 'partial' && { keep: fault.keep ?? 0 }),
  });
  if (fault?.kind === 'truncated-json') return send({ ...answer, body: firstHalf(answer.body) });
  return fault?.kind === 'cut' ? { kind: 'cut', answer, afterBytes: fault.afterBytes ?? 0 } : send(answer);
}

/** Returns what replaces the normal response; null if the fault alters that response instead. */
function replacementFor(fault: Fault): Delivery | null {
  switch (fault.kind) {
    case 'delay':
    case 'xml':
    case 'partial':
    case 'truncated-json':
      return null;
    case 'cut':
      return fault.afterBytes === undefined ? { kind: 'destroy' } : null;
    case 'hang':
      return { kind: 'hang' };
    case 'html':
      return {
        kind: 'stream',
        answer: createHtmlResponse(fault.status ?? 200, 'Unavailable'),
        padding: fault.bytes ?? 0,
      };
    case 'status':
      return send({
        status: fault.status,
        headers: { 'Content-Type': fault.contentType ?? 'text/plain; charset=utf-8', ...fault.headers },
        body: fault.body ?? '',
      });
    case 'json':
      return send({
        status: fault.status ?? 200,
        headers: { 'Content-Type': FHIR_JSON, ...fault.headers },
        body: JSON.stringify(fault.body),
      });
    case 'bad-json':
      return send({
        status: 200,
        headers: { 'Content-Type': FHIR_JSON },
        body: '{ "resourceType": Patient }',
      });
    case 'expired-token':
      return send(createUnauthorizedResponse());
    case 'empty':
      return send(createEmptyResponse(fault.status ?? 200));
    case 'redirect':
      return send(createEmptyResponse(fault.status ?? 302, { Location: fault.location }));
  }
}

/** Returns the status that the client receives; null without a complete response. */
export function deliveredStatus(delivery: Delivery): number | null {
  return delivery.kind === 'send' || delivery.kind === 'stream' ? delivery.answer.status : null;
}

/** Sends the response on its connection. */
export function deliver(response: ServerResponse, delivery: Delivery): void {
  switch (delivery.kind) {
    case 'send':
      if (Buffer.byteLength(delivery.answer.body) <= LARGEST_BUFFERED) {
        writeHead(response, delivery.answer).end(delivery.answer.body);
      } else {
        pipe(response, delivery.answer, splitChunks(Buffer.from(delivery.answer.body)));
      }
      return;
    case 'stream':
      pipe(response, delivery.answer, padBody(delivery.answer.body, delivery.padding));
      return;
    case 'cut': {
      const start = Buffer.from(delivery.answer.body).subarray(0, delivery.afterBytes);
      writeHead(response, delivery.answer).write(start, () => response.destroy());
      return;
    }
    case 'destroy':
      response.destroy();
      return;
    case 'hang':
      return;
  }
}

function send(answer: HttpResponse): Delivery {
  return { kind: 'send', answer };
}

function writeHead(response: ServerResponse, { status, headers, body }: HttpResponse): ServerResponse {
  return response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
}

/** Streams without a Content-Length. Stops quietly if the client disconnects. */
function pipe(
  response: ServerResponse,
  { status, headers }: HttpResponse,
  body: Iterable<string | Buffer>,
): void {
  const source = Readable.from(body, { objectMode: false });
  response.once('close', () => source.destroy());
  source.pipe(response.writeHead(status, headers));
}

function firstHalf(body: string | Buffer): string | Buffer {
  return typeof body === 'string' ? body.slice(0, body.length / 2) : body.subarray(0, body.length / 2);
}

function* splitChunks(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length; start += CHUNK) yield body.subarray(start, start + CHUNK);
}

function* padBody(body: string | Buffer, padding: number): Generator<string | Buffer> {
  yield body;
  for (let left = padding; left > 0; left -= CHUNK) yield ' '.repeat(Math.min(left, CHUNK));
}
