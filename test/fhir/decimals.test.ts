import { assert, json, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesAt } from '../../src/fhir/paths.ts';
import { decimalNumber, decimalText, parseExactJson } from '../../src/fhir/decimals.ts';

describe('JSON with numbers as they were written', () => {
  it.each([
    '[7.0]',
    '{"a":1e3}',
    '[-0]',
    '[0.010,1]',
    '[12345678901234567]',
    '{"v":[7.10,{"w":-2.50}]}',
    '[1E-7,70]',
    '[0.0000001,7.0]',
    String.raw`{"text":"[7.0,\"8.0]","value":9.0}`,
    String.raw`{"\\":{"7.0":"\\"},"value":7.0}`,
    String.raw`{"text":"\u00007.0","value":7.0}`,
    '{"__proto__":7.0,"constructor":{"__proto__":[-0]}}',
  ])('is written again as it was: %s', (written) => {
    expect(JSON.stringify(parseExactJson(written))).toBe(written);
  });

  it('is plain data where nothing would be lost, OIDs and dates in it or not', () => {
    const plain = {
      system: 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.0',
      time: '2026-05-01T10:00:00.000Z',
      value: 7.2,
      counts: [10, 100, -5],
    };
    expect(parseExactJson(JSON.stringify(plain))).toEqual(plain);
  });

  it('reads any JSON as JSON.parse does', () => {
    assert(
      property(json(), (text) => {
        expect(JSON.stringify(parseExactJson(JSON.stringify([JSON.parse(text)])))).toBe(
          JSON.stringify([JSON.parse(text)]),
        );
      }),
    );
  });

  it('is undefined where it is none', () => {
    expect(parseExactJson('<html>7.0</html>')).toBeUndefined();
    expect(parseExactJson('[7.0')).toBeUndefined();
  });

  it.each([
    '[01.0]',
    '[1.]',
    '[.10]',
    '[1e]',
    '[--1.0]',
    '[1.0.0]',
    '[+1.0]',
    '[1.0 2.0]',
    '["1.0]',
    '{1.0:1}',
    '{1.0 :[1.0]}',
    '[1.0"a"]',
  ])('is undefined for what is no number: %s', (text) => {
    expect(parseExactJson(text)).toBeUndefined();
  });

  it('leaves nothing behind in what it makes', () => {
    const value = parseExactJson('{"__proto__":1.0}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__']);
  });
});

describe('a decimal', () => {
  it.each([
    ['[7.0]', '7.0', 7],
    ['[7.2]', '7.2', 7.2],
    ['[1e3]', '1e3', 1000],
    ['[-1e400]', '-1e400', null],
    ['["7"]', null, null],
    ['[{}]', null, null],
  ])('of %s is told as text and as number', (written, text, number) => {
    const [value] = valuesAt({ list: parseExactJson(written) }, 'list');
    expect([decimalText(value), decimalNumber(value)]).toEqual([text, number]);
  });
});
