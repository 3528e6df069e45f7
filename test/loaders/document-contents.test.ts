import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Attachment, Resource, Stored } from '../../src/fhir/types.ts';
import { attachmentsOf } from '../../src/fhir/notes.ts';
import type { NoteSource } from 'clinical-notes';
import { createById } from '../../src/loaders/by-id.ts';
import { type DocumentContents, createDocumentContents } from '../../src/loaders/document-contents.ts';
import { createConversions } from '../../src/loaders/conversions.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { matching } from '../support/expected.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const MAX_BYTES = 10_000_000;

let sandbox: Sandbox;
let operations: Operations;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(() => operations.close());

afterAll(() => sandbox.close());

const document: Stored<Resource> = {
  resourceType: 'DocumentReference',
  id: 'eDocument',
  status: 'current',
  content: [],
};

async function contents(notes: { maxBytes?: number } = {}): Promise<DocumentContents> {
  operations = await startOperations(sandbox, { notes });
  return operations.begin().loaders.contents;
}

function inline(
  bytes: number,
  contentType = 'text/plain',
): { value: Attachment; resource: Stored<Resource> } {
  return { resource: document, value: { contentType, data: Buffer.alloc(bytes, 'a').toString('base64') } };
}

describe('inline content of a document', () => {
  it('returns inline content up to the limit for content', async () => {
    const loaders = await contents();
    await expect(loaders.data(inline(MAX_BYTES))).resolves.toHaveLength(Math.ceil(MAX_BYTES / 3) * 4);
  });

  it.each(['data', 'text', 'html'] as const)(
    'rejects inline content beyond the limit as %s',
    async (field) => {
      const loaders = await contents();
      const refused = await rejectionOf(loaders[field](inline(MAX_BYTES + 3, 'text/html')));
      expect(refused).toMatchObject({ code: 'CONTENT_TOO_LARGE' });
    },
  );
});

describe('content beyond the limit for conversions', () => {
  it.each(['text/html', 'text/plain', 'text/rtf'])(
    'returns the data but no text of %s beyond the limit for conversions',
    async (contentType) => {
      const loaders = await contents({ maxBytes: 9 });
      await expect(loaders.text(inline(9, contentType))).resolves.toBe('aaaaaaaaa');
      const larger = inline(10, contentType);
      await expect(rejectionOf(loaders.text(larger))).resolves.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
      await expect(loaders.data(larger)).resolves.toBe(larger.value.data);
    },
  );

  it('returns no HTML beyond the limit for conversions', async () => {
    const loaders = await contents({ maxBytes: 9 });
    await expect(loaders.html(inline(9, 'text/html'))).resolves.toBe('aaaaaaaaa');
    await expect(rejectionOf(loaders.html(inline(10, 'text/html')))).resolves.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: matching(/larger than 9 bytes \(NOTE_CONVERSION_MAX_BYTES\)/),
    });
  });
});

describe('the conversion of a note', () => {
  it('converts each rendition once for all documents that show it', async () => {
    operations = await startOperations(sandbox);
    const { operation } = operations.begin();
    const converted: string[] = [];
    const convert = async ({ contentType, forms }: NoteSource) => {
      converted.push(`${contentType}: ${forms.join(' and ')}`);
      return { kind: 'converted', text: 'Words', html: '<p>Words</p>', tooLong: [] } as const;
    };
    const notes = { convert, close: async () => {} };
    const conversions = createConversions({ notes, budget: operation.budget, caller: operation.caller });
    const loaders = createDocumentContents(operation, createById(operation), conversions);
    const [one, other] = [inline(9, 'text/html'), inline(9, 'text/html')];
    const [note] = sandbox.chart(CAMILA_LOPEZ, 'DocumentReference');
    const shared = attachmentsOf(note ?? { content: [] }).flatMap((value) => [
      { value, resource: document },
      { value, resource: { ...document, id: 'eOther' } },
    ]);
    const shown = [one, { ...one }, other, ...shared];
    await Promise.all(shown.flatMap((content) => [loaders.text(content), loaders.html(content)]));
    expect(converted).toEqual([
      'text/html: text and html',
      'text/html: text and html',
      'text/html: text and html',
      'text/rtf: text',
    ]);
  });

  it.each(['constructor', '__proto__', 'toString', 'image/png', ''])(
    'returns no text or HTML for the content type %j',
    async (contentType) => {
      const loaders = await contents();
      await expect(loaders.text(inline(9, contentType))).resolves.toBeNull();
      await expect(loaders.html(inline(9, contentType))).resolves.toBeNull();
    },
  );
});
