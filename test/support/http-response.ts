import { parseExactJson } from '../../src/fhir/decimals.ts';
import type { HttpResponse } from '../../src/http/http-client.ts';

interface ResponseParts extends Partial<Pick<HttpResponse, 'status' | 'headers' | 'url'>> {
  readonly body?: string;
}

export function createHttpResponse({
  status = 200,
  headers = {},
  url = 'https://fhir.example/r4',
  body = '',
}: ResponseParts): HttpResponse {
  return { status, headers, url, isEmpty: body === '', json: parseExactJson(body), memory: 0 };
}
