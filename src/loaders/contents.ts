/** The contents of documents: fetched once, only if asked for, and made fit to show. */
import DataLoader from 'dataloader';
import { contentTooLarge, inBase64 } from '../fhir/content-bound.ts';
import { parseOwnReference } from '../fhir/ids.ts';
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
const TO_TEXT: ReadonlyMap<string, (written: string) => string> = new Map([
  ['text/html', htmlToText],
  ['application/xhtml+xml', htmlToText],
  ['text/plain', (written) => written],
  ['text/rtf', rtfToText],
  ['application/rtf', rtfToText],
]);

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

export function createContents({ client, usage, size, accesses }: Operation): Contents {
  /** All that one operation reads is held until its end. */
  const read = async (id: string): Promise<string | null> => {
    const content = await client.readBinary(id, usage);
    size.hold(content?.length ?? 0);
    if (size.stoppedBy !== null) throw size.stoppedBy;
    return content;
  };
  const binaries = new DataLoader<string, string | null>(
    (ids) => Promise.all(ids.map(read)),
    { batch: false },
  );

  const binaryOf = ({ value }: Within<Attachment>): string | null => {
    const url = text(value.url);
    const target = url === null ? null : parseOwnReference(url, client.upstream);
    return target?.type === 'Binary' ? target.id : null;
  };
  const data = async (content: Within<Attachment>): Promise<string | null> => {
    const inline = text(content.value.data);
    if (inline !== null) {
      if (inline.length > inBase64(client.maxContentBytes)) throw contentTooLarge(client.maxContentBytes);
      return inline;
    }
    const id = binaryOf(content);
    if (id === null) return null;
    const found = await binaries.load(id);
    // A Binary does not say whom it is about: the document does.
    const resource = { resourceType: 'Binary', id, contentType: '' } as const;
    if (found !== null)
      accesses.record({ resource, interaction: 'read', permitted: true, within: content.resource });
    return found;
  };
  const written = async (content: Within<Attachment>): Promise<string | null> => {
    const encoded = await data(content);
    return encoded === null
      ? null
      : decodedText(Buffer.from(encoded, 'base64'), text(content.value.contentType));
  };
  /** A conversion takes time by the length of a note: each is made once, whatever fields and aliases show it. */
  const once = (convert: Convert): Convert => {
    const known = new Map<unknown, Promise<string | null>>();
    return (content) => {
      const id = text(content.value.data) === null ? binaryOf(content) : null;
      const key = id === null ? content.value : `${id} ${text(content.value.contentType)}`;
      const converted = known.get(key) ?? convert(content);
      known.set(key, converted);
      return converted;
    };
  };

  return {
    data,
    text: once(async (content) => {
      const convert = TO_TEXT.get(mimeTypeOf(content.value) ?? '');
      const found = convert === undefined ? null : await written(content);
      return found === null || convert === undefined ? null : convert(found);
    }),
    html: once(async (content) => {
      const found = HTML_TYPES.has(mimeTypeOf(content.value) ?? '') ? await written(content) : null;
      return found === null ? null : sanitizedHtml(found);
    }),
  };
}

type Convert = (content: Within<Attachment>) => Promise<string | null>;
