/** Seals links to the contents of documents. Each link is for one caller and one content, and expires within minutes. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isPurposeOfUse, type PurposeOfUse } from '../audit/purpose-of-use.ts';
import { createSealer, type UnsealResult } from '../auth/sealer.ts';
import type { Caller } from '../access/caller.ts';
import type { Site } from '../epic/site.ts';
import { isFhirId } from '../fhir/ids.ts';
import { attachmentsIn, type DocumentType, isDocumentType } from '../fhir/notes.ts';
import { parseScopes, readScopeText } from '../access/scopes.ts';
import { readText } from '../fhir/lenient-read.ts';
import type { Attachment, Resource, Stored } from '../fhir/types.ts';
import type { InResource } from '../fhir/in-resource.ts';

/** The content and the caller of a link. */
export interface DocumentLink {
  /** The caller who received the link, with the read scopes that their token had then. */
  readonly caller: Caller;
  readonly purposeOfUse: PurposeOfUse | null;
  readonly type: DocumentType;
  readonly id: string;
  /** Finds the content in the document's current version; null if it is gone. */
  readonly contentOf: (document: Stored<Resource>) => InResource<Attachment> | null;
}

export type OpenedLink =
  | { readonly kind: 'link'; readonly link: DocumentLink }
  /** The link is null if an older version of the gateway sealed it. */
  | { readonly kind: 'expired'; readonly link: DocumentLink | null }
  | { readonly kind: 'invalid' };

interface LinkHolder {
  readonly caller: Caller;
  readonly purposeOfUse: PurposeOfUse | null;
}

export interface DocumentLinks {
  /** Returns the link's path; null if there is nothing to open. */
  pathTo(content: InResource<Attachment>, holder: LinkHolder): Promise<string | null>;
  /** Opens the token of a path. */
  open(token: string): Promise<OpenedLink>;
}

/** The path below which the links are, without a trailing slash: of the only FHIR server, or below the path of a site. */
export const DOCUMENT_LINKS_PATH = '/documents';

const sealedLink = z.object({
  type: z.custom<DocumentType>(isDocumentType),
  id: z.string().refine(isFhirId),
  /** The fingerprint of the attachment. It stays the same when attachments are added, and changes when this one is edited. */
  content: z.string(),
  issuer: z.string().nullable(),
  subject: z.string(),
  client: z.string().nullable(),
  patient: z.string().nullable(),
  /** The scopes of a caller for whom the gateway reads as itself. */
  scopes: z.array(z.string()).optional(),
  /** The grant and the scopes of a person. An earlier version of the gateway, which would read as itself, finds no scopes and refuses the link. */
  signIn: z
    .object({ grant: z.string(), scopes: z.array(z.string()), fhirUser: z.string().nullable() })
    .optional(),
  /** When the caller's token expires, in epoch milliseconds; null: never. */
  until: z.number().nullable(),
  purpose: z.custom<PurposeOfUse>((code) => typeof code === 'string' && isPurposeOfUse(code)).nullable(),
});

/** What seals the links of a site. It does not require that the site is open. */
export type LinkKeys = Pick<Site, 'upstream' | 'id' | 'deriveKey'>;

/** @param now epoch milliseconds */
export function createDocumentLinks(
  { upstream, id: site, deriveKey }: LinkKeys,
  lifetimeSeconds: number,
  now: () => number,
): DocumentLinks {
  const sealer = createSealer({ lifetimeSeconds, now, key: deriveKey('document links') });
  const folder = `${site === undefined ? '' : `/sites/${site}`}${DOCUMENT_LINKS_PATH}`;
  // A browser opens a link without signing in, so the link contains its caller instead of being bound to one.
  const binding = { issuer: upstream, subject: 'document link', audience: `GET ${DOCUMENT_LINKS_PATH}` };
  return {
    async pathTo({ value, resource }, { caller, purposeOfUse }) {
      const { resourceType: type, id } = resource;
      const isInRecord = attachmentsIn(resource).includes(value);
      const hasContent = readText(value.url) !== null || readText(value.data) !== null;
      // A contained document cannot be read by id.
      if (!isDocumentType(type) || !isInRecord || !hasContent || !isFhirId(id)) return null;
      const { issuer, subject, client, patient, grant, fhirUser = null, expiresAt = null } = caller;
      const scopes = caller.scopes.flatMap(readScopeText);
      const sealed: z.output<typeof sealedLink> = {
        type,
        id,
        content: fingerprint(value),
        issuer,
        subject,
        client,
        patient,
        ...(grant === undefined ? { scopes } : { signIn: { grant, scopes, fhirUser } }),
        until: expiresAt,
        purpose: purposeOfUse,
      };
      return `${folder}/${await sealer.seal(sealed, binding)}`;
    },
    async open(token) {
      const opened = await sealer.open(token, binding);
      const link = readLink(opened, site);
      if (opened.kind === 'expired') return { kind: 'expired', link };
      if (link === null) return { kind: 'invalid' };
      const { expiresAt = null } = link.caller;
      return expiresAt !== null && expiresAt <= now() ? { kind: 'expired', link } : { kind: 'link', link };
    },
  };
}

function readLink(opened: UnsealResult, site: string | undefined): DocumentLink | null {
  const parsed = opened.kind === 'invalid' ? null : sealedLink.safeParse(opened.value);
  if (parsed?.success !== true) return null;
  const { type, id, content, signIn, until, purpose, ...holder } = parsed.data;
  const { scopes = signIn?.scopes, ...person } = holder;
  if (scopes === undefined) return null;
  const contentOf = (resource: Stored<Resource>): InResource<Attachment> | null => {
    const value = attachmentsIn(resource).find((one) => fingerprint(one) === content);
    return value === undefined ? null : { value, resource };
  };
  const caller = {
    ...person,
    ...(site === undefined ? {} : { site }),
    ...(signIn === undefined ? {} : { grant: signIn.grant, fhirUser: signIn.fhirUser }),
    scopes: parseScopes(scopes),
    expiresAt: until,
  };
  return { caller, purposeOfUse: purpose, type, id, contentOf };
}

/** The elements of an Attachment (FHIR R4 §2.24.0.16). A change to any of them can mean that the link's content has changed. */
const ELEMENTS = [
  'contentType',
  'language',
  'data',
  'url',
  'size',
  'hash',
  'title',
  'creation',
] as const satisfies readonly (keyof Attachment)[];

function fingerprint(attachment: Attachment): string {
  const elements = ELEMENTS.map((name) => attachment[name] ?? null);
  return createHash('sha256').update(JSON.stringify(elements)).digest('base64url');
}
