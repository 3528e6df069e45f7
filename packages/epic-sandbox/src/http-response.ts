/** The sandbox's responses, before delivery. */
import type { Resource } from './types.ts';
import { toJson } from './json.ts';
import { toXml } from './xml.ts';

/** A complete HTTP response. */
export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

/** Returns a response whose JSON is not FHIR: a token, the SMART configuration, or the `""` of a 401. */
export function createJsonResponse(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** Returns a resource in the format that the Accept header requests. Epic sends XML unless the header names JSON. */
export function createResourceResponse(
  status: number,
  resource: Resource,
  accept: string | undefined,
  headers: Record<string, string> = {},
): HttpResponse {
  const asJson = acceptsJson(accept);
  return {
    status,
    headers: {
      'Content-Type': `application/fhir+${asJson ? 'json' : 'xml'}; charset=utf-8`,
      'Cache-Control': 'no-cache,no-store',
      ...headers,
    },
    body: asJson ? toJson(resource) : toXml(resource),
  };
}

/** Returns whether an Accept header names any JSON media type. */
export function acceptsJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bjson\b/i.test(accept);
}

/** Returns a response without a body. */
export function createEmptyResponse(status: number, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: '' };
}

/** Returns a page like one from the web server in front of Epic, or from a proxy. */
export function createHtmlResponse(status: number, title: string): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<!DOCTYPE html>\r\n<html>\r\n<head><title>${title}</title></head>\r\n<body><h1>${title}</h1></body>\r\n</html>\r\n`,
  };
}
