import { array, assert, constantFrom, json, nat, option, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { type JsonFormat, parseJson, PLAIN_JSON } from '../../src/json/format.ts';
import { IncrementalParser, type JsonParseResult, OMITTED_ITEM } from '../../src/json/incremental-parser.ts';
import { MAX_JSON_DEPTH, MAX_OBJECT_MEMBERS } from '../../src/json/size.ts';
import { bytesOf } from '../support/bytes.ts';

const ANY: JsonFormat = { ...PLAIN_JSON, maxValues: Infinity };
const WITH_ENTRIES: JsonFormat = { ...ANY, items: { member: 'entry', maxValues: 10_000 } };
/** More than is parsed at once, so that what follows is another piece. */
const SPACE = ' '.repeat(65 * 1024);

function parsed(text: string, format = ANY, length?: number): JsonParseResult | null {
  const bytes = bytesOf(text, length);
  const pieces = new IncrementalParser(bytes, 0, format);
  let outcome: JsonParseResult | null = null;
  for (const block of bytes.blocks()) outcome ??= pieces.advance(block);
  return outcome;
}

/** The result of parsing the whole, as text, so that the order of members counts. */
function atOnce(text: string, parse = parseJson): string {
  return written(parse(text));
}

function inPieces(text: string, format = ANY, length?: number): string {
  const outcome = parsed(text, format, length);
  return outcome?.kind === 'json' ? written(outcome.value) : String(outcome?.kind);
}

function written(value: unknown): string {
  return JSON.stringify(value) ?? 'not-json';
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function bundle(...entries: readonly string[]): string {
  return `{"resourceType":"Bundle","entry":[${entries.join()}],"total":3}`;
}

describe('JSON in pieces', () => {
  it.each([
    ['a list', `[1,${SPACE}2,{"a":[3]},${SPACE}[],4]`],
    ['an object', `{"a":1,${SPACE}"b":{"c":2,${SPACE}"d":{"e":[1${SPACE},2]}},"f":3}`],
    ['an object in a list in an object', `{"a":[{"b":1,${SPACE}"c":2},{"d":3}],"e":4}`],
    ['a name twice', `{"a":{"b":1,${SPACE}"c":2},"d":0,"a":7}`],
    ['a name twice, the first of which is read in pieces after the other', `{"a":7,"a":[1,${SPACE}2]}`],
    ['a name that objects have', `{"__proto__":{"a":1},${SPACE}"__proto__":[1,${SPACE}2],"constructor":3}`],
    ['names that are numbers', `{"2":[1,${SPACE}2],${SPACE}"1":0,"b":1}`],
    ['brackets, quotes and backslashes in texts', String.raw`["]}\"[{\\",${SPACE}"b\\",{"\"]":"\\\\\""}]`],
    ['space around everything', `${SPACE}{ "a" : [ 1 , ${SPACE} 2 ] , "b" : { } } ${SPACE}`.trimStart()],
    ['an empty container', '{}'],
    ['a comma too many', `[1,${SPACE}2,]`],
    ['a comma too many before a container', `[1,,[1,${SPACE}2]]`],
    ['a comma in front', `{,"a":1,${SPACE}"b":2}`],
    ['a comma alone', `[[1,${SPACE}2],${SPACE},3]`],
    ['a comma missing', `[[1,${SPACE}2][3,${SPACE}4]]`],
    ['a comma missing before a number', `[[1,${SPACE}2] 3]`],
    ['a comma missing before a name', `{"a":[1,${SPACE}2] "b":3}`],
    ['a name without a value', `{"a":1,${SPACE}"b"}`],
    ['a container without a name', `{[1,${SPACE}2]}`],
    ['a container after a value', `{"a":1[1,${SPACE}2]}`],
    ['a name in a list', `["a":[1,${SPACE}2]]`],
    ['a bracket of the wrong kind', `{"a":[1,${SPACE}2}]`],
    ['an end that is missing', `{"a":[1,${SPACE}2]`],
    ['an end too many', `[1,${SPACE}2]]`],
    ['something after the end', `[1,${SPACE}2] 3`],
    ['a text that does not end', `[1,${SPACE}"2]`],
    ['a number that is none', `[01,${SPACE}2]`],
  ])('with %s is parsed as it is at once', (_what, text) => {
    expect(inPieces(text)).toBe(atOnce(text));
  });

  it('keeps numbers as they were written', () => {
    const text = `{"a":7.0,${SPACE}"b":[{"value":1e3},${SPACE}{"value":-0,"c":[7.0]}]}`;
    expect(inPieces(text, { ...ANY, parse: parseExactJson })).toBe(atOnce(text, parseExactJson));
  });

  it('is parsed as it is at once, whatever is in it, and whatever is wrong with it', () => {
    const change = record({ at: nat(), with: constantFrom('', ',', '[', ']', '{', '}', '"', ':', '0') });
    const spaces = array(nat(), { maxLength: 6 });
    assert(
      property(
        tuple(json({ maxDepth: 5 }), spaces, option(change), nat(100_000)),
        ([text, at, changed, length]) => {
          const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/gu) ?? [];
          if (changed !== null) tokens[changed.at % tokens.length] = changed.with;
          for (const place of at) tokens.splice(place % (tokens.length + 1), 0, SPACE);
          const whole = `[${tokens.join('')}]`;
          expect(inPieces(whole, ANY, 1 + length)).toBe(atOnce(whole));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a text of megabytes', () => {
  const MEGABYTES = 3 * 1024 * 1024;
  it.each([
    ['letters', 'Q'],
    ['digits, which can be of an escape', 'a0'],
    ['characters of two bytes', 'д'],
    ['characters of four bytes', '😀'],
    ['escaped characters', String.raw`\u00e9`],
    ['escaped pairs', String.raw`\ud83d\ude00`],
    ['escaped line ends', String.raw`\n`],
    ['escaped backslashes before letters', String.raw`\\u12`],
    ['escaped quotes', String.raw`\"`],
  ])('of %s is parsed as it is at once', (_what, piece) => {
    const long = piece.repeat(MEGABYTES / Buffer.byteLength(piece));
    for (const text of [`{"a":1,"b":"${long}","c":{"d":["${long}", 2]}}`, `["x${long}"]`])
      expect(inPieces(text) === atOnce(text)).toBe(true);
  });

  it.each([
    ['a broken escape', (long: string) => String.raw`["${long}\u00zz${long}"]`],
    ['a line end', (long: string) => `["${long}\n"]`],
    ['no name', (long: string) => `{"${long}"}`],
    ['a name of its own', (long: string) => `["a":"${long}"]`],
    ['another one next to it', (long: string) => `["${long}""${long}"]`],
    ['no end', (long: string) => `["${long}`],
  ])('is no JSON with %s', (_what, text) => {
    expect(inPieces(text('Q'.repeat(MEGABYTES)))).toBe('not-json');
  });
});

describe('an entry that goes beyond the bounds', () => {
  const many = `[${'0,'.repeat(11_000)}0]`;
  const wide = `{${Array.from({ length: MAX_OBJECT_MEMBERS + 1 }, (_, at) => `"m${at}":0`).join()}}`;

  it.each([
    ['nests too deep', `{"resource":${nested(20_000)}}`],
    ['nests too deep late', `{"a":1,${SPACE}"b":{"c":2,${SPACE}"d":${nested(MAX_JSON_DEPTH)}},"e":3}`],
    ['has too many values', `{"a":${many}}`],
    ['has too many members', `{"a":[${wide}]}`],
    ['is a list', nested(1_000)],
  ])('is left out, and the others are read: it %s', (_what, entry) => {
    const outcome = parsed(bundle('{"a":1}', entry, '{"b":[2]}', entry), WITH_ENTRIES);
    expect(outcome).toEqual({
      kind: 'json',
      value: {
        resourceType: 'Bundle',
        entry: [{ a: 1 }, OMITTED_ITEM, { b: [2] }, OMITTED_ITEM],
        total: 3,
      },
    });
  });

  it.each([
    ['nests as deep as it may', `{"resource":${nested(MAX_JSON_DEPTH - 3)}}`],
    ['has as many values as it may', `{"a":[${'0,'.repeat(9_000)}0]}`],
  ])('is none that %s', (_what, entry) => {
    expect(inPieces(bundle(entry, entry), WITH_ENTRIES)).toBe(atOnce(bundle(entry, entry)));
  });

  it.each([
    ['in another member', `{"entries":[{"a":${nested(300)}}]}`],
    ['in an object', `{"entry":{"a":{"b":${nested(300)}}}}`],
    ['in a list of lists', `[[{"a":${nested(300)}}]]`],
    ['in the outermost object', `{"entry":[],${wide.slice(1)}`],
  ])('does not stand for itself %s', (_where, text) => {
    expect(parsed(text, WITH_ENTRIES)).toEqual({ kind: 'too-large' });
  });

  it('spoils the whole where no items stand for themselves', () => {
    expect(parsed(bundle('{}', nested(300)))).toEqual({ kind: 'too-large' });
  });

  it.each([
    ['a comma in front', bundle(',{}', nested(300))],
    ['a comma missing', bundle(`{} ${nested(300)}`)],
    ['a comma missing behind', bundle(`${nested(300)} {}`)],
    ['no end', bundle('{}', nested(300)).slice(0, -12)],
  ])('does not hide another mistake: %s', (_what, text) => {
    expect(parsed(text, WITH_ENTRIES)).toEqual({ kind: 'not-json' });
  });
});
