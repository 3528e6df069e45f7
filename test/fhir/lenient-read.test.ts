import { describe, expect, it } from 'vitest';
import {
  isObject,
  readBoolean,
  readInteger,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../src/fhir/lenient-read.ts';
import { asSent } from '../support/as-sent.ts';

describe('an element that can be anything', () => {
  const anything = [undefined, null, '', ' ', 'x', 0, 1.5, true, [], ['x'], {}, { a: 1 }];

  it.each<[string, (value: unknown) => unknown, unknown[]]>([
    ['a text', readText, [null, null, null, null, 'x', null, null, null, null, null, null, null]],
    ['texts', readTexts, [[], [], [], [], [], [], [], [], [], ['x'], [], []]],
    ['a flag', readBoolean, [null, null, null, null, null, null, null, true, null, null, null, null]],
    ['a whole number', readInteger, [null, null, null, null, null, 0, null, null, null, null, null, null]],
    [
      'an object',
      (value) => readObject(asSent(value)),
      [...Array.from({ length: 10 }, () => null), {}, { a: 1 }],
    ],
    ['objects', (value) => readObjects(asSent(value)), Array.from({ length: 12 }, () => [])],
    ['what is an object', isObject, [...Array.from({ length: 10 }, () => false), true, true]],
  ])('is read as %s where it is one, and as nothing where it is not', (_what, read, expected) => {
    expect(anything.map(read)).toEqual(expected);
  });

  it('is read without the space around it', () => {
    expect(readText('\u00a0 a b\t\n')).toBe('a b');
    expect(readTexts([' a ', '', null, 7, ['b'], 'c'])).toEqual(['a', 'c']);
  });

  it('is a list of what objects it has', () => {
    expect(readObjects(asSent([{ a: 1 }, null, 'x', [{}], undefined, { b: 2 }]))).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });

  it('is false where it is false', () => {
    expect(readBoolean(false)).toBe(false);
  });

  it('is a whole number where one was sent as a string', () => {
    expect(['7', ' -3 ', '0'].map(readInteger)).toEqual([7, -3, 0]);
    expect(['7.0', '1e3', '2147483648', '', '7 mg', '00000000007'].map(readInteger)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('is no whole number beyond 32 bits, which neither FHIR nor GraphQL has', () => {
    expect([-3, 2 ** 31 - 1, -(2 ** 31)].map(readInteger)).toEqual([-3, 2 ** 31 - 1, -(2 ** 31)]);
    expect([2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER + 1, Number.NaN].map(readInteger)).toEqual(
      Array.from({ length: 4 }, () => null),
    );
  });
});
