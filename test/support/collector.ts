/** An OpenTelemetry collector that receives OTLP over HTTP in protobuf and keeps the spans. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface CollectedSpan {
  readonly name: string;
  /** Hexadecimal. */
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root span of a trace. */
  readonly parentId: string;
  readonly traceState: string;
  readonly kind: 'internal' | 'server' | 'client';
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  readonly statusMessage: string;
  readonly events: number;
  readonly links: number;
}

export interface Collector {
  /** The value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  readonly spans: readonly CollectedSpan[];
  /** The attributes of the OpenTelemetry resource that sent the spans. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** Returns all request bodies as Latin-1, in which strings of the protobuf are readable. */
  text(): string;
  readonly requests: readonly { readonly url: string; readonly headers: Readonly<Record<string, unknown>> }[];
  /** The HTTP status of its responses; 200 at first. With any other, it keeps no spans. */
  status: number;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const requests: { url: string; headers: Record<string, unknown> }[] = [];
  let resource: Readonly<Record<string, unknown>> = {};
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const body = await buffer(request);
      requests.push({ url: request.url ?? '', headers: request.headers });
      bodies.push(body.toString('latin1'));
      if (collector.status === 200) {
        for (const resourceSpans of messages(body, 1)) {
          [resource = {}] = messages(resourceSpans, 1).map((each) => attributesOf(each, 1));
          spans.push(...messages(resourceSpans, 2).flatMap((scope) => messages(scope, 2).map(spanOf)));
        }
      }
      response.writeHead(collector.status, { 'content-type': 'application/x-protobuf' }).end();
    };
    take().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const collector: Collector = {
    endpoint: `http://127.0.0.1:${isAddress(address) ? address.port : 0}`,
    spans,
    requests,
    get resource() {
      return resource;
    },
    text: () => bodies.join('\n'),
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return collector;
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

const KINDS = ['internal', 'internal', 'server', 'client'] as const;

/** Decodes a `Span` of opentelemetry/proto/trace/v1/trace.proto. */
function spanOf(message: Buffer): CollectedSpan {
  const [status = Buffer.alloc(0)] = messages(message, 15);
  return {
    name: textOf(message, 5),
    traceId: hexOf(message, 1),
    spanId: hexOf(message, 2),
    parentId: hexOf(message, 4),
    traceState: textOf(message, 3),
    kind: KINDS[numberOf(message, 6)] ?? 'internal',
    attributes: attributesOf(message, 9),
    isError: numberOf(status, 3) === 2,
    statusMessage: textOf(status, 2),
    events: messages(message, 11).length,
    links: messages(message, 13).length,
  };
}

function attributesOf(message: Buffer, field: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(message, field).map((pair) => [textOf(pair, 1), valueOf(messages(pair, 2)[0])]),
  );
}

/** Decodes an `AnyValue` of opentelemetry/proto/common/v1/common.proto. */
function valueOf(message: Buffer | undefined): unknown {
  const [first] = message === undefined ? [] : fieldsOf(message);
  if (first === undefined) return undefined;
  if (first.field === 5) return messages(first.bytes, 1).map(valueOf);
  if (first.field === 4) return first.bytes.readDoubleLE();
  if (first.field === 2) return first.number === 1;
  return first.field === 3 ? first.number : first.bytes.toString();
}

function messages(message: Buffer, field: number): Buffer[] {
  return fieldsOf(message)
    .filter((each) => each.field === field)
    .map(({ bytes }) => bytes);
}

function textOf(message: Buffer, field: number): string {
  return messages(message, field)[0]?.toString() ?? '';
}

function hexOf(message: Buffer, field: number): string {
  return messages(message, field)[0]?.toString('hex') ?? '';
}

function numberOf(message: Buffer, field: number): number {
  return fieldsOf(message).find((each) => each.field === field)?.number ?? 0;
}

interface Field {
  readonly field: number;
  /** The value of a varint; 0 for other wire types. */
  readonly number: number;
  readonly bytes: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** Splits a protobuf message into fields: varints, fixed-width numbers and length-delimited values. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) fields.push({ field, number: varint(), bytes: EMPTY });
    else fields.push({ field, number: 0, bytes: take({ 1: 8, 5: 4 }[tag % 8] ?? varint()) });
  }
  return fields;
}
