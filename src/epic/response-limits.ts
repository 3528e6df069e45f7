/** The JSON format and size limits of each kind of FHIR response. */
import { GatewayError } from '../errors.ts';
import type { JsonItems, JsonFormat } from '../json/format.ts';
import { MAX_JSON_BYTES, MAX_JSON_VALUES } from '../json/size.ts';
import { parseExactJson } from '../fhir/decimals.ts';

const FHIR_JSON_FORMAT: Pick<JsonFormat, 'parse' | 'maxBytes'> = {
  parse: parseExactJson,
  maxBytes: MAX_JSON_BYTES.fhir,
};

/** For the response to a create, or to a batch of creates. */
export const CREATE_RESPONSE_FORMAT: JsonFormat = {
  ...FHIR_JSON_FORMAT,
  maxValues: MAX_JSON_VALUES.record,
  items: null,
};

/** For the content of a document, which is one long text. */
export function createContentFormat(maxBytes: number): JsonFormat {
  return { ...FHIR_JSON_FORMAT, maxBytes, maxValues: MAX_JSON_VALUES.other, items: null };
}

/** For a single record. */
export function createRecordFormat(maxValues: number): JsonFormat {
  return { ...FHIR_JSON_FORMAT, maxValues, items: null };
}

/** For a page of a search. Each entry has its own limit. */
export function createSearchsetFormat(maxRecordValues: number = MAX_JSON_VALUES.record): JsonFormat {
  const items: JsonItems = { member: 'entry', maxValues: maxRecordValues };
  return { ...FHIR_JSON_FORMAT, maxValues: MAX_JSON_VALUES.searchset, items };
}

/** Returns the length of this many bytes in base64. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

export function contentTooLargeError(maxBytes: number): GatewayError {
  return new GatewayError('CONTENT_TOO_LARGE', `The content is larger than the limit of ${maxBytes} bytes.`);
}
