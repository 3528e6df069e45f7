/** Documents (FHIR R4 DocumentReference) and comments on records (FHIR R4 Annotation). */
import { firstName } from './concepts.ts';
import { parseOwnReference, type ServerUrls } from './ids.ts';
import { valuesAt } from './paths.ts';
import { isObject, object, objects, text, texts } from './shape.ts';
import type { Annotation, Attachment, DocumentReference, Reference, Resource, Stored } from './types.ts';
import { eachWithin, within, type Within } from './within.ts';

export function attachmentsOf({ content }: Pick<DocumentReference, 'content'>): Attachment[] {
  return objects(objects(content).map(({ attachment }) => attachment));
}

/** Returns the id of the Binary of the FHIR server itself that an attachment refers to; null if it refers to none. */
export function binaryIdOf({ url }: Pick<Attachment, 'url'>, server: ServerUrls): string | null {
  const target = parseOwnReference(text(url) ?? '', server);
  return target?.type === 'Binary' ? target.id : null;
}

/** The types with contents, and where their attachments stand. */
const ATTACHMENTS = { DocumentReference: 'content.attachment', DiagnosticReport: 'presentedForm' } as const;

export type DocumentType = keyof typeof ATTACHMENTS;

export function isDocumentType(type: unknown): type is DocumentType {
  return typeof type === 'string' && Object.hasOwn(ATTACHMENTS, type);
}

/** Returns the attachments of a record with contents, in their order. */
export function attachmentsIn(record: Resource): Attachment[] {
  const { resourceType } = record;
  return isDocumentType(resourceType) ? valuesAt(record, ATTACHMENTS[resourceType]).filter(isAttachment) : [];
}

/** Every element of an Attachment is optional, and read as such. */
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

/** Returns the title of a document: its type, its description, or the title of its content. */
export function titleOf({ type, description, content }: DocumentReference): string | null {
  const titles = attachmentsOf({ content }).map(({ title }) => title);
  return firstName(object(type), description, ...titles);
}

/** Returns the texts of comments, in their order. */
export function annotationTexts(notes: readonly Annotation[] | undefined): string[] {
  return texts(objects(notes).map((note) => note.text));
}

/** Returns the comments that have a text, with who wrote them and when, in the order of `annotationTexts`. */
export function annotationsOf(
  resource: Stored<Resource>,
  notes: readonly Annotation[] | undefined,
): Within<Annotation>[] {
  return eachWithin(resource, notes).filter(({ value }) => text(value.text) !== null);
}

/** Returns who wrote a comment (`Annotation.author[x]`); a name without a reference becomes the display of one. */
export function annotationAuthor({ value, resource }: Within<Annotation>): Within<Reference> | null {
  const name = text(value.authorString);
  return within(resource, object(value.authorReference) ?? (name === null ? null : { display: name }));
}
