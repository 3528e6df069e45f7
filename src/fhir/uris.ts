/** Recognizes absolute URIs (RFC 3986 §4.3), which FHIR expects as the system of an identifier (R4 §2.24.0.3), and removes credentials. */

/** Requires a lower-case scheme, because FHIR compares URIs character by character. */
const URI = /^([a-z][a-z\d+.-]*):((?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\dA-Fa-f]{2})+)$/;

const OID = String.raw`[0-2](?:\.(?:0|[1-9]\d*))+`;
const BARE_OID = new RegExp(`^${OID}$`);

/** By scheme: patterns that the rest of the URI must all match. OIDs and UUIDs follow FHIR's `oid` and `uuid` (R4 §2.24.0.1). */
const FORMS: Readonly<Record<string, readonly RegExp[]>> = {
  http: [/^\/\/[^/?#]/],
  https: [/^\/\/[^/?#]/],
  urn: [
    // RFC 8141 §2: a namespace identifier, and a name in that namespace.
    /^[a-z\d][a-z\d-]{0,30}[a-z\d]:./,
    new RegExp(`^(?!oid:)|^oid:${OID}$`),
    /^(?!uuid:)|^uuid:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/,
  ],
};

export function isAbsoluteUri(value: string): boolean {
  const [, scheme = '', rest = ''] = URI.exec(value) ?? [];
  return scheme !== '' && (FORMS[scheme] ?? []).every((form) => form.test(rest));
}

/** Returns true for an OID without its `urn:oid:` prefix. */
export function isOid(value: string): boolean {
  return BARE_OID.test(value);
}

/** Matches an address without credentials: its scheme and `//`, and the host and path. A path with `@` can be part of a password. */
const LOCATED = /^((?:[a-z][a-z\d+.-]*:)+\/\/)(?:[^/?#;@\\]*@)?([^?#;&@]*)(?:[?#;&][^@]*)?$/i;
/** Matches names without a scheme, with or without a port, and URNs. Other schemes without `//` can hold credentials anywhere, such as `jdbc:`. */
const NAME = /^(?:urn:.*|[^:]*(?::\d+(?:\/[^:]*)?)?)$/i;
const MAILBOX = /^(?:mailto:)?[^\s:/?#;@]+@[^\s:/?#;@]+$/i;

/**
 * Returns a URL without its user information, query, matrix parameters and fragment, which can hold credentials; undefined if credentials may
 * remain. An email address stays.
 */
export function withoutCredentials(url: string): string | undefined {
  const [, root, place] = LOCATED.exec(url) ?? [];
  if (root !== undefined && place !== undefined) return root + place;
  if (MAILBOX.test(url)) return url;
  const shown = url.split(/[?#;&]/, 1)[0] ?? '';
  return !url.includes('@') && NAME.test(shown) ? shown : undefined;
}
