/** Determines which document contents a browser displays inline, and the headers of each content. All other contents are downloads. */
import { charsetOf } from 'clinical-notes';
import { mimeTypeOf } from '../fhir/renditions.ts';

/**
 * Types that no browser runs as a page of this origin, with the extension of the file name. HTML, XML and SVG are excluded; the field `html` of a content
 * is the safe form.
 */
const INLINE: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'pdf'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['text/plain', 'txt'],
]);

/** Extensions of downloads that programs recognize and browsers do not open as pages. */
const DOWNLOADS: ReadonlyMap<string, string> = new Map([
  ['application/rtf', 'rtf'],
  ['text/rtf', 'rtf'],
  ['image/tiff', 'tif'],
  ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
]);

/** The content may not load, submit or frame anything. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Chrome and Safari display no PDF under `sandbox`. Scripts in a PDF cannot leave the viewer; Gitea omits `sandbox` for PDFs too. */
const UNSANDBOXED: ReadonlySet<string> = new Set(['application/pdf']);

/** The headers of responses without content. */
export const NO_CONTENT_HEADERS = { 'content-security-policy': `${POLICY}; sandbox` } as const;

/** Returns the headers of a content. The file name is generic, because names of downloads outlive the session. */
export function contentHeaders(bytes: Uint8Array, contentType: string | null): Record<string, string> {
  const type = mimeTypeOf({ ...(contentType !== null && { contentType }) }) ?? '';
  const extension = INLINE.get(type);
  if (extension === undefined)
    return {
      ...NO_CONTENT_HEADERS,
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="document.${DOWNLOADS.get(type) ?? 'bin'}"`,
    };
  return {
    'content-security-policy': UNSANDBOXED.has(type) ? POLICY : `${POLICY}; sandbox`,
    'content-type': type === 'text/plain' ? `${type}; charset=${charsetOf(bytes, contentType)}` : type,
    'content-disposition': `inline; filename="document.${extension}"`,
  };
}
