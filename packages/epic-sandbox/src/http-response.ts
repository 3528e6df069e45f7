/** What the sandbox says to one request, before it is put on the wire. */
import type { Resource } from './types.ts';
import { toJson } from './json.ts';
import { toXml } from './xml.ts';

/** A whole HTTP answer. */
export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

/** JSON that is not FHIR: tokens, SMART configuration, and the `""` under a 401. */
export function jsonResponse(
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

/** A FHIR resource in the form that `accept` asks for. Epic: XML unless JSON is asked for by name. */
export function resourceResponse(
  status: number,
  resource: Resource,
  accept: string | undefined,
  headers: Record<string, string> = {},
): HttpResponse {
  const asJson = asksForJson(accept);
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

/** Whether `accept` names JSON, in any of its media types. */
export function asksForJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bjson\b/i.test(accept);
}

/** Headers and nothing else. */
export function emptyResponse(status: number, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: '' };
}

/** A page of the web server in front of Epic, or of a proxy. */
export function htmlResponse(status: number, title: string): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<!DOCTYPE html>\r\n<html>\r\n<head><title>${title}</title></head>\r\n<body><h1>${title}</h1></body>\r\n</html>\r\n`,
  };
}
