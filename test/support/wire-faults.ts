/** Faults of HTTP responses, down to the bytes, for the faulty proxy. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { FailingExchange, WireFault } from './faulty-proxy.ts';

const FHIR_JSON = { 'content-type': 'application/fhir+json; charset=utf-8' };
const HTML =
  '<!DOCTYPE html>\r\n<html><head><title>Unavailable</title></head><body>Unavailable</body></html>\r\n';
const TICK_MS = 10;
/**
 * Empty entries reach the limit of values after less than 2 MB. Text that reaches only the limit of bytes has to be measured up to
 * 32 MB: with coverage, 50 callers would measure the machine.
 */
const BUNDLE_START = '{"resourceType":"Bundle","entry":[';
const MEGABYTE = Buffer.alloc(1024 * 1024, '{},');
/** 40 MiB, compressed. */
const BOMB = gzipSync(
  Buffer.concat([Buffer.from(BUNDLE_START), ...Array.from({ length: 40 }, () => MEGABYTE)]),
);

/** The moments at which a server can stop responding or reset the connection. */
export type Moment = 'after the request' | 'after the head' | 'amid the body' | 'before the end';

/** Sends the part of the response that precedes the moment, and resolves when it is sent. */
async function respondUntil(moment: Moment, { response, answer }: FailingExchange): Promise<void> {
  if (moment === 'after the request') return;
  const { status, headers, body } = await answer();
  response.writeHead(status, headers);
  if (moment === 'after the head') response.flushHeaders();
  else await written(response, moment === 'amid the body' ? body.subarray(0, body.length / 2) : body);
}

function written(response: ServerResponse, part: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(part, () => resolve());
  });
}

export function reset(moment: Moment): WireFault {
  return async (exchange) => {
    await respondUntil(moment, exchange);
    exchange.socket.resetAndDestroy();
  };
}

export function hang(moment: Moment): WireFault {
  return (exchange) => respondUntil(moment, exchange);
}

/** Sends the body byte by byte, too slowly for any timeout. */
export const trickleBody: WireFault = async ({ response, answer }) => {
  const { status, headers, body } = await answer();
  response.writeHead(status, headers);
  let at = 0;
  const timer = setInterval(() => response.write(body.subarray(at, ++at)), TICK_MS);
  response.once('close', () => clearInterval(timer));
};

/** Sends the response head byte by byte. */
export const trickleHead: WireFault = ({ socket }) => {
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nX-Padding: ${'a'.repeat(9_000)}\r\n\r\n`);
  let at = 0;
  const timer = setInterval(() => socket.write(head.subarray(at, ++at)), TICK_MS);
  socket.once('close', () => clearInterval(timer));
};

/** Closes the connection normally before the body has its announced length. */
export const truncateBody: WireFault = async ({ response, socket, answer }) => {
  const { status, headers, body } = await answer();
  response.writeHead(status, { ...headers, 'content-length': body.length + 100 });
  await written(response, body);
  socket.end();
};

export const omitLastChunk: WireFault = async ({ response, socket, answer }) => {
  const { status, headers, body } = await answer();
  response.writeHead(status, headers);
  await written(response, body);
  socket.end();
};

export const sendSshBanner: WireFault = ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n');

export const sendDamagedGzip: WireFault = async ({ response, answer }) => {
  const { status, headers, body } = await answer();
  const zipped = gzipSync(body);
  zipped.fill(0xff, 20, 60);
  response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(zipped);
};

export const sendGzipBomb: WireFault = ({ response }) =>
  response.writeHead(200, { ...FHIR_JSON, 'content-encoding': 'gzip' }).end(BOMB);

/** Sends a body without end, as fast as the client reads it. */
export const sendEndlessBody: WireFault = ({ response }) => {
  response.writeHead(200, FHIR_JSON).write(BUNDLE_START);
  const go = (): void => {
    while (!response.destroyed && response.write(MEGABYTE));
  };
  response.on('drain', go);
  go();
};

export function sendStatus(code: number, headers: Readonly<Record<string, string>> = {}): WireFault {
  return ({ response }) => response.writeHead(code, { 'content-type': 'text/html', ...headers }).end(HTML);
}

export function sendBody(body: string): WireFault {
  return ({ response }) => response.writeHead(200, FHIR_JSON).end(body);
}

/** Redirects to the same URL. */
export const redirectInCircles: WireFault = ({ response, url }) =>
  response.writeHead(302, { location: url }).end();

/** Answers as Epic's token endpoint does, which gives no reason. */
export const refuseClient: WireFault = ({ response }) =>
  response
    .writeHead(400, { 'content-type': 'application/json' })
    .end('{"error":"invalid_client","error_description":null}');
