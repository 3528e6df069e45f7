/** How the JSON of servers is read, and how large it may be. */
import { MOST_BYTES, MOST_VALUES } from './json-size.ts';

export interface JsonForm {
  /** Parses the whole, or a piece of it as an object or a list of its own. Undefined where that is not JSON. */
  readonly parse: (text: string) => unknown;
  /** How many bytes and values the whole may have. */
  readonly mostBytes: number;
  readonly mostValues: number;
  /** Items that stand for themselves: one that goes beyond the bounds becomes `LEFT_OUT`, and the others are read. Null: there are none. */
  readonly items: ItemsOf | null;
}

/** The items of a list that is a member of the outermost object. */
export interface ItemsOf {
  readonly member: string;
  /** How many values one may have. */
  readonly mostValues: number;
}

/** For answers other than FHIR. */
export const PLAIN_JSON: JsonForm = {
  parse: parseJson,
  mostBytes: MOST_BYTES.other,
  mostValues: MOST_VALUES.other,
  items: null,
};

/** For a CapabilityStatement. */
export const STATEMENT_JSON: JsonForm = {
  parse: parseJson,
  mostBytes: MOST_BYTES.fhir,
  mostValues: MOST_VALUES.statement,
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
