/** Opens links to document contents, as a browser does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import {
  codeIn,
  CONTENTS,
  type LinkedDocuments,
  openAt,
  PDF,
  startLinkedDocuments,
} from './linked-documents.ts';

let documents: LinkedDocuments;

beforeAll(async () => {
  documents = await startLinkedDocuments();
});

beforeEach(() => documents.reset());

afterAll(() => documents.close());

async function linksByContentType(headers: { authorization: string }): Promise<ReadonlyMap<unknown, string>> {
  const { data } = await documents.gateway.query(
    '{ documentReference(id: "d1") { contents { contentType link } } }',
    {},
    headers,
  );
  const contents: unknown = at(data, 'documentReference', 'contents');
  return new Map(
    (Array.isArray(contents) ? contents : []).map((content) => [
      at(content, 'contentType'),
      String(at(content, 'link')),
    ]),
  );
}

describe('a link to the content of a document', () => {
  it('serves a PDF to a browser that sends no token, without base64', async () => {
    const link = await documents.link(await documents.bearer());
    expect(link).toMatch(/^\/documents\/[\w.-]+$/);
    const { status, body, headers } = await documents.open(link);
    expect(status).toBe(200);
    expect(body).toEqual(PDF);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(PDF.length),
      'content-disposition': 'inline; filename="document.pdf"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  });

  it.each<[contentType: string, type: string, disposition: string]>([
    ['application/xml', 'application/octet-stream', 'attachment; filename="document.bin"'],
    ['image/png', 'image/png', 'inline; filename="document.png"'],
    ['text/html', 'application/octet-stream', 'attachment; filename="document.bin"'],
    ['text/plain', 'text/plain; charset=utf-8', 'inline; filename="document.txt"'],
    ['text/rtf', 'application/octet-stream', 'attachment; filename="document.rtf"'],
    ['image/svg+xml', 'application/octet-stream', 'attachment; filename="document.bin"'],
    ['application/octet-stream', 'application/octet-stream', 'attachment; filename="document.bin"'],
    [
      'text/plain; charset=constructor',
      'text/plain; charset=windows-1252',
      'inline; filename="document.txt"',
    ],
  ])('serves %s as %s, in a CSP sandbox [T1-E3]', async (contentType, type, disposition) => {
    const links = await linksByContentType(await documents.bearer());
    expect(links.size).toBe(CONTENTS.length);
    const { status, body, headers } = await documents.open(links.get(contentType) ?? '');
    expect(status).toBe(200);
    expect(body).toEqual(new Map(CONTENTS).get(contentType));
    expect(headers).toMatchObject({ 'content-type': type, 'content-disposition': disposition });
    expect(at(headers, 'content-security-policy')).toMatch(/default-src 'none';.*; sandbox$/);
    expect(at(headers, 'x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['a link to inline data', 'found: documentReference(id: "inline") { content { link } }'],
    ['a link to the document of a report', 'found: diagnosticReport(id: "r1") { documents { link } }'],
  ])('opens %s', async (_what, selection) => {
    const link = await documents.link(await documents.bearer(), selection);
    const { status, body } = await documents.open(link);
    expect({ status, body }).toEqual({ status: 200, body: PDF });
  });

  it('sends no FHIR request for a link until it is opened, then one for the document and one for its content', async () => {
    const headers = await documents.bearer();
    await linksByContentType(headers);
    expect(documents.server.requests).toEqual(['DocumentReference/d1']);
    const link = await documents.link(headers);
    documents.server.requests.length = 0;
    await documents.open(link);
    expect(documents.server.requests).toEqual(['DocumentReference/d1', 'Binary/b0']);
  });

  it('opens the same content after another content was inserted before it', async () => {
    const link = await documents.link(await documents.bearer());
    const [, document] = documents.records;
    const attachment = { contentType: 'text/plain', url: 'Binary/b4' };
    const content: unknown = document?.['content'];
    documents.records[1] = {
      ...document,
      resourceType: 'DocumentReference',
      id: 'd1',
      content: [{ attachment }, content].flat(),
    };
    const { body } = await documents.open(link);
    expect(body).toEqual(PDF);
  });

  it('opens the right one of two contents that share a URL', async () => {
    const shared = ['text/plain', 'application/pdf'].map((contentType) => ({
      attachment: { contentType, url: 'Binary/b0' },
    }));
    documents.records[1] = {
      ...documents.records[1],
      resourceType: 'DocumentReference',
      id: 'd1',
      content: shared,
    };
    const links = await linksByContentType(await documents.bearer());
    for (const [contentType, link] of links)
      expect(at((await documents.open(link)).headers, 'content-type')).toContain(contentType);
    expect(links.size).toBe(2);
  });

  it('logs neither a link nor anything of the document', async () => {
    const link = await documents.link(await documents.bearer());
    await documents.open(link);
    await documents.open(`${link}x`);
    const log = documents.gateway.logLines.join('\n');
    expect(log).toContain('"document"');
    for (const secret of [link, link.slice(11), 'Archer', 'Ekström', PDF.toString('base64'), 'Binary/b0'])
      expect(log).not.toContain(secret);
  });

  it('opens a link at a replica with the same key, and at no other gateway [T1-S8]', async () => {
    const link = await documents.link(await documents.bearer());
    const { now } = documents;
    const replica = await startGateway(documents.server, {
      callers: documents.issuer.tokenVerification(),
      now,
    });
    const { status, body } = await openAt(replica, link);
    await replica.close();
    expect({ status, body }).toEqual({ status: 200, body: PDF });
    const other = await startLinkedDocuments();
    const refused = await other.open(link);
    await other.close();
    expect({ status: refused.status, code: codeIn(refused.body) }).toEqual({
      status: 404,
      code: 'NOT_FOUND',
    });
  });
});

describe('a CDA document', () => {
  it('converts a CDA document to text and HTML', async () => {
    const { data, errors } = await documents.gateway.query(
      '{ documentReference(id: "d1") { contents { contentType text html } } }',
      {},
      await documents.bearer(),
    );
    expect(errors).toBeUndefined();
    const contents: unknown = at(data, 'documentReference', 'contents');
    expect(contents).toContainEqual({
      contentType: 'application/xml',
      text: 'Summary\n\nPlan\n\nRest',
      html: '<h1>Summary</h1><h2>Plan</h2><div><p>Rest</p></div>',
    });
  });
});
