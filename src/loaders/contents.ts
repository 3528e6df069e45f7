/** The contents of documents: fetched once, only if asked for, and made fit to show. */
import DataLoader from 'dataloader';
import { noteFailedRead } from '../audit/accesses.ts';
import { hasCode } from '../errors.ts';
import { contentTooLarge, inBase64 } from '../fhir/content-bound.ts';
import { parseOwnReference } from '../fhir/ids.ts';
import { decodedText } from '../fhir/note-charset.ts';
import { mimeTypeOf } from '../fhir/notes.ts';
import { isPatientType, isResourceType } from '../fhir/resources.ts';
import { object, text } from '../fhir/shape.ts';
import type { Attachment, Binary, Reference, Resource, Stored } from '../fhir/types.ts';
import type { Within } from '../fhir/within.ts';
import type { Unrecorded } from './by-id.ts';
import type { Operation } from './operation.ts';
import type { Reach } from './reach.ts';

export interface Contents {
  /** Plain text; null for content that is not text, HTML or RTF, and for a rendition that cannot be fetched. */
  text(content: Within<Attachment>): Promise<string | null>;
  /** HTML that is safe to show; null for content that is not HTML. */
  html(content: Within<Attachment>): Promise<string | null>;
  /** Base64. @throws GatewayError CONTENT_TOO_LARGE */
  data(content: Within<Attachment>): Promise<string | null>;
}

/** How each MIME type becomes plain text. */
const TO_TEXT = new Map<string, (written: string) => string | Promise<string>>([
  ['text/html', textOfHtml],
  ['application/xhtml+xml', textOfHtml],
  ['text/plain', (written) => written],
  ['text/rtf', textOfRtf],
  ['application/rtf', textOfRtf],
]);

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

export function createContents({ client, usage, accesses, reach }: Operation, byId: Unrecorded): Contents {
  const binaries = new DataLoader<string, Binary | null>(
    (ids) => Promise.all(ids.map((id) => client.readBinary(id, usage))),
    { batch: false },
  );

  const binaryOf = ({ value }: Within<Attachment>): string | null => {
    const url = text(value.url);
    const target = url === null ? null : parseOwnReference(url, client.upstream);
    return target?.type === 'Binary' ? target.id : null;
  };
  /** Whether the caller reaches the resource that protects a Binary (FHIR R4 Binary.securityContext). */
  const isContextWithin = async (
    { reference }: Reference,
    document: Stored<Resource>,
    within: Reach,
  ): Promise<boolean> => {
    const target = parseOwnReference(text(reference) ?? '', client.upstream);
    if (target === null || !isResourceType(target.type)) return false;
    const { type, id } = target;
    if (type === document.resourceType && id === document.id) return true;
    if (isPatientType(type)) return within.patients(type, 'r')?.has(id) ?? true;
    const context = await byId.find(type, id).catch((error: unknown) => {
      if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return null;
      throw error;
    });
    return context !== null;
  };
  const isPermitted = async (binary: Binary, document: Stored<Resource>): Promise<boolean> => {
    const within = await reach();
    if (!within.permitsContent(document, binary)) return false;
    const context = object(binary.securityContext);
    return context === null || within.isUnlimited || isContextWithin(context, document, within);
  };
  const readBinary = async (id: string, document: Stored<Resource>): Promise<string | null> => {
    const binary = await binaries.load(id);
    return binary !== null && (await isPermitted(binary, document)) ? text(binary.data) : null;
  };
  const data = async (content: Within<Attachment>): Promise<string | null> => {
    const inline = text(content.value.data);
    if (inline !== null) {
      if (inline.length > inBase64(client.maxContentBytes)) throw contentTooLarge(client.maxContentBytes);
      return inline;
    }
    const id = binaryOf(content);
    if (id === null) return null;
    const found = await readBinary(id, content.resource).catch((error: unknown) => {
      noteFailedRead(accesses, 'Binary', id, error);
      throw error;
    });
    // A Binary does not say whom it is about: the document does.
    const resource = { resourceType: 'Binary', id, contentType: '' } as const;
    // The audit gets the same note for a hidden Binary and for none.
    if (found === null) accesses.miss({ type: 'Binary', id });
    else accesses.record({ resource, interaction: 'read', within: content.resource });
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
      return found === null ? null : safeHtml(found);
    }),
  };
}

type Convert = (content: Within<Attachment>) => Promise<string | null>;

// The converters and their parsers load with the first note: a start, and a gateway that reads no notes, does without them.

async function textOfHtml(html: string): Promise<string> {
  const { htmlToText } = await import('../fhir/note-html.ts');
  return htmlToText(html);
}

async function textOfRtf(rtf: string): Promise<string> {
  const { rtfToText } = await import('../fhir/note-rtf.ts');
  return rtfToText(rtf);
}

async function safeHtml(html: string): Promise<string> {
  const { sanitizedHtml } = await import('../fhir/note-html.ts');
  return sanitizedHtml(html);
}
