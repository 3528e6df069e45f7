/** How the JSON of servers is read, and how large it may be. */
import { MAX_JSON_BYTES, MAX_JSON_VALUES } from './size.ts';

export interface JsonFormat {
  /** Parses the whole, or a piece of it as an object or a list of its own. Undefined where that is not JSON. */
  readonly parse: (text: string) => unknown;
  /** How many bytes and values the whole may have. */
  readonly maxBytes: number;
  readonly maxValues: number;
  /** Items that stand for themselves: one that goes beyond the bounds becomes `OMITTED_ITEM`, and the others are read. Null: there are none. */
  readonly items: JsonItems | null;
}

/** The items of a list that is a member of the outermost object. */
export interface JsonItems {
  readonly member: string;
  /** How many values one may have. */
  readonly maxValues: number;
}

/** For answers other than FHIR. */
export const PLAIN_JSON: JsonFormat = {
  parse: parseJson,
  maxBytes: MAX_JSON_BYTES.other,
  maxValues: MAX_JSON_VALUES.other,
  items: null,
};

/** For a CapabilityStatement. */
export const STATEMENT_JSON: JsonFormat = {
  parse: parseJson,
  maxBytes: MAX_JSON_BYTES.fhir,
  maxValues: MAX_JSON_VALUES.statement,
  items: null,
};

/** The parsed text; undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
