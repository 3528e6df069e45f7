/** How the JSON of a server is parsed, and how large it may be. */
import { MAX_JSON_BYTES, MAX_JSON_VALUES } from './size.ts';

export interface JsonFormat {
  /** Parses the whole text, or a piece of it that is completed to an object or an array. Returns undefined if that is not JSON. */
  readonly parse: (text: string) => unknown;
  /** The limits of the whole text. */
  readonly maxBytes: number;
  readonly maxValues: number;
  /** Items with limits of their own: `OMITTED_ITEM` replaces an item beyond the limits, and the others are parsed. Null if there are none. */
  readonly items: JsonItems | null;
}

/** The items of an array that is a member of the outermost object. */
export interface JsonItems {
  readonly member: string;
  /** The limit of one item. */
  readonly maxValues: number;
}

/** For responses other than FHIR. */
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

/** Returns undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
