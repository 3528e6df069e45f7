/** The JSON format of each kind of response of a FHIR server, and how large it may be. */
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

/** The answer to a create, or to a batch of them. */
export const CREATE_RESPONSE_FORMAT: JsonFormat = {
  ...FHIR_JSON_FORMAT,
  maxValues: MAX_JSON_VALUES.record,
  items: null,
};

/** The content of a document: one long text. */
export function createContentFormat(maxBytes: number): JsonFormat {
  return { ...FHIR_JSON_FORMAT, maxBytes, maxValues: MAX_JSON_VALUES.other, items: null };
}

/** One record. */
export function createRecordFormat(type: ResourceType): JsonFormat {
  return { ...FHIR_JSON_FORMAT, maxValues: maxValuesOf(type), items: null };
}

/** A page of a search, whose entries stand for themselves. */
export function createSearchsetFormat(type: ResourceType): JsonFormat {
  const items: JsonItems = { member: 'entry', maxValues: maxValuesOf(type) };
  return { ...FHIR_JSON_FORMAT, maxValues: MAX_JSON_VALUES.searchset, items };
}

/** The types that help to find others are panels. The gateway traverses a panel once, and a record many times. */
function maxValuesOf(type: ResourceType): number {
  return helpsToFind(type) ? MAX_JSON_VALUES.panel : MAX_JSON_VALUES.record;
}

/** What a number of bytes comes to in base64. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

export function contentTooLargeError(maxBytes: number): GatewayError {
  return new GatewayError(
    'CONTENT_TOO_LARGE',
    `The content is larger than ${maxBytes} bytes, the most that this gateway passes on.`,
  );
}
