/** The contents of documents: fetched once, only if asked for, and made fit to show. */
import { formatOf, formsOf, type NoteForm } from 'clinical-notes';
import { noteFailedRead } from '../audit/accesses.ts';
import { hasCode } from '../errors.ts';
import { parseOwnReference } from '../fhir/ids.ts';
import { binaryIdOf } from '../fhir/notes.ts';
import { isPatientType, isResourceType } from '../fhir/resources.ts';
import { object, text } from '../fhir/shape.ts';
import type { Attachment, Binary, Reference, Resource, Stored } from '../fhir/types.ts';
import type { Within } from '../fhir/within.ts';
import type { Unrecorded } from './by-id.ts';
import { type Conversions, convertibleData } from './conversions.ts';
import type { Operation } from './operation.ts';
import type { Reach } from './reach.ts';
import { contentTooLarge, inBase64 } from '../fhir/answer-forms.ts';

export interface Contents {
  /**
   * Plain text; null for content that is not text, HTML, RTF or CDA, and for a rendition that cannot be fetched.
   * @throws GatewayError CONTENT_TOO_LARGE, CONVERSION_FAILED, CONVERSION_OVERLOADED
   */
  text(content: Within<Attachment>): Promise<string | null>;
  /**
   * HTML that is safe to show; null for content that is not HTML or CDA.
   * @throws GatewayError the same
   */
  html(content: Within<Attachment>): Promise<string | null>;
  /** Base64. @throws GatewayError CONTENT_TOO_LARGE */
  data(content: Within<Attachment>): Promise<string | null>;
}

export function createContents(
  { client, usage, size, accesses, reach }: Operation,
  byId: Unrecorded,
  conversions: Conversions,
): Contents {
  const read = async (id: string): Promise<Binary | null> => {
    const binary = await client.readBinary(id, usage);
    if (size.stoppedBy !== null) throw size.stoppedBy;
    return binary;
  };
  /** No DataLoader: that would have siblings wait for each other's contents, and then for a conversion each. */
  const binaries = new Map<string, Promise<Binary | null>>();
  const loadBinary = (id: string): Promise<Binary | null> => {
    const found = binaries.get(id) ?? read(id);
    binaries.set(id, found);
    return found;
  };

  const binaryOf = ({ value }: Within<Attachment>): string | null => binaryIdOf(value, client.urls);
  /** Whether the caller reaches the resource that protects a Binary (FHIR R4 Binary.securityContext). */
  const isContextWithin = async (
    { reference }: Reference,
    document: Stored<Resource>,
    within: Reach,
  ): Promise<boolean> => {
    const target = parseOwnReference(text(reference) ?? '', client.urls);
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
  const isPermitted = async (id: string, binary: Binary, document: Stored<Resource>): Promise<boolean> => {
    const within = await reach();
    if (!within.permitsContent(document, id, binary)) return false;
    const context = object(binary.securityContext);
    return context === null || within.isUnlimited || isContextWithin(context, document, within);
  };
  const readBinary = async (id: string, document: Stored<Resource>): Promise<string | null> => {
    const binary = await loadBinary(id);
    return binary !== null && (await isPermitted(id, binary, document)) ? text(binary.data) : null;
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
  /** The same for all that show the same content. */
  const keyOf = (content: Within<Attachment>): unknown => {
    const id = text(content.value.data) === null ? binaryOf(content) : null;
    return id === null ? content.value : `${id} ${text(content.value.contentType)}`;
  };
  const inForm =
    (form: NoteForm) =>
    async (content: Within<Attachment>): Promise<string | null> => {
      const contentType = text(content.value.contentType);
      const format = formatOf(contentType ?? '');
      if (format === null || !formsOf(format).includes(form)) return null;
      // Each document is checked and recorded by itself; only the conversion of their bytes is shared.
      const found = await data(content);
      if (found === null) return null;
      return conversions.convert(keyOf(content), form, async () =>
        convertibleData(found, { format, contentType }),
      );
    };

  return {
    data,
    text: inForm('text'),
    html: inForm('html'),
  };
}
