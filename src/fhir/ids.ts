import { readText } from './lenient-read.ts';
import type { Reference } from './types.ts';

/** Epic's ids can exceed FHIR's 64 characters. The bound only rejects obvious garbage before it is sent. */
const MAX_ID_LENGTH = 256;

/**
 * Returns true for a possible id: only unreserved characters of RFC 3986, which need no escaping in a path or in a comma-separated list.
 * FHIR R4 §2.24.0.1 allows fewer. An id of only dots would traverse the path, and `_history` and `_search` are operations (R4 §3.1.0), so
 * dots only and a leading underscore are rejected.
 */
export function isFhirId(value: string): boolean {
  return value.length <= MAX_ID_LENGTH && /^(?!_|\.+$)[A-Za-z0-9._~-]+$/.test(value);
}

/** Completes a sentence that begins with the name of an argument. */
export const FHIR_ID_RULE =
  'expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~", with no "_" first.';

/** The target of a literal reference (FHIR R4 §2.3.0.1). */
export interface ReferenceTarget {
  readonly type: string;
  readonly id: string;
}

/**
 * Parses `Type/id`, `Type/id/_history/v`, or the same below an absolute URL. Returns null for a contained (`#id`), `urn:` or missing
 * reference, and for one without a valid id.
 */
export function parseReference(
  reference: Pick<Reference, 'reference'> | null | undefined,
): ReferenceTarget | null {
  const literal: unknown = reference?.reference;
  if (typeof literal !== 'string') return null;
  // A response can have hundreds of references, and a pattern with groups takes several times as long.
  const current = literal.includes('/_history/') ? literal.replace(/\/_history\/[^/?#]+$/, '') : literal;
  const end = current.lastIndexOf('/');
  const type = current.slice(current.lastIndexOf('/', end - 1) + 1, Math.max(0, end));
  const id = current.slice(end + 1);
  return /^[A-Z][A-Za-z]+$/.test(type) && isFhirId(id) ? { type, id } : null;
}

/** The URLs of one FHIR server. */
export interface ServerUrls {
  /** The only URL that the gateway sends FHIR requests to. */
  readonly baseUrl: string;
  /**
   * Resolves a URL from a response to a path below the base URL; null for another server's URL, or for text that is not a URL. A relative
   * URL starts at either base.
   */
  resolve(url: string): string | null;
}

/**
 * Parses a reference to a resource of the server itself: relative, or absolute below one of its base URLs. Returns null for any other
 * reference, because another server owns its target.
 */
export function parseOwnReference(literal: string, server: ServerUrls): ReferenceTarget | null {
  const isAbsolute = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(literal);
  const reference = isAbsolute ? server.resolve(literal) : literal;
  return reference === null ? null : parseReference({ reference });
}

/** Returns the id of the patient that a literal reference points to; null unless it is a Patient of the server itself. */
export function ownPatientId(reference: unknown, server: ServerUrls): string | null {
  const literal = readText(reference);
  const target = literal === null ? null : parseOwnReference(literal, server);
  return target?.type === 'Patient' ? target.id : null;
}
