/** Ranks the renditions of a document (FHIR R4 DocumentReference.content). */
import { readInteger, readText } from './lenient-read.ts';
import type { Attachment } from './types.ts';

/**
 * The role of a rendition in its document, by MIME type.
 * - `text`: text that a page can show. Epic sends each note as HTML and as RTF, without titles or sizes.
 * - `document`: a document that was signed, scanned or exchanged as a whole. Text next to it counts as a cover note unless title and size
 *   show otherwise. Includes unknown types other than text: a scan can arrive as `application/octet-stream`, or without a type.
 * - `other`: recordings, archives and detached signatures.
 */
type Role = 'text' | 'document' | 'other';

/** Roles by MIME type, the preferred type of each role first. */
const ROLES: readonly (readonly [type: string, role: Role])[] = [
  // A page can show HTML with its layout; RTF is converted to plain text.
  ['text/html', 'text'],
  ['application/xhtml+xml', 'text'],
  ['text/plain', 'text'],
  ['text/rtf', 'text'],
  ['application/rtf', 'text'],
  // A PDF is usually the signed or printed document.
  ['application/pdf', 'document'],
  // C-CDA and other HL7 documents (C-CDA 2.1 §1; Epic sends its summaries only as XML).
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
/** Roles of types that are not in the table, by pattern. */
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

/** The smallest text, in bytes, that counts as a whole document: cover notes are a few lines. */
const MIN_DOCUMENT_BYTES = 1_000;

/** Returns the MIME type in lower case, without parameters; null if missing. */
export function mimeTypeOf({ contentType }: Pick<Attachment, 'contentType'>): string | null {
  return readText(readText(contentType)?.split(';')[0])?.toLowerCase() ?? null;
}

/** Returns the size in bytes: the server's value, otherwise the size of inline data; null without either. */
export function sizeOf({ size, data }: Pick<Attachment, 'size' | 'data'>): number | null {
  const inline = readText(data);
  return readInteger(size) ?? (inline === null ? null : Buffer.byteLength(inline, 'base64'));
}

/**
 * Returns the renditions with a URL or inline data, the document itself first. Epic lists entries with neither URL nor type.
 *
 * Text comes first if every rendition is text, or if it is the same document as a PDF, a CDA or a scan next to it. To count as the same,
 * it must have the same title and be too large for a cover note. The title is not enough, because servers copy the title of the document
 * to all of its attachments.
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

/** Sort positions by role. */
const PLACES: Readonly<Record<Role | 'cover', number>> = { text: 0, document: 1, cover: 2, other: 3 };

/** Returns the text renditions, the preferred one first. Reconciliation reads a written note back from them. */
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
  return title !== null && title === titleWords(document) && (size ?? 0) >= MIN_DOCUMENT_BYTES;
}

/** Returns the title in lower case, without file extension and repeated spaces. */
function titleWords({ title }: Attachment): string | null {
  const words = readText(title)
    ?.toLowerCase()
    .replace(/\.[a-z]{2,5}$/, '')
    .replace(/\s+/g, ' ');
  return readText(words);
}
