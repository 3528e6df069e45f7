/** Reads a document's relations and authentication (FHIR R4 DocumentReference.relatesTo and .authenticator). */
import { DOCUMENT_RELATION } from './clinical-codes.ts';
import { memberOf } from './codes.ts';
import { parseOwnReference, type ServerUrls } from './ids.ts';
import { readObjects, readText } from './lenient-read.ts';
import type { DocumentReference, DocumentReferenceRelatesTo } from './types.ts';

export type DocumentRelationKind = ReturnType<typeof relationOf>;

/** Returns how a document relates to another; null if it does not say. */
export function relationOf({ code }: Pick<DocumentReferenceRelatesTo, 'code'>) {
  return memberOf(DOCUMENT_RELATION, code);
}

/**
 * Returns whether a document relates to the document with this id.
 * @param kind of relation; null for any
 */
export function relatesTo(
  { relatesTo: relations }: DocumentReference,
  {
    id,
    kind,
    server,
  }: { readonly id: string; readonly kind: DocumentRelationKind; readonly server: ServerUrls },
): boolean {
  return readObjects(relations).some((relation) => {
    const target = parseOwnReference(readText(relation.target?.reference) ?? '', server);
    const isOfKind = kind === null || relationOf(relation) === kind;
    return target?.type === 'DocumentReference' && target.id === id && isOfKind;
  });
}

/** R4 has no element for the time of authentication. US Core (since 7.0.0) extends the document, and Epic the authenticator. */
const AUTHENTICATION_TIMES: ReadonlySet<unknown> = new Set([
  'http://hl7.org/fhir/us/core/StructureDefinition/us-core-authentication-time',
  'http://open.epic.com/FHIR/StructureDefinition/extension/clinical-note-authentication-instant',
]);

/** Returns when the document was authenticated, which usually means signed; null if the server does not say. */
export function authenticationTimeOf({ extension, authenticator }: DocumentReference): string | null {
  const extensions = [...readObjects(extension), ...readObjects(authenticator?.extension)];
  const times = extensions
    .filter(({ url }) => AUTHENTICATION_TIMES.has(url))
    .map(({ valueDateTime, valueInstant }) => readText(valueDateTime) ?? readText(valueInstant));
  return times.find((time) => time !== null) ?? null;
}
