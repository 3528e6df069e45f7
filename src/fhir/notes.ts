/** Documents and their renditions (FHIR R4 DocumentReference; Epic gives a note as HTML and again as RTF). */
import { firstName } from './concepts.ts';
import { parseOwnReference } from './ids.ts';
import { valuesAt } from './paths.ts';
import type { ServerUrls } from './server-urls.ts';
import { isObject, object, objects, text, texts } from './shape.ts';
import type { Annotation, Attachment, DocumentReference } from './types.ts';

/** The better a rendition can be shown, the earlier it stands. */
const PREFERENCE = ['text/html', 'text/plain', 'text/rtf', 'application/rtf', 'application/pdf'];

/** The MIME type without its parameters, in lower case; null where there is none. */
export function mimeTypeOf({ contentType }: Pick<Attachment, 'contentType'>): string | null {
  return text(text(contentType)?.split(';')[0])?.toLowerCase() ?? null;
}

/** The renditions that have something to fetch, the best first: Epic lists entries with neither URL nor type. */
export function renditionsOf(attachments: readonly Attachment[]): Attachment[] {
  return attachments
    .filter(({ url, data }) => text(url) !== null || text(data) !== null)
    .toSorted((one, other) => rank(one) - rank(other));
}

export function attachmentsOf({ content }: Pick<DocumentReference, 'content'>): Attachment[] {
  return objects(objects(content).map(({ attachment }) => attachment));
}

/** Returns the id of the Binary of the FHIR server itself that an attachment refers to; null if it refers to none. */
export function binaryIdOf({ url }: Pick<Attachment, 'url'>, server: ServerUrls): string | null {
  const target = parseOwnReference(text(url) ?? '', server);
  return target?.type === 'Binary' ? target.id : null;
}

/** The elements of the types with contents: DocumentReference, DiagnosticReport. */
const ATTACHMENTS = ['content.attachment', 'presentedForm'] as const;

/** Returns the ids of the Binaries that hold the contents of a record. */
export function binaryIdsOf(record: object, server: ServerUrls): string[] {
  return ATTACHMENTS.flatMap((path) => valuesAt(record, path))
    .map((attachment) => (isObject(attachment) ? binaryIdOf(attachment, server) : null))
    .filter((id) => id !== null);
}

/** What a document is called: its type, its description, or the title of its content. */
export function titleOf({ type, description, content }: DocumentReference): string | null {
  const titles = attachmentsOf({ content }).map(({ title }) => title);
  return firstName(object(type), description, ...titles);
}

/** Comments, in their order. */
export function annotationTexts(notes: readonly Annotation[] | undefined): string[] {
  return texts(objects(notes).map((note) => note.text));
}

function rank(attachment: Attachment): number {
  const at = PREFERENCE.indexOf(mimeTypeOf(attachment) ?? '');
  return at === -1 ? PREFERENCE.length : at;
}
