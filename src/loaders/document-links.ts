/** Links to contents of documents: each is sealed for one caller and one content, and ends within minutes. */
import { z } from 'zod';
import { isPurposeOfUse, type PurposeOfUse } from '../audit/purpose-of-use.ts';
import type { Sealer } from '../auth/sealer.ts';
import type { Caller } from '../caller.ts';
import { isFhirId } from '../fhir/ids.ts';
import { attachmentsIn, type DocumentType, isDocumentType } from '../fhir/notes.ts';
import { parseScopes, readingScopeText } from '../fhir/scopes.ts';
import { text } from '../fhir/shape.ts';
import type { Attachment, Resource, Stored } from '../fhir/types.ts';
import type { Within } from '../fhir/within.ts';

/** The content that a link opens, and its caller. */
export interface DocumentLink {
  /** The caller who was given the link, with the scopes to read that the token had then. */
  readonly caller: Caller;
  readonly purposeOfUse: PurposeOfUse | null;
  readonly type: DocumentType;
  readonly id: string;
  /** Finds the content in the document as it is now; null where it is gone. */
  readonly contentOf: (document: Stored<Resource>) => Within<Attachment> | null;
}

export type OpenedLink =
  | { readonly kind: 'link'; readonly link: DocumentLink }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

export interface LinkHolder {
  readonly caller: Caller;
  readonly purposeOfUse: PurposeOfUse | null;
}

export interface DocumentLinks {
  /** Returns the path of the link; null where there is nothing to open by it. */
  pathTo(content: Within<Attachment>, holder: LinkHolder): Promise<string | null>;
  /** Opens the token of a path. */
  open(token: string): Promise<OpenedLink>;
}

/** The path of all links, without a slash at its end. */
export const LINKS_PATH = '/documents';

const sealedLink = z.object({
  /** The document. */
  type: z.custom<DocumentType>(isDocumentType),
  id: z.string().refine(isFhirId),
  /** The place of the attachment in it, and the URL, which stays when others are added. */
  at: z.int().min(0),
  url: z.string().nullable(),
  /** The caller. */
  issuer: z.string().nullable(),
  subject: z.string(),
  client: z.string().nullable(),
  patient: z.string().nullable(),
  scopes: z.array(z.string()),
  /** When the caller's token ends, in epoch milliseconds; null: never. */
  until: z.number().nullable(),
  purpose: z.custom<PurposeOfUse>((code) => typeof code === 'string' && isPurposeOfUse(code)).nullable(),
});

/**
 * @param upstream the FHIR server whose documents the links open
 * @param now epoch milliseconds
 */
export function createDocumentLinks(sealer: Sealer, upstream: string, now: () => number): DocumentLinks {
  // A browser that opens a link does not sign in, so the link seals its caller instead of being bound to one.
  const binding = { issuer: upstream, subject: 'document link', audience: `GET ${LINKS_PATH}` };
  return {
    async pathTo({ value, resource }, { caller, purposeOfUse }) {
      const { resourceType: type, id } = resource;
      const at = attachmentsIn(resource).indexOf(value);
      const hasContent = text(value.url) !== null || text(value.data) !== null;
      // A contained document has no id of its own to read it by.
      if (!isDocumentType(type) || at === -1 || !hasContent || !isFhirId(id)) return null;
      const { issuer, subject, client, patient, scopes, expiresAt = null } = caller;
      const sealed: z.output<typeof sealedLink> = {
        type,
        id,
        at,
        url: text(value.url),
        issuer,
        subject,
        client,
        patient,
        scopes: scopes.flatMap(readingScopeText),
        until: expiresAt,
        purpose: purposeOfUse,
      };
      return `${LINKS_PATH}/${await sealer.seal(sealed, binding)}`;
    },
    async open(token) {
      const opened = await sealer.open(token, binding);
      if (opened.kind !== 'value') return opened;
      const parsed = sealedLink.safeParse(opened.value);
      if (!parsed.success) return { kind: 'invalid' };
      const { type, id, at, url, scopes, until, purpose, ...person } = parsed.data;
      if (until !== null && until <= now()) return { kind: 'expired' };
      const contentOf = (resource: Stored<Resource>): Within<Attachment> | null => {
        const attachments = attachmentsIn(resource);
        const inPlace = attachments[at];
        const value = url === null ? inPlace : attachments.find((one) => text(one.url) === url);
        return value === undefined ? null : { value, resource };
      };
      const caller = { ...person, scopes: parseScopes(scopes), expiresAt: until };
      return { kind: 'link', link: { caller, purposeOfUse: purpose, type, id, contentOf } };
    },
  };
}
