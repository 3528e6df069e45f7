/** Reads long searchsets in steps, so that one page of a thousand entries does not keep everybody else waiting. */
import { createTurns, type Owner } from '../size/turns.ts';
import { parseExactJson } from './decimals.ts';
import { endOfString, QUOTE } from './json-text.ts';
import { isObject } from './shape.ts';

/** Shorter ones are read within about 2 ms. In UTF-16 code units. */
const LONG = 256 * 1024;
/** How long it reads before others have a turn, give or take an entry. */
const STEP_MS = 8;
/** A turn of the event loop has one step, of whichever text: several long answers can come in one turn. */
const turns = createTurns(1);
const nextTurn = (reader: Owner): Promise<void> => turns.next(reader, 1);

/** What `parseExactJson` makes of the text. A long Bundle is read entry by entry, and others have their turn in between. */
export async function parseLongJson(text: string): Promise<unknown> {
  if (text.length < LONG) return parseExactJson(text);
  const reader: Owner = { isOver: false };
  await nextTurn(reader);
  const parts = await entriesInSteps(text, reader);
  if (parts === null) return parseExactJson(text);
  const bundle = parseExactJson(parts.around);
  // Where the key comes twice, the last one counts: that is left to the parser.
  return isObject(bundle) && JSON.stringify(bundle['entry']) === `[${IN_THEIR_PLACE}]`
    ? { ...bundle, entry: parts.entries }
    : parseExactJson(text);
}

const IN_THEIR_PLACE = '"The entries are read apart."';

interface Parts {
  readonly entries: readonly unknown[];
  /** The text with one text in the place of its entries. */
  readonly around: string;
}

/** Null for a text that is no object with a list of objects as its `entry`, or no JSON. */
async function entriesInSteps(text: string, reader: Owner): Promise<Parts | null> {
  const entries: unknown[] = [];
  const pieces = entryPieces(text);
  let begun = performance.now();
  for (;;) {
    const { value, done } = pieces.next();
    if (done === true) return value === null ? null : { entries, around: value };
    const entry = parseExactJson(value);
    if (entry === undefined) return null;
    entries.push(entry);
    if (performance.now() - begun < STEP_MS) continue;
    await nextTurn(reader);
    begun = performance.now();
  }
}

const OPENING_BRACKET = '['.charCodeAt(0);
const OPENING_BRACE = '{'.charCodeAt(0);
const CLOSING_BRACKET = ']'.charCodeAt(0);
const CLOSING_BRACE = '}'.charCodeAt(0);

const IN_OBJECT = 1;
const IN_ENTRIES = 2;

/**
 * The texts of the entries, and at the end the text around them. It looks at quotes and brackets alone: what it cuts is parsed as
 * strictly as the whole would be. Null where it finds no such list, and where something else than a comma stands between entries.
 */
function* entryPieces(text: string): Generator<string, string | null> {
  let depth = 0;
  let key = '';
  /** Where the list begins, where an entry of it does, and where the last one ended; -1: it has not come yet. */
  let list = -1;
  let begun = -1;
  let ended = -1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (end === -1) return null;
        if (depth === IN_OBJECT) key = text.slice(at + 1, end);
        at = end;
        break;
      }
      case OPENING_BRACKET:
      case OPENING_BRACE:
        if (depth === IN_OBJECT && key === 'entry') {
          list = at + 1;
          ended = list;
        } else if (depth === IN_ENTRIES && list !== -1) {
          if (!isBetween(text.slice(ended, at), ended === list)) return null;
          begun = at;
        }
        depth += 1;
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth -= 1;
        if (list !== -1 && depth === IN_ENTRIES) {
          ended = at + 1;
          yield text.slice(begun, ended);
        } else if (list !== -1 && depth === IN_OBJECT) {
          const isClean = text[list - 1] === '[' && /^\s*$/.test(text.slice(ended, at));
          return isClean ? text.slice(0, list) + IN_THEIR_PLACE + text.slice(at) : null;
        }
        break;
    }
  }
  return null;
}

function isBetween(gap: string, isFirst: boolean): boolean {
  return (isFirst ? /^\s*$/ : /^\s*,\s*$/).test(gap);
}
