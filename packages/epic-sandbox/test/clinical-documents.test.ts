import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentReference, Stored } from '../src/types.ts';
import * as odd from '../src/data/clinical/shapes-documents.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, PUBLIC_PATIENTS, WARREN_MCGINNIS } from '../src/data/patients.ts';
import { RESOURCE_TYPES } from '../src/resource-types.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  accessToken,
  type Get,
  matchIds,
  outcomeCodes,
  requestToken,
  signAssertion,
  signIn,
} from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await startSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

const RAW = { Accept: '*/*' };

function categoryOf({ category }: DocumentReference): string | undefined {
  return category?.[0]?.coding?.[0]?.code;
}

function documents(patient = CAMILA_LOPEZ): readonly Stored<DocumentReference>[] {
  return sandbox.chart(patient, 'DocumentReference');
}

/** Returns the path of the first content of this type. */
function contentPath(contentType: string, document?: string): string {
  const attachment = documents(document === undefined ? CAMILA_LOPEZ : WARREN_MCGINNIS)
    .filter(({ id }) => document === undefined || id === document)
    .flatMap(({ content }) => content)
    .find((one) => one.attachment.contentType === contentType)?.attachment;
  return `/${attachment?.url}`;
}

describe('documents', () => {
  it('a search without a category also finds papers without content', async () => {
    const { body } = await get(`/DocumentReference?patient=${CAMILA_LOPEZ}`);
    const papers = documents().filter((one) => categoryOf(one) === 'document-information');
    expect(matchIds(body)).toEqual(documents().map(({ id }) => id));
    expect(papers.length).toBeGreaterThan(1);
    for (const { content, date, author } of papers) {
      expect({ date, author }).toEqual({ date: undefined, author: undefined });
      expect(content).toEqual([
        {
          attachment: {
            extension: [
              {
                valueCode: 'not-applicable',
                url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
              },
            ],
          },
        },
      ]);
    }
  });

  it('a search with category=clinical-note finds only clinical notes', async () => {
    const { body } = await get(`/DocumentReference?patient=${CAMILA_LOPEZ}&category=clinical-note`);
    const notes = documents().filter((one) => categoryOf(one) === 'clinical-note');
    expect(matchIds(body)).toEqual(notes.map(({ id }) => id));
    expect(notes.length).toBeGreaterThanOrEqual(6);
    for (const { content, type, author } of notes) {
      expect(content.map(({ attachment }) => attachment.contentType)).toEqual(['text/html', 'text/rtf']);
      expect(content.flatMap(({ attachment }) => Object.keys(attachment))).toEqual([
        'contentType',
        'url',
        'contentType',
        'url',
      ]);
      expect(type?.coding?.length).toBe(3);
      expect(author?.[0]?.reference).toMatch(/^Practitioner\//);
    }
  });

  it('every public patient has notes, papers and summaries', () => {
    for (const { id } of PUBLIC_PATIENTS) {
      const categories = new Set(documents(id).map(categoryOf));
      expect(categories).toEqual(
        new Set([
          'clinical-note',
          'document-information',
          'summary-document',
          ...(id === WARREN_MCGINNIS ? ['imaging-result'] : []),
        ]),
      );
    }
  });

  it('documents and reports refer to existing contents, except for one, and each content belongs to one of them', () => {
    const urls = sandbox.patients.flatMap(({ id }) => [
      ...documents(id).flatMap(({ content }) => content.map(({ attachment }) => attachment.url)),
      ...sandbox
        .chart(id, 'DiagnosticReport')
        .flatMap(({ presentedForm = [] }) => presentedForm.map(({ url }) => url)),
    ]);
    const referred = new Set(urls.filter((url) => url?.startsWith('Binary/')));
    referred.delete(odd.DANGLING_CONTENT);
    const kept = sandbox.patients.flatMap(({ id }) =>
      sandbox.chart(id, 'Binary').map((one) => `Binary/${one.id}`),
    );
    expect(kept.length).toBeGreaterThan(200);
    expect(new Set(kept)).toEqual(referred);
  });

  it('documents of odd shapes have unknown statuses, inline content, and content on another server', () => {
    const byId = new Map(documents(WARREN_MCGINNIS).map((one) => [one.id, one]));
    expect(byId.get(odd.UNKNOWN_DOCUMENT_STATUS)).toMatchObject({ status: 'archived', docStatus: 'pended' });
    expect(byId.get(odd.INLINE_NOTE)?.content[0]?.attachment).toMatchObject({
      contentType: 'text/plain',
      data: Buffer.from('Called the patient: results are normal.').toString('base64'),
    });
    expect(byId.get(odd.DANGLING_NOTE)?.content[0]?.attachment.url).toBe(odd.DANGLING_CONTENT);
    expect(byId.get(odd.LARGE_NOTE)?.content[0]?.attachment.url).toBe(`Binary/${odd.LARGE_CONTENT}`);
    expect(byId.get(odd.ABSOLUTE_NOTE)?.content[0]?.attachment.url).toBe(
      'https://ehr.example.com/fhir/r4/Binary/80',
    );
  });
});

describe('a Binary', () => {
  it('a Binary is a resource with base64 content if the client accepts JSON', async () => {
    const path = contentPath('text/html');
    const { status, headers, body } = await get(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(body).toMatchObject({
      resourceType: 'Binary',
      id: path.slice('/Binary/'.length),
      contentType: 'text/html',
    });
    expect(contentOf(body).toString()).toMatch(/^<div class="fmtConv"/);
  });

  it.each(['*/*', 'text/html', 'application/fhir+xml', ''])(
    'a Binary is raw content of its own type with Accept "%s"',
    async (accept) => {
      const path = contentPath('text/html');
      const raw = await get(path, { Accept: accept });
      const { body } = await get(path);
      expect(raw.status).toBe(200);
      expect(raw.headers.get('content-type')).toBe('text/html');
      expect(raw.text).toBe(contentOf(body).toString());
    },
  );

  it.each([
    ['text/html', /^<div class="fmtConv".*Assessment &amp; Plan/s],
    ['text/rtf', /^\{\\rtf1.*Assessment & Plan/s],
    ['application/xml', /^<\?xml version="1.0".*<title>Reason for Visit<\/title>/s],
  ])('a Binary of type %s has the content that its document declares', async (contentType, pattern) => {
    const { headers, text } = await get(contentPath(contentType), RAW);
    expect(headers.get('content-type')).toBe(contentType);
    expect(text).toMatch(pattern);
  });

  it('the HTML and RTF of a note have the same text', async () => {
    const [html, rtf] = await Promise.all(
      ['text/html', 'text/rtf'].map(async (type) => (await get(contentPath(type), RAW)).text),
    );
    const items = [...(html ?? '').matchAll(/<li><span[^>]*>(?<item>[^<]*)<\/span>/g)];
    const lines = [...(rtf ?? '').matchAll(/\\tab (?<line>.*)\\par/g)];
    expect(items.length).toBe(6);
    expect(lines.length).toBe(6);
  });

  it('a search finds a Binary only by _id', async () => {
    const [first] = sandbox.chart(DERRICK_LIN, 'Binary');
    expect(matchIds((await get(`/Binary?_id=${first?.id}`)).body)).toEqual([first?.id]);
  });

  it('a read of an unknown Binary answers 404 with 59144', async () => {
    const { status, body } = await get(`/${odd.DANGLING_CONTENT}`);
    expect(status).toBe(404);
    expect(outcomeCodes(body)).toEqual(['fatal 59144']);
  });

  it('Binary needs a separate entitlement', async () => {
    const site = await startSandbox({ notEntitled: ['Binary.read'] });
    const answer = await (await signIn(site))(contentPath('text/html'));
    await site.close();
    expect(answer).toMatchObject({ status: 403, text: '' });
  });

  it('the hostile note contains everything that must not reach a browser', async () => {
    const { text } = await get(contentPath('text/html', odd.HOSTILE_NOTE), RAW);
    for (const part of [
      '<script>',
      'onclick=',
      'onload=',
      'onerror=',
      '<img src="https://',
      '<style>',
      'href="javascript:',
      '<iframe',
      '<form',
      '<base',
      'background:url(',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('The wound is <b>healing well</b> &amp; dry.');
  });

  it('the RTF note escapes braces, accents, other alphabets and emoji, and hides groups that are not text', async () => {
    const { text } = await get(contentPath('text/rtf', odd.RTF_NOTE), RAW);
    expect(text).toMatch(/^[\x20-\x7E\r\n]*$/);
    expect(text).toContain(
      String.raw`Cr\'e8me br\'fbl\'e9e \{1 serving\} \\ 37 \'b0C \u8212? \u8220?na\'efve\u8221?`,
    );
    expect(text).toContain(String.raw`\u26085?\u26412?, \u-10178?\u-8512?`);
    expect(unescapedRtf(text)).toContain(odd.RTF_TEXT);
    expect(text.match(/must not be read/g)).toHaveLength(3);
  });

  it('the PDF has correct offsets', async () => {
    const { headers, text } = await get(contentPath('application/pdf', odd.PDF_NOTE), RAW);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(text.slice(start, start + 4)).toBe('xref');
    expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual([
      '1 0 obj',
      '2 0 obj',
      '3 0 obj',
      '4 0 obj',
      '5 0 obj',
    ]);
  });

  it('some Binaries are empty, plain text, or in Latin 1', async () => {
    const empty = await get(contentPath('text/html', odd.EMPTY_NOTE));
    const plain = await get(contentPath('text/plain', odd.PLAIN_NOTE), RAW);
    const latin = await get(contentPath('text/html; charset=iso-8859-1', odd.LATIN_1_NOTE));
    expect(empty.body).not.toHaveProperty('data');
    expect(plain.text).toBe('Seen today. Stable.\r\nReturn in 3 months.\r\n');
    expect(contentOf(latin.body).toString('latin1')).toContain('Café au lait');
  });
});

describe('the large Binary', () => {
  const MEGABYTES_25 = 25 * 1024 * 1024;

  it('the large Binary has 25 MB, and arrives in chunks without a length', async () => {
    const { status, headers, text } = await get(`/Binary/${odd.LARGE_CONTENT}`, RAW);
    expect(status).toBe(200);
    expect(headers.get('content-length')).toBeNull();
    expect(headers.get('transfer-encoding')).toBe('chunked');
    expect(text).toHaveLength(MEGABYTES_25);
  });

  it('the large Binary is generated on each read, and not kept', async () => {
    const row = RESOURCE_TYPES.get('Binary');
    const kept = sandbox.chart(WARREN_MCGINNIS, 'Binary').find(({ id }) => id === odd.LARGE_CONTENT);
    expect(kept).not.toHaveProperty('data');
    expect(row?.find(odd.LARGE_CONTENT)).not.toBe(row?.find(odd.LARGE_CONTENT));
    expect(contentOf((await get(`/Binary/${odd.LARGE_CONTENT}`)).body)).toHaveLength(MEGABYTES_25);
  });

  it('the sandbox keeps running if a client disconnects in the middle of the large Binary', async () => {
    const { body } = await requestToken(sandbox, await signAssertion(sandbox));
    const answer = await fetch(`${sandbox.baseUrl}/Binary/${odd.LARGE_CONTENT}`, {
      headers: { Authorization: `Bearer ${accessToken(body)}` },
    });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();
    expect(first?.done).toBe(false);
    expect(await get(contentPath('text/html'))).toMatchObject({ status: 200 });
  });
});

function contentOf(binary: unknown): Buffer {
  if (typeof binary !== 'object' || binary === null || !('data' in binary)) {
    throw new Error('Expected a Binary with data');
  }
  return Buffer.from(String(binary.data), 'base64');
}

function unescapedRtf(text: string): string {
  return text
    .replace(/\\'([\da-f]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
    .replace(/\\u(-?\d+)\?/g, (_, unit: string) =>
      String.fromCharCode((Number(unit) + 0x1_00_00) % 0x1_00_00),
    )
    .replace(/\\([\\{}])/g, '$1');
}
