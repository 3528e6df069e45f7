import { describe, expect, it } from 'vitest';
import {
  isObject,
  readBoolean,
  readInteger,
  readObject,
  readObjects,
  readText,
  readTexts,
  readDate,
} from '../../src/fhir/lenient-read.ts';
import { asSent } from '../support/as-sent.ts';

describe('an element of any type', () => {
  const anything = [undefined, null, '', ' ', 'x', 0, 1.5, true, [], ['x'], {}, { a: 1 }];

  it.each<[string, (value: unknown) => unknown, unknown[]]>([
    ['a text', readText, [null, null, null, null, 'x', null, null, null, null, null, null, null]],
    ['texts', readTexts, [[], [], [], [], ['x'], [], [], [], [], ['x'], [], []]],
    ['a flag', readBoolean, [null, null, null, null, null, null, null, true, null, null, null, null]],
    ['a whole number', readInteger, [null, null, null, null, null, 0, null, null, null, null, null, null]],
    [
      'an object',
      (value) => readObject(asSent(value)),
      [...Array.from({ length: 10 }, () => null), {}, { a: 1 }],
    ],
    [
      'objects',
      (value) => readObjects(asSent(value)),
      [...Array.from({ length: 10 }, () => []), [{}], [{ a: 1 }]],
    ],
    ['a boolean from isObject', isObject, [...Array.from({ length: 10 }, () => false), true, true]],
  ])('an element of any type is read as %s, and otherwise as absent', (_what, read, expected) => {
    expect(anything.map(read)).toEqual(expected);
  });

  it('a text is read without surrounding space', () => {
    expect(readText('\u00a0 a b\t\n')).toBe('a b');
    expect(readTexts([' a ', '', null, 7, ['b'], 'c'])).toEqual(['a', 'c']);
  });

  it('an object is read from a list of one, not from a list of several', () => {
    expect([[{ a: 1 }], [{ a: 1 }, {}], [null, {}], [[{}]]].map((sent) => readObject(asSent(sent)))).toEqual([
      { a: 1 },
      null,
      null,
      null,
    ]);
    expect(readDate(undefined, [{ end: '2026' }])).toBe('2026');
  });

  it('a list is read as the objects in it', () => {
    expect(readObjects(asSent([{ a: 1 }, null, 'x', [{}], undefined, { b: 2 }]))).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });

  it('a boolean false is read as false', () => {
    expect(readBoolean(false)).toBe(false);
  });

  it('an integer sent as a string is read as an integer', () => {
    expect(['7', ' -3 ', '0'].map(readInteger)).toEqual([7, -3, 0]);
    expect(['7.0', '1e3', '2147483648', '', '7 mg', '00000000007'].map(readInteger)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('an integer beyond 32 bits, which neither FHIR nor GraphQL allows, is read as null', () => {
    expect([-3, 2 ** 31 - 1, -(2 ** 31)].map(readInteger)).toEqual([-3, 2 ** 31 - 1, -(2 ** 31)]);
    expect([2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER + 1, Number.NaN].map(readInteger)).toEqual(
      Array.from({ length: 4 }, () => null),
    );
  });
});
