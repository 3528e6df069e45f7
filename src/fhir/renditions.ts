/** The renditions of a document (FHIR R4 DocumentReference.content), and which of them is the document itself. */
import { readInteger, readText } from './lenient-read.ts';
import type { Attachment } from './types.ts';

/**
 * The role of a rendition in its document, by its type.
 * - `text`: words that can be shown in a page. Epic gives a note twice, as HTML and as RTF, without titles or sizes.
 * - `document`: what was signed, scanned or exchanged as a whole. Text next to it is a cover note unless it proves otherwise.
 *   Unknown types other than text count as such: a scan can come as `application/octet-stream`, or without a type.
 * - `other`: recordings, archives and detached signatures.
 */
type Role = 'text' | 'document' | 'other';

/** By MIME type, the best of each role first. */
const ROLES: readonly (readonly [type: string, role: Role])[] = [
  // A page can show HTML with its layout; RTF becomes plain text.
  ['text/html', 'text'],
  ['application/xhtml+xml', 'text'],
  ['text/plain', 'text'],
  ['text/rtf', 'text'],
  ['application/rtf', 'text'],
  // A PDF is what was signed or printed.
  ['application/pdf', 'document'],
  // C-CDA and other HL7 documents (C-CDA 2.1 §1; Epic's summaries come as XML only).
  ['application/xml', 'document'],
  ['text/xml', 'document'],
  ['application/hl7-v3+xml', 'document'],
  ['application/cda+xml', 'document'],
  // Scans. TIFF comes last because browsers cannot show it.
  ['image/png', 'document'],
  ['image/jpeg', 'document'],
  ['image/jpg', 'document'],
  ['image/tiff', 'document'],
  // Word processors.
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
  ['application/msword', 'document'],
];
const BY_TYPE: ReadonlyMap<string, Ranked> = new Map(
  ROLES.map(([type, role], rank) => [type, { role, rank }]),
);
/** By the start of a type that is not in the table. */
const ROLES_OF_OTHERS: readonly (readonly [type: RegExp, role: Role])[] = [
  [/^text\//, 'text'],
  [/^(audio|video)\//, 'other'],
  [/^application\/(x-)?(zip|gzip|tar|7z|rar)\b/, 'other'],
  // RFC 8551 §3.2, RFC 3156 §5.
  [/^application\/((x-)?pkcs7|pgp)-signature$/, 'other'],
  [/^/, 'document'],
];

interface Ranked {
  readonly role: Role;
  readonly rank: number;
}

/** The shortest text, in bytes, that can be a whole document: cover notes are a few lines. */
const SHORTEST_DOCUMENT = 1_000;

/** Returns the MIME type without its parameters, in lower case; null where there is none. */
export function mimeTypeOf({ contentType }: Pick<Attachment, 'contentType'>): string | null {
  return readText(readText(contentType)?.split(';')[0])?.toLowerCase() ?? null;
}

/** Returns the size in bytes: as the server says, otherwise the size of inline data; null where neither is there. */
export function sizeOf({ size, data }: Pick<Attachment, 'size' | 'data'>): number | null {
  const inline = readText(data);
  return readInteger(size) ?? (inline === null ? null : Buffer.byteLength(inline, 'base64'));
}

/**
 * Returns the renditions that have something to fetch, the document itself first. Epic lists entries with neither URL nor type.
 *
 * Text comes first where there is nothing but text, and where it is the same document as a PDF, a CDA or a scan next to it: it then has
 * the title of that rendition and is known not to be as short as a cover note. The same title is no proof, because servers copy the
 * title of the document to all of its attachments.
 */
export function renditionsOf(attachments: readonly Attachment[]): Attachment[] {
  const fetchable = attachments.filter(({ url, data }) => readText(url) !== null || readText(data) !== null);
  const documents = fetchable.filter((attachment) => rankedOf(attachment).role === 'document');
  const isSame = (attachment: Attachment): boolean =>
    documents.length === 0 || documents.some((document) => showsSame(attachment, document));
  const place = (attachment: Attachment): number => {
    const { role } = rankedOf(attachment);
    return PLACES[role === 'text' && !isSame(attachment) ? 'cover' : role];
  };
  return fetchable.toSorted(
    (one, other) => place(one) - place(other) || rankedOf(one).rank - rankedOf(other).rank,
  );
}

/** Where each role stands. */
const PLACES: Readonly<Record<Role | 'cover', number>> = { text: 0, document: 1, cover: 2, other: 3 };

/** Returns the renditions in words, the best first: what a note that was written as text can be read back from. */
export function textRenditionsOf(attachments: readonly Attachment[]): Attachment[] {
  return renditionsOf(attachments).filter((attachment) => rankedOf(attachment).role === 'text');
}

function rankedOf(attachment: Attachment): Ranked {
  const type = mimeTypeOf(attachment) ?? '';
  const role = ROLES_OF_OTHERS.find(([pattern]) => pattern.test(type))?.[1] ?? 'document';
  return BY_TYPE.get(type) ?? { role, rank: ROLES.length };
}

function showsSame(words: Attachment, document: Attachment): boolean {
  const title = titleWords(words);
  const size = sizeOf(words);
  return title !== null && title === titleWords(document) && (size ?? 0) >= SHORTEST_DOCUMENT;
}

/** Returns the title without case, file extension and repeated space. */
function titleWords({ title }: Attachment): string | null {
  const words = readText(title)
    ?.toLowerCase()
    .replace(/\.[a-z]{2,5}$/, '')
    .replace(/\s+/g, ' ');
  return readText(words);
}
