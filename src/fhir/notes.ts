/** Reads documents (FHIR R4 DocumentReference) and comments on records (FHIR R4 Annotation). */
import { firstName } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { parseOwnReference, type ServerUrls } from './ids.ts';
import { eachInResource, inResource, type InResource } from './in-resource.ts';
import { isObject, readObject, readObjects, readText, readTexts } from './lenient-read.ts';
import type { Annotation, Attachment, DocumentReference, Reference, Resource, Stored } from './types.ts';

export function attachmentsOf({ content }: Pick<DocumentReference, 'content'>): Attachment[] {
  return readObjects(readObjects(content).map(({ attachment }) => attachment));
}

/** Returns the id of the attachment's Binary; null if the URL is not a Binary on the FHIR server itself. */
export function binaryIdOf({ url }: Pick<Attachment, 'url'>, server: ServerUrls): string | null {
  const target = parseOwnReference(readText(url) ?? '', server);
  return target?.type === 'Binary' ? target.id : null;
}

/** The types with contents, and the paths of their attachments. */
const ATTACHMENTS = {
  Communication: 'payload.contentAttachment',
  DiagnosticReport: 'presentedForm',
  DocumentReference: 'content.attachment',
  Media: 'content',
} as const;

export type DocumentType = keyof typeof ATTACHMENTS;

export function isDocumentType(type: unknown): type is DocumentType {
  return typeof type === 'string' && Object.hasOwn(ATTACHMENTS, type);
}

/** Returns the attachments of a record, in the server's order; none for types without contents. */
export function attachmentsIn(record: Resource): Attachment[] {
  const { resourceType } = record;
  return isDocumentType(resourceType) ? valuesAt(record, ATTACHMENTS[resourceType]).filter(isAttachment) : [];
}

/** Accepts any object, because every element of an Attachment is optional. */
function isAttachment(value: unknown): value is Attachment {
  return isObject(value);
}

/** Returns the ids of the Binaries that hold the contents of a record. */
export function binaryIdsOf(record: object, server: ServerUrls): string[] {
  return Object.values(ATTACHMENTS)
    .flatMap((path) => valuesAt(record, path))
    .map((attachment) => (isObject(attachment) ? binaryIdOf(attachment, server) : null))
    .filter((id) => id !== null);
}

/** Returns the words for the type, otherwise the description, otherwise the title of an attachment. */
export function titleOf({ type, description, content }: DocumentReference): string | null {
  const titles = attachmentsOf({ content }).map(({ title }) => title);
  return firstName(readObject(type), description, ...titles);
}

/** Returns the texts of comments, in the server's order. */
export function annotationTexts(notes: readonly Annotation[] | undefined): string[] {
  return readTexts(readObjects(notes).map((note) => note.text));
}

/** Returns the comments that have a text, in the order of `annotationTexts`. */
export function annotationsOf(
  resource: Stored<Resource>,
  notes: readonly Annotation[] | undefined,
): InResource<Annotation>[] {
  return eachInResource(resource, notes).filter(({ value }) => readText(value.text) !== null);
}

/** Returns the author of a comment (`Annotation.author[x]`). A bare name becomes a reference with only a display. */
export function annotationAuthor({ value, resource }: InResource<Annotation>): InResource<Reference> | null {
  const name = readText(value.authorString);
  return inResource(
    resource,
    readObject(value.authorReference) ?? (name === null ? null : { display: name }),
  );
}
