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

function measureJson(text: string, step = Infinity) {
  const bytes = Buffer.from(text);
  const measure = createJsonMeter();
  for (let from = 0; from < bytes.length; from += step) measure.add(bytes.subarray(from, from + step));
  const { values, isShallow } = measure;
  return { values, isShallow };
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner: unknown) => sum + countValues(inner), 1);
}

function createMembers(count: number): string {
  return Array.from({ length: count }, (_, at) => `"m${at}":0`).join();
}

describe('createJsonMeter', () => {
  it.each([
    ['{}', 1],
    [' [ ] ', 1],
    ['[\n{}\t,[]]', 3],
    ['[[[]]]', 3],
    ['{"a":{"b":[1,null,"c"]},"d":true}', 7],
    [String.raw`["a\",[{","\\",""]`, 4],
  ])('counts the values of %j', (text, values) => {
    expect(measureJson(text)).toEqual({ values, isShallow: true });
  });

  it('counts the values of any JSON, whatever the sizes of its chunks', () => {
    assert(
      property(tuple(json(), nat(9)), ([text, step]) => {
        const spaced = JSON.stringify(JSON.parse(text), null, step);
        expect(measureJson(spaced, step + 1).values).toBe(countValues(JSON.parse(text)));
      }),
    );
  });

  it.each([
    ['JSON at the maximum depth', '['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH), true],
    [
      'JSON beyond the maximum depth',
      `${'{"a":'.repeat(MAX_JSON_DEPTH + 1)}0${'}'.repeat(MAX_JSON_DEPTH + 1)}`,
      false,
    ],
    ['an object with the maximum of members', `[{${createMembers(MAX_OBJECT_MEMBERS)}}]`, true],
    ['an object with too many members', `[{${createMembers(MAX_OBJECT_MEMBERS + 1)}}]`, false],
    ['several objects with many members', `[{${createMembers(100)}},{${createMembers(100)}}]`, true],
    ['an array with many items', `{"a":[${'0,'.repeat(5_000)}0]}`, true],
  ])('judges whether %s is shallow', (_what, text, isShallow) => {
    expect(measureJson(text).isShallow).toBe(isShallow);
  });

  it.each(['', ']', '}}}}', '[,,', '{"a', '\\', '<p>,</p>', '"\\'])(
    'measures %j, which is not JSON, without failing',
    (text) => {
      expect(measureJson(text, 1)).toMatchObject({ isShallow: true });
    },
  );

  it('estimates memory by values and bytes, and doubles the bytes of non-ASCII JSON', () => {
    expect(memoryOfJson(bytesOf('[{},{}]'), 3)).toBe(7 + 3 * 64);
    expect(memoryOfJson(bytesOf('"д"'), 1)).toBe(2 * 4 + 64);
  });
});

describe('memoryOfValue', () => {
  it.each([
    ['null', 64],
    ['"abc"', 67],
    ['1.50', 64],
    ['[]', 64],
    ['{"a":{},"b":["x",1]}', 5 * 64 + 1],
  ])('counts the values and the texts of %s', (text, memory) => {
    expect(memoryOfValue(parseExactJson(text))).toBe(memory);
  });
});
