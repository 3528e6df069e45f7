import { assert, json, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import {
  createJsonMeter,
  MAX_JSON_DEPTH,
  MAX_OBJECT_MEMBERS,
  memoryOfJson,
  memoryOfValue,
} from '../../src/json/size.ts';
import { bytesOf } from '../support/bytes.ts';

function sizeOf(text: string, step = Infinity) {
  const bytes = Buffer.from(text);
  const measure = createJsonMeter();
  for (let from = 0; from < bytes.length; from += step) measure.add(bytes.subarray(from, from + step));
  const { values, isShallow } = measure;
  return { values, isShallow };
}

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner: unknown) => sum + valuesIn(inner), 1);
}

function members(count: number): string {
  return Array.from({ length: count }, (_, at) => `"m${at}":0`).join();
}

describe('the size of JSON', () => {
  it.each([
    ['{}', 1],
    [' [ ] ', 1],
    ['[\n{}\t,[]]', 3],
    ['[[[]]]', 3],
    ['{"a":{"b":[1,null,"c"]},"d":true}', 7],
    [String.raw`["a\",[{","\\",""]`, 4],
  ])('counts the values of %j', (text, values) => {
    expect(sizeOf(text)).toEqual({ values, isShallow: true });
  });

  it('counts the values of any JSON, however it is cut', () => {
    assert(
      property(tuple(json(), nat(9)), ([text, step]) => {
        const spaced = JSON.stringify(JSON.parse(text), null, step);
        expect(sizeOf(spaced, step + 1).values).toBe(valuesIn(JSON.parse(text)));
      }),
    );
  });

  it.each([
    ['as deep as they may be', '['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH), true],
    ['deeper', `${'{"a":'.repeat(MAX_JSON_DEPTH + 1)}0${'}'.repeat(MAX_JSON_DEPTH + 1)}`, false],
    ['with as many members as they may have', `[{${members(MAX_OBJECT_MEMBERS)}}]`, true],
    ['with more', `[{${members(MAX_OBJECT_MEMBERS + 1)}}]`, false],
    ['with many in other objects', `[{${members(100)}},{${members(100)}}]`, true],
    ['with many items', `{"a":[${'0,'.repeat(5_000)}0]}`, true],
  ])('is shallow or not: %s', (_what, text, isShallow) => {
    expect(sizeOf(text).isShallow).toBe(isShallow);
  });

  it.each(['', ']', '}}}}', '[,,', '{"a', '\\', '<p>,</p>', '"\\'])(
    'is some size for what is no JSON: %j',
    (text) => {
      expect(sizeOf(text, 1)).toMatchObject({ isShallow: true });
    },
  );

  it('takes memory by its values, and by its bytes twice where characters may need two', () => {
    expect(memoryOfJson(bytesOf('[{},{}]'), 3)).toBe(7 + 3 * 64);
    expect(memoryOfJson(bytesOf('"д"'), 1)).toBe(2 * 4 + 64);
  });
});

describe('the memory of parsed JSON', () => {
  it.each([
    ['null', 64],
    ['"abc"', 67],
    ['1.50', 64],
    ['[]', 64],
    ['{"a":{},"b":["x",1]}', 5 * 64 + 1],
  ])('counts its values and their texts: %s', (text, memory) => {
    expect(memoryOfValue(parseExactJson(text))).toBe(memory);
  });
});
