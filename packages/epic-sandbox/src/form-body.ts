/** Posted forms. */
import type { IncomingMessage } from 'node:http';

const LARGEST_FORM = 64 * 1024;

/** Resolves to null for anything but a POST of a form of at most 64 KiB. Rejects if the client disconnects. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  if (request.method !== 'POST' || !isForm) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: unknown = chunk;
    if (!Buffer.isBuffer(bytes)) continue;
    size += bytes.length;
    // Reads the rest and drops it, because a response before the end of the request can get lost.
    if (size <= LARGEST_FORM) chunks.push(bytes);
  }
  return size <= LARGEST_FORM ? new URLSearchParams(Buffer.concat(chunks).toString()) : null;
}

/** Returns the names that occur more than once, which OAuth forbids (RFC 6749 §3.1). */
export function repeatedNames(parameters: URLSearchParams): readonly string[] {
  const names = [...parameters.keys()];
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
