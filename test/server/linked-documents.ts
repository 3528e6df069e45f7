/** Serves a chart with a document of many contents, which tests may change, behind a gateway with sign-in. */
import { expect } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import {
  type CallerClaims,
  type IdentityProvider,
  startIdentityProvider,
} from '../support/identity-provider.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

export const PDF = Buffer.from('%PDF-1.7 signed by Dr Ekström');
const CDA = `<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title><component><structuredBody><component><section><title>Plan</title><text><paragraph>Rest</paragraph></text></section></component></structuredBody></component></ClinicalDocument>`;
/** The bytes of each content of the document by content type, in the order of the document. */
export const CONTENTS: readonly (readonly [contentType: string, bytes: Buffer])[] = [
  ['application/pdf', PDF],
  ['application/xml', Buffer.from(CDA)],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ['text/html', Buffer.from('<script>alert(1)</script>')],
  ['text/plain', Buffer.from('Größe 180 cm')],
  ['text/rtf', Buffer.from('{\\rtf1 x}')],
  ['image/svg+xml', Buffer.from('<svg onload="alert(1)"/>')],
  ['application/octet-stream', Buffer.from('x')],
  ['text/plain; charset=constructor', Buffer.from([0x47, 0x72, 0xf6])],
];

function createChart(): RecordOfServer[] {
  const subject = { reference: 'Patient/a', display: 'Ann Archer' };
  return [
    { resourceType: 'Patient', id: 'a', name: [{ text: 'Ann Archer' }] },
    {
      resourceType: 'DocumentReference',
      id: 'd1',
      status: 'current',
      subject,
      content: CONTENTS.map(([contentType], index) => ({
        attachment: { contentType, url: `Binary/b${index}`, title: `Archer ${index}` },
      })),
    },
    {
      resourceType: 'DocumentReference',
      id: 'inline',
      status: 'current',
      subject,
      content: [{ attachment: { contentType: 'application/pdf', data: PDF.toString('base64') } }],
    },
    {
      resourceType: 'DiagnosticReport',
      id: 'r1',
      status: 'final',
      subject,
      code: { text: 'CT' },
      presentedForm: [{ contentType: 'application/pdf', url: 'Binary/b0' }],
    },
    ...CONTENTS.map(([contentType, bytes], index) => ({
      resourceType: 'Binary',
      id: `b${index}`,
      contentType,
      data: bytes.toString('base64'),
    })),
  ];
}

export interface LinkedDocuments {
  /** The records of the FHIR server. Tests may change them. */
  readonly records: RecordOfServer[];
  readonly server: RecordServer;
  readonly gateway: Gateway;
  readonly issuer: IdentityProvider;
  /** The clock of the gateway and the issuer: milliseconds since its start. */
  readonly clock: { elapsed: number };
  /** Returns the time of that clock in epoch milliseconds. */
  readonly now: () => number;
  /** Returns the Authorization header of a caller. */
  bearer(scopes?: string, caller?: CallerClaims): Promise<{ authorization: string }>;
  /** Returns the link to the best rendition of document `d1`, or to the first content of a selection. */
  link(headers: { authorization: string }, selection?: string): Promise<string>;
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<OpenedDocument>;
  /** Restores the chart and the clock to their initial state. */
  reset(): void;
  close(): Promise<void>;
}

export interface OpenedDocument {
  readonly status: number;
  readonly headers: unknown;
  readonly body: unknown;
}

/** Opens a path of a gateway as a browser does. */
export async function openAt(
  gateway: Gateway,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenedDocument> {
  return gateway.http.get(path).set(headers).responseType('blob');
}

const START = Date.UTC(2026, 4, 5, 6);

export async function startLinkedDocuments(options: GatewayOptions = {}): Promise<LinkedDocuments> {
  const records = createChart();
  const clock = { elapsed: 0 };
  const now = (): number => START + clock.elapsed;
  const server = await startRecordServer(records);
  const issuer = await startIdentityProvider(now);
  const gateway = await startGateway(server, { callers: issuer.tokenVerification(), now, ...options });
  return {
    records,
    server,
    gateway,
    issuer,
    clock,
    now,
    async bearer(scopes = 'user/*.rs', caller = { subject: 'dr-mbeki' }) {
      return { authorization: await issuer.bearer(scopes, caller) };
    },
    async link(headers, selection = 'found: documentReference(id: "d1") { content { link } }') {
      const answer = await gateway.query(`{ ${selection} }`, {}, headers);
      const found = at(answer.data, 'found');
      const link = at(found, 'content', 'link') ?? at(found, 'documents', 0, 'link');
      if (typeof link !== 'string') throw new Error(`The response has no link: ${JSON.stringify(answer)}`);
      return link;
    },
    open: (path, headers) => openAt(gateway, path, headers),
    reset() {
      records.splice(0, records.length, ...createChart());
      clock.elapsed = 0;
      server.requests.length = 0;
    },
    async close() {
      await gateway.close();
      await Promise.all([server.close(), issuer.close()]);
    },
  };
}

/** Returns the error code of a response that has an error instead of a content. */
export function codeIn(body: unknown): unknown {
  const parsed: unknown = JSON.parse(String(body));
  return at(parsed, 'errors', 0, 'extensions', 'code');
}

/** Runs a test with its own chart and gateway. */
export async function withOptions(
  options: GatewayOptions,
  use: (linked: LinkedDocuments) => Promise<void>,
): Promise<void> {
  const linked = await startLinkedDocuments(options);
  try {
    await use(linked);
  } finally {
    await linked.close();
  }
}

/** Opens a link that the gateway refuses. Checks that the response contains nothing of the document. */
export async function outcomeAt(
  linked: LinkedDocuments,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; code: unknown; asked: readonly string[] }> {
  linked.server.requests.length = 0;
  const answer = await linked.open(path, headers);
  const body = String(answer.body);
  expect(body).not.toMatch(/PDF|Ekström|Archer|Binary|d1/);
  expect(at(answer.headers, 'cache-control')).toBe('private, no-store');
  return { status: answer.status, code: codeIn(answer.body), asked: linked.server.requests };
}
