import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/json/format.ts';

describe('parseJson', () => {
  it.each([
    ['{"a":[1,null]}', { a: [1, null] }],
    ['""', ''],
    ['null', null],
    [' 0 ', 0],
  ])('parses %j', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(['', ' ', '{', '{"a":1', '<html>', 'undefined', '{ "resourceType": Patient }', '\uFEFF{}'])(
    'returns undefined for %j',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );
});
