/** How the answers of a FHIR server are read, and how large each kind may be: a table. */
import { GatewayError } from '../errors.ts';
import type { ItemsOf, JsonForm } from '../size/json-forms.ts';
import { MOST_BYTES, MOST_VALUES } from '../size/json-size.ts';
import { parseExactJson } from './decimals.ts';
import { helpsToFind, type ResourceType } from './resources.ts';

const FHIR_JSON: Pick<JsonForm, 'parse' | 'mostBytes'> = {
  parse: parseExactJson,
  mostBytes: MOST_BYTES.fhir,
};

/** The answer to a create, or to a batch of them. */
export const CREATED_JSON: JsonForm = { ...FHIR_JSON, mostValues: MOST_VALUES.record, items: null };

/** The content of a document: one long text. */
export function contentJson(mostBytes: number): JsonForm {
  return { ...FHIR_JSON, mostBytes, mostValues: MOST_VALUES.other, items: null };
}

/** One record. */
export function recordJson(type: ResourceType): JsonForm {
  return { ...FHIR_JSON, mostValues: mostValuesOf(type), items: null };
}

/** A page of a search, whose entries stand for themselves. */
export function searchsetJson(type: ResourceType): JsonForm {
  const items: ItemsOf = { member: 'entry', mostValues: mostValuesOf(type) };
  return { ...FHIR_JSON, mostValues: MOST_VALUES.searchset, items };
}

/** The types that help to find others are panels. The gateway walks a panel once, and a record many times. */
function mostValuesOf(type: ResourceType): number {
  return helpsToFind(type) ? MOST_VALUES.panel : MOST_VALUES.record;
}

/** What a number of bytes comes to in base64. */
export function inBase64(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

export function contentTooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'CONTENT_TOO_LARGE',
    `The content is larger than ${maxBytes} bytes, the most that this gateway passes on.`,
  );
}
