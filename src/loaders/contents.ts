/** The contents of documents: fetched once, only if asked for, and made fit to show. */
import DataLoader from 'dataloader';
import { isOwn, parseReference } from '../fhir/ids.ts';
import { decodedText } from '../fhir/note-charset.ts';
import { htmlToText, sanitizedHtml } from '../fhir/note-html.ts';
import { rtfToText } from '../fhir/note-rtf.ts';
import { mimeTypeOf } from '../fhir/notes.ts';
import { text } from '../fhir/shape.ts';
import type { Attachment } from '../fhir/types.ts';
import type { Within } from '../fhir/within.ts';
import type { Operation } from './operation.ts';

export interface Contents {
  /** Plain text; null for content that is not text, HTML or RTF, and for a rendition that cannot be fetched. */
  text(content: Within<Attachment>): Promise<string | null>;
  /** HTML that is safe to show; null for content that is not HTML. */
  html(content: Within<Attachment>): Promise<string | null>;
  /** Base64. @throws GatewayError CONTENT_TOO_LARGE */
  data(content: Within<Attachment>): Promise<string | null>;
}

/** How each MIME type becomes plain text. */
const TO_TEXT: Readonly<Record<string, (written: string) => string>> = {
  'text/html': htmlToText,
  'application/xhtml+xml': htmlToText,
  'text/plain': (written) => written,
  'text/rtf': rtfToText,
  'application/rtf': rtfToText,
};

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

export function createContents({ client, usage, accesses }: Operation): Contents {
  const binaries = new DataLoader<string, string | null>(
    (ids) => Promise.all(ids.map((id) => client.readBinary(id, usage))),
    { batch: false },
  );

  const data = async ({ value, resource: within }: Within<Attachment>): Promise<string | null> => {
    const inline = text(value.data);
    if (inline !== null) return inline;
    const url = text(value.url);
    const target = url !== null && isOwn(url, client.upstream) ? parseReference({ reference: url }) : null;
    if (target?.type !== 'Binary') return null;
    const content = await binaries.load(target.id);
    // A Binary does not say whom it is about: the document does.
    const resource = { resourceType: 'Binary', id: target.id, contentType: '' } as const;
    if (content !== null) accesses.record({ resource, interaction: 'read', permitted: true, within });
    return content;
  };
  const written = async (content: Within<Attachment>): Promise<string | null> => {
    const encoded = await data(content);
    return encoded === null
      ? null
      : decodedText(Buffer.from(encoded, 'base64'), text(content.value.contentType));
  };

  return {
    data,
    async text(content) {
      const convert = TO_TEXT[mimeTypeOf(content.value) ?? ''];
      const found = convert === undefined ? null : await written(content);
      return found === null || convert === undefined ? null : convert(found);
    },
    async html(content) {
      const found = HTML_TYPES.has(mimeTypeOf(content.value) ?? '') ? await written(content) : null;
      return found === null ? null : sanitizedHtml(found);
    },
  };
}
