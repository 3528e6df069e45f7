/** Loads the contents of documents. Fetches each content once, only if it is selected, and converts it to text or safe HTML. */
import { formatOf, formsOf, type NoteForm } from 'clinical-notes';
import { recordFailedRead } from '../audit/access-log.ts';
import { hasCode } from '../errors.ts';
import { parseOwnReference } from '../fhir/ids.ts';
import { binaryIdOf } from '../fhir/notes.ts';
import { isPatientType } from '../fhir/resource-kinds.ts';
import { isResourceType } from '../fhir/resources.ts';
import { readObject, readText } from '../fhir/lenient-read.ts';
import type { Attachment, Binary, Reference, Resource, Stored } from '../fhir/types.ts';
import type { InResource } from '../fhir/in-resource.ts';
import type { UnauditedReads } from './by-id.ts';
import { type Conversions, toConvertibleData } from './conversions.ts';
import type { Operation } from './operation.ts';
import type { Authorization } from '../access/authorization.ts';
import { contentTooLargeError, base64Length } from '../epic/response-limits.ts';

export interface DocumentContents {
  /**
   * Returns plain text; null for content that is not text, HTML, RTF or CDA, and for a rendition that cannot be fetched.
   * @throws GatewayError CONTENT_TOO_LARGE, CONVERSION_FAILED, CONVERSION_OVERLOADED
   */
  text(content: InResource<Attachment>): Promise<string | null>;
  /**
   * Returns HTML that is safe to show; null for content that is not HTML or CDA.
   * @throws GatewayError CONTENT_TOO_LARGE, CONVERSION_FAILED, CONVERSION_OVERLOADED
   */
  html(content: InResource<Attachment>): Promise<string | null>;
  /** Returns base64. @throws GatewayError CONTENT_TOO_LARGE */
  data(content: InResource<Attachment>): Promise<string | null>;
}

export function createDocumentContents(
  { client, budget, responseBudget, accessLog, authorize }: Operation,
  byId: UnauditedReads,
  conversions: Conversions,
): DocumentContents {
  const read = async (id: string): Promise<Binary | null> => {
    const binary = await client.readBinary(id, budget);
    if (responseBudget.stoppedBy !== null) throw responseBudget.stoppedBy;
    return binary;
  };
  /** Not a DataLoader, because in a batch every content would wait for the slowest one before its conversion. */
  const binaries = new Map<string, Promise<Binary | null>>();
  const loadBinary = (id: string): Promise<Binary | null> => {
    const binary = binaries.get(id) ?? read(id);
    binaries.set(id, binary);
    return binary;
  };

  const binaryOf = ({ value }: InResource<Attachment>): string | null => binaryIdOf(value, client.urls);
  /** Whether the caller may see the resource that protects a Binary (FHIR R4 Binary.securityContext). */
  const isContextPermitted = async (
    { reference }: Reference,
    document: Stored<Resource>,
    authorization: Authorization,
  ): Promise<boolean> => {
    const target = parseOwnReference(readText(reference) ?? '', client.urls);
    if (target === null || !isResourceType(target.type)) return false;
    const { type, id } = target;
    if (type === document.resourceType && id === document.id) return true;
    if (isPatientType(type)) return authorization.permittedPatients(type, 'r')?.has(id) ?? true;
    const context = await byId.find(type, id).catch((error: unknown) => {
      if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return null;
      throw error;
    });
    return context !== null;
  };
  const isPermitted = async (id: string, binary: Binary, document: Stored<Resource>): Promise<boolean> => {
    const authorization = await authorize();
    if (!authorization.permitsContent(document, id, binary)) return false;
    const context = readObject(binary.securityContext);
    if (context === null || authorization.hasFullAccess) return true;
    return isContextPermitted(context, document, authorization);
  };
  const readBinary = async (id: string, document: Stored<Resource>): Promise<string | null> => {
    const binary = await loadBinary(id);
    return binary !== null && (await isPermitted(id, binary, document)) ? readText(binary.data) : null;
  };
  const data = async (content: InResource<Attachment>): Promise<string | null> => {
    const inline = readText(content.value.data);
    if (inline !== null) {
      if (inline.length > base64Length(client.maxContentBytes))
        throw contentTooLargeError(client.maxContentBytes);
      return inline;
    }
    const id = binaryOf(content);
    if (id === null) return null;
    const found = await readBinary(id, content.resource).catch((error: unknown) => {
      recordFailedRead(accessLog, 'Binary', id, error);
      throw error;
    });
    // A Binary does not name its patient, but its document does.
    const resource = { resourceType: 'Binary', id, contentType: '' } as const;
    // Hidden and missing Binaries get the same audit entry.
    if (found === null) accessLog.addMissedRead({ type: 'Binary', id });
    else accessLog.addResource({ resource, interaction: 'read', container: content.resource });
    return found;
  };
  const keyOf = (content: InResource<Attachment>): unknown => {
    const id = readText(content.value.data) === null ? binaryOf(content) : null;
    return id === null ? content.value : `${id} ${readText(content.value.contentType)}`;
  };
  const createConverterTo =
    (form: NoteForm) =>
    async (content: InResource<Attachment>): Promise<string | null> => {
      const contentType = readText(content.value.contentType);
      const format = formatOf(contentType ?? '');
      if (format === null || !formsOf(format).includes(form)) return null;
      // Check and record each document separately. Only the conversion of the bytes is shared.
      const found = await data(content);
      if (found === null) return null;
      return conversions.convert(keyOf(content), form, async () =>
        toConvertibleData(found, { format, contentType }),
      );
    };

  return {
    data,
    text: createConverterTo('text'),
    html: createConverterTo('html'),
  };
}
