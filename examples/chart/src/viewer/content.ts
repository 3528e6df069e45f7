/** Loads the content of a document from its link on the gateway, into the memory of the page only. */
import { useEffect, useState } from 'react';
import { accessToken } from '../access-token.ts';
import { errorExtensionsOf, type Failure, failureOfCode, NO_RESPONSE } from '../failures.ts';

/** The largest content that the app shows. Larger ones can be downloaded. */
export const MAX_SHOWN_BYTES = 25 * 1024 * 1024;

export type Content =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }
  | { readonly kind: 'too-large' }
  /** The link has expired, or the session has ended. */
  | { readonly kind: 'expired' }
  /** It was edited or removed since the document was loaded, or became hidden from the caller. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly failure: Failure };

type Result = Exclude<Content, { kind: 'loading' }>;

const LOADING: Content = { kind: 'loading' };
const UNAUTHENTICATED = 401;
const NOT_FOUND = 404;
const GONE = 410;

/** @param link a path on the gateway, which opens for a few minutes */
export function useContent(link: string): Content {
  const [loaded, setLoaded] = useState<{ link: string; content: Content }>({ link, content: LOADING });
  useEffect(() => {
    const aborter = new AbortController();
    const load = async () => {
      // In development, React runs each effect twice. The first run must send no request.
      await Promise.resolve();
      if (aborter.signal.aborted) return;
      const content = await loadContent(link, aborter.signal);
      if (!aborter.signal.aborted) setLoaded({ link, content });
    };
    void load();
    return () => aborter.abort();
  }, [link]);
  return loaded.link === link ? loaded.content : LOADING;
}

/** Never rejects. */
async function loadContent(link: string, signal: AbortSignal): Promise<Result> {
  const token = accessToken();
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(link, { headers, signal, cache: 'no-store', redirect: 'error' });
    if (!response.ok) return await readRefusal(response);
    const bytes = await readBytes(response);
    if (bytes === null) return { kind: 'too-large' };
    return { kind: 'loaded', bytes, contentType: mimeTypeOf(response.headers.get('content-type')) };
  } catch {
    return { kind: 'failed', failure: NO_RESPONSE };
  }
}

async function readRefusal(response: Response): Promise<Result> {
  if (response.status === GONE || response.status === UNAUTHENTICATED) return { kind: 'expired' };
  if (response.status === NOT_FOUND) return { kind: 'gone' };
  const body: unknown = await response.json().catch(() => null);
  return { kind: 'failed', failure: failureOfCode(errorExtensionsOf(body)) };
}

/** Reads the body; null as soon as it exceeds the limit, whatever its headers say. */
async function readBytes({ headers, body }: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  if (Number(headers.get('content-length')) > MAX_SHOWN_BYTES || body === null) {
    await body?.cancel();
    return body === null ? new Uint8Array() : null;
  }
  const reader = body.getReader();
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) break;
    parts.push(value);
    length += value.length;
    if (length > MAX_SHOWN_BYTES) {
      await reader.cancel();
      return null;
    }
  }
  return join(parts, length);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Returns `application/pdf` of `Application/PDF; version=1.7`. */
export function mimeTypeOf(contentType: string | null): string {
  return (contentType ?? '').split(';', 1).join('').trim().toLowerCase();
}
