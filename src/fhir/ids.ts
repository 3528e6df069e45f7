/** Resource ids and references as FHIR servers write them. */
import { readText } from './lenient-read.ts';
import type { Reference } from './types.ts';

/** Epic's ids can be longer than FHIR's 64 characters; the bound only keeps nonsense off the wire. */
const MAX_ID_LENGTH = 256;

/**
 * True for what can be an id: opaque, case-sensitive, of the unreserved characters of RFC 3986, which need no escaping in
 * a path nor in a comma-separated list. FHIR R4 §2.24.0.1 allows fewer. Dots alone would climb the path.
 */
export function isFhirId(value: string): boolean {
  return value.length <= MAX_ID_LENGTH && /^(?!\.+$)[A-Za-z0-9._~-]+$/.test(value);
}

/** What a literal reference points at (FHIR R4 §2.3.0.1). */
export interface ReferenceTarget {
  readonly type: string;
  readonly id: string;
}

/**
 * Reads `Type/id`, `Type/id/_history/v`, or the same below an absolute URL. Null for a contained (`#id`), `urn:` or
 * missing reference, and for one that holds no id.
 */
export function parseReference(
  reference: Pick<Reference, 'reference'> | null | undefined,
): ReferenceTarget | null {
  const literal: unknown = reference?.reference;
  if (typeof literal !== 'string') return null;
  // There can be hundreds in one answer, and an expression with groups takes several times as long.
  const current = literal.includes('/_history/') ? literal.replace(/\/_history\/[^/?#]+$/, '') : literal;
  const end = current.lastIndexOf('/');
  const type = current.slice(current.lastIndexOf('/', end - 1) + 1, Math.max(0, end));
  const id = current.slice(end + 1);
  return /^[A-Z][A-Za-z]+$/.test(type) && isFhirId(id) ? { type, id } : null;
}

/** The URLs of one FHIR server. */
export interface ServerUrls {
  /** Where the server is reached. Nothing is sent anywhere else. */
  readonly baseUrl: string;
  /**
   * Returns where a URL that the server sent lies below the base URL; null for a URL of another server, or none at all. A relative URL
   * starts at either base.
   */
  resolve(url: string): string | null;
}

/**
 * What a reference points at on the server itself: a relative one, or an absolute one that lies below one of its bases. Null for any
 * other, which is not the server's to answer.
 */
export function parseOwnReference(literal: string, server: ServerUrls): ReferenceTarget | null {
  const isAbsolute = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(literal);
  const reference = isAbsolute ? server.resolve(literal) : literal;
  return reference === null ? null : parseReference({ reference });
}

/** The id of the patient on the server itself whom the text points at; null where it points at anything else. */
export function ownPatientId(reference: unknown, server: ServerUrls): string | null {
  const literal = readText(reference);
  const target = literal === null ? null : parseOwnReference(literal, server);
  return target?.type === 'Patient' ? target.id : null;
}
