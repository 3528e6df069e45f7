/** An HTTP answer as the client gives it, with its body read. */
import { parseExactJson } from '../../src/fhir/decimals.ts';
import type { HttpResponse } from '../../src/http/http-client.ts';

interface Came extends Partial<Pick<HttpResponse, 'status' | 'headers' | 'url'>> {
  readonly body?: string;
}

export function createHttpResponse({
  status = 200,
  headers = {},
  url = 'https://fhir.example/r4',
  body = '',
}: Came): HttpResponse {
  return { status, headers, url, isEmpty: body === '', json: parseExactJson(body), memory: 0 };
}
