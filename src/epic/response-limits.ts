/** The JSON format and size limits of each kind of FHIR response. */
import { GatewayError } from '../errors.ts';
import type { JsonItems, JsonFormat } from '../json/format.ts';
import { MAX_JSON_BYTES, MAX_JSON_VALUES } from '../json/size.ts';
import { parseExactJson } from '../fhir/decimals.ts';
import { helpsToFind } from '../fhir/resource-kinds.ts';
import type { ResourceType } from '../fhir/resources.ts';

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
export function createRecordFormat(type: ResourceType): JsonFormat {
  return { ...FHIR_JSON_FORMAT, maxValues: maxValuesOf(type), items: null };
}

/** For a page of a search. Each entry has its own limit. */
export function createSearchsetFormat(type: ResourceType): JsonFormat {
  const items: JsonItems = { member: 'entry', maxValues: maxValuesOf(type) };
  return { ...FHIR_JSON_FORMAT, maxValues: MAX_JSON_VALUES.searchset, items };
}

/** Types that help to find others are panels. The gateway traverses a panel once, but a record many times. */
function maxValuesOf(type: ResourceType): number {
  return helpsToFind(type) ? MAX_JSON_VALUES.panel : MAX_JSON_VALUES.record;
}

/** Returns the length of this many bytes in base64. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

export function contentTooLargeError(maxBytes: number): GatewayError {
  return new GatewayError('CONTENT_TOO_LARGE', `The content is larger than the limit of ${maxBytes} bytes.`);
}
