import { array, assert, asyncProperty, constantFrom, json } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { parseLongJson } from '../../src/fhir/long-json.ts';

/** More than is read at once. */
const FILLING = JSON.stringify('x'.repeat(300 * 1024));

/** A long Bundle with this as its entries, as it is written. */
function bundle(entries: string, after = ''): string {
  return `{ "resourceType": "Bundle", "link": [{ "entry": [{ "url": "}]{\\"" }] }], "filling": ${FILLING}, "entry": [${entries}]${after} }`;
}

describe('a long Bundle', () => {
  it.each([
    ['no entries', bundle('')],
    ['one entry', bundle('{"resource":{"id":"a"}}')],
    ['entries with space around them', bundle(' {"a":1} ,\n\t{"b":2} ')],
    ['brackets, quotes and backslashes in its texts', bundle(String.raw`{"a":"]}\"[{\\"},{"b\\":"\\\\\""}`)],
    ['entries in entries', bundle('{"entry":[{"entry":[]}]},{"c":[[{}]]}')],
    ['decimals that have to stay as they are', bundle('{"value":7.0},{"value":1e3,"b":[-0]}')],
    ['elements after its entries', bundle('{"a":1}', ', "total": 10, "text": "] }"')],
    ['entries that are no objects', bundle('1,"{",null,[{}]')],
    ['its entries twice', bundle('{"a":1}', ', "entry": [{"b":2}]')],
    ['its entries twice, none the second time', bundle('{"a":1}', ', "entry": []')],
    ['an entry that is an object', `{"filling":${FILLING},"entry":{"a":{"b":1}}}`],
    ['the key as a value', `{"filling":${FILLING},"type":"entry","list":[{"a":1}]}`],
    ['no list of entries', `{"filling":${FILLING}}`],
    ['no object', `[${FILLING},{"entry":[{"a":1}]}]`],
    ['a comma too many', bundle('{"a":1},')],
    ['a comma missing', bundle('{"a":1}{"b":2}')],
    ['a bracket of the wrong kind', bundle('{"a":1]')],
    ['an end that is missing', bundle('{"a":1}').slice(0, -1)],
    ['a string that does not end', bundle('{"a":"1}')],
    ['something after its end', `${bundle('{"a":1}')}]`],
    ['an entry that is no JSON', bundle('{"a":01}')],
  ])('with %s is read as it is at once', async (_what, text) => {
    expect(written(await parseLongJson(text))).toBe(written(parseExactJson(text)));
  });

  it('with any entries is read as it is at once', async () => {
    const entry = json().map((text) => `{"resource":${text}}`);
    const separator = constantFrom(',', ' ,', ',\n');
    await assert(
      asyncProperty(array(entry, { maxLength: 5 }), separator, async (entries, comma) => {
        const text = bundle(entries.join(comma));
        expect(written(await parseLongJson(text))).toBe(written(parseExactJson(text)));
      }),
      { numRuns: 50 },
    );
  });

  it('lets others have their turn while it is read', async () => {
    const entry = JSON.stringify({ resource: { id: 'a', text: 'x'.repeat(2_000), value: 7.5 } });
    let isRead = false;
    let turns = 0;
    const takeTurn = (): void => {
      turns += 1;
      if (!isRead) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    const read = await parseLongJson(bundle(Array.from({ length: 20_000 }, () => entry).join()));
    isRead = true;
    expect(read).toMatchObject({ resourceType: 'Bundle' });
    expect(turns).toBeGreaterThan(1);
  });
});

function written(value: unknown): string | undefined {
  return JSON.stringify(value);
}
