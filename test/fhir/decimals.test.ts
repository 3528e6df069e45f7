import { assert, double, json, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalNumber,
  decimalText,
  parseExactJson,
  toPlainDecimal,
  writeExactJson,
} from '../../src/fhir/decimals.ts';
import { valuesAt } from '../../src/fhir/element-path.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';

describe('JSON with exact numbers', () => {
  it.each([
    '{"a":7.0}',
    '{"a":1e3}',
    '{"a":-0}',
    '{"a":-0.0,"b":0.010,"c":1}',
    '{"a":12345678901234567}',
    '{"a":0.1234567890123456789}',
    '{"a":0.0000001}',
    '{"v":[{"value":7.10,"w":{"value":-2.50}}]}',
    '{"a":1E-7,"b":70,"c":7.0}',
    String.raw`{"text":"[7.0,\"8.0]","value":9.0}`,
    String.raw`{"text":"x\":7.0,","value":9.0}`,
    String.raw`{"text":":7.0,","value":9.0}`,
    String.raw`{"\\":{"7.0":"\\"},"value":7.0}`,
    '{"__proto__":7.0,"constructor":{"__proto__":-0}}',
  ])('JSON keeps its numbers in a round trip: %s', (text) => {
    expect(writeExactJson(parseExactJson(text))).toBe(text);
  });

  it.each([
    ['after the colon', '{"a": 7.0, "b":\n\t8.10\n}'],
    ['before and after the colon', '{\n  "a" : 7.0,\n  "b"\n: 8.10 }'],
  ])('JSON keeps its numbers in a round trip with space %s', (_where, text) => {
    expect(writeExactJson(parseExactJson(text))).toBe(text.replaceAll(/\s/g, ''));
  });

  it('JSON without lossy numbers parses to plain data, even with OIDs and dates', () => {
    const plain = {
      system: 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.0',
      time: '2026-05-01T10:00:00.000Z',
      value: 7.2,
      counts: [10, 100, -5],
    };
    expect(parseExactJson(JSON.stringify(plain))).toEqual(plain);
  });

  it('a number in a list becomes a plain number, because no resource in the graph lists decimals', () => {
    expect(parseExactJson('{"values":[7.0,8.10]}')).toEqual({ values: [7, 8.1] });
  });

  it('any JSON parses to the same values as with JSON.parse', () => {
    assert(
      property(json(), (text) => {
        const value: unknown = JSON.parse(text);
        expect(JSON.parse(writeExactJson(parseExactJson(`{"value":${text}}`)))).toEqual({ value });
      }),
    );
  });

  it.each(['e', 'E', 'e+', 'e-', '.', '.0', '.10', '0', '00', '000000000000000000', ''])(
    'numbers that end in "%s" are kept if they are valid, and rejected otherwise',
    (ending) => {
      assert(
        property(double({ noNaN: true, noDefaultInfinity: true }), nat(99), (number, digits) => {
          const text = `{"value":${number}${ending}${digits}}`;
          const expected = parsed(text) === undefined ? undefined : text;
          const value = parseExactJson(text);
          expect(value === undefined ? undefined : writeExactJson(value)).toBe(expected);
        }),
      );
    },
  );

  it('an object asWritten from a server counts as a number only if it has no other member', () => {
    const value = parseExactJson(
      '{"a":{"asWritten":"7.0"},"b":{"asWritten":"900-55-1234"},"c":{"asWritten":7},"d":{"asWritten":"7.0","reference":"Patient/a"}}',
    );
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => valuesAt(value, name).map(isObject));
    expect([a, b, c, d]).toEqual([[false], [true], [true], [true]]);
  });

  it('text that is not JSON parses to undefined', () => {
    expect(parseExactJson('<html>7.0</html>')).toBeUndefined();
    expect(parseExactJson('{"a":7.0')).toBeUndefined();
  });

  it.each([
    '01.0',
    '1.',
    '.10',
    '1e',
    '--1.0',
    '1.0.0',
    '+1.0',
    '1.0 2.0',
    '"1.0',
    '{1.0:1}',
    '{1.0 :{"a":1.0}}',
    '1.0"a"',
    '1.0}',
    '"b"c":1.0,"',
  ])('JSON with an invalid number parses to undefined: %s', (text) => {
    expect(parseExactJson(`{"a":${text}}`)).toBeUndefined();
    expect(parseExactJson(`{"a":7.0,"b":${text}}`)).toBeUndefined();
  });

  it.each([
    ['a very long number', `{"a":${'1'.repeat(1_000_000)}x`],
    ['a number followed by space', `{"a":${'1'.repeat(1_000)}${' '.repeat(1_000_000)}x`],
    ['a number preceded by space', `{"a":${' '.repeat(1_000_000)}x`],
    ['zeros', `{"a":1.${'0'.repeat(1_000_000)}x`],
    ['exponents', `{"a":${'1e'.repeat(500_000)}x`],
    ['colons', `{"a"${' :'.repeat(500_000)}x`],
  ])('hostile JSON parses in linear time: %s', (_what, text) => {
    // Quadratic time would take minutes.
    expect(parseExactJson(text)).toBeUndefined();
  });

  it('parsing keeps no state between texts', () => {
    const value = parseExactJson('{"__proto__":1.0}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__']);
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('a decimal', () => {
  it.each([
    ['7.0', '7.0', 7],
    ['7.2', '7.2', 7.2],
    ['1e3', '1e3', 1000],
    ['-1e400', '-1e400', null],
    ['"7"', '7', 7],
    ['" 7.0 "', '7.0', 7],
    ['"1e3"', '1e3', 1000],
    ['"07"', null, null],
    ['"+7"', null, null],
    ['"7,2"', null, null],
    ['""', null, null],
    ['{}', null, null],
    ['null', null, null],
    ['{"asWritten":"seven"}', null, null],
  ])('the decimal %s is read as text and as number', (sent, text, number) => {
    const [value] = valuesAt(Object(parseExactJson(`{"value":${sent}}`)), 'value');
    expect([decimalText(value), decimalNumber(value)]).toEqual([text, number]);
  });
});

it('reads decimals of up to a million characters', () => {
  const longest = `0.${'1'.repeat(999_998)}`;
  for (const sent of [longest, `"${longest}"`]) {
    const values = valuesAt(Object(parseExactJson(`{"value":${sent}}`)), 'value');
    expect(values.map(decimalText)).toEqual([longest]);
  }
  expect(parseExactJson(`{"value":${longest}1}`)).toBeUndefined();
  expect(decimalText(`${longest}1`)).toBeNull();
});

describe('a decimal in plain notation', () => {
  it.each([
    ['7.20', '7.20'],
    ['1.5e5', '150000'],
    ['1.50e1', '15.0'],
    ['1.50E+0', '1.50'],
    ['12e-1', '1.2'],
    ['1.5e-3', '0.0015'],
    ['-2.5e-1', '-0.25'],
    ['0.15e1', '1.5'],
    ['0.015e2', '1.5'],
    ['0e3', '0'],
    ['1e15', '1000000000000000'],
    ['6.02e23', '6.02 × 10²³'],
    ['-1e-400', '-1 × 10⁻⁴⁰⁰'],
  ])('plain notation keeps the digits of %s', (decimal, expected) => {
    expect(toPlainDecimal(decimal)).toBe(expected);
  });
});
