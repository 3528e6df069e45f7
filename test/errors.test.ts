import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode, GatewayError, hasCode } from '../src/errors.ts';

describe('GatewayError', () => {
  const error = new GatewayError('UPSTREAM_TIMEOUT', 'The FHIR server did not answer in time.');

  it('is an error with a code and the words for its caller', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('GatewayError');
    expect(error.code).toBe('UPSTREAM_TIMEOUT');
    expect(error.message).toBe('The FHIR server did not answer in time.');
  });

  it('carries nothing else: no cause, and no further property', () => {
    expect(Object.keys(error).toSorted()).toEqual(['code', 'name']);
    expect(Object.getOwnPropertyNames(error).toSorted()).toEqual(['code', 'message', 'name', 'stack']);
    expect('cause' in error).toBe(false);
    expect(inspect(error, { showHidden: true })).not.toContain('[cause]');
  });
});

describe('hasCode', () => {
  const forbidden = new GatewayError('FORBIDDEN', 'No.');

  it('holds for a GatewayError with one of the codes', () => {
    expect(hasCode(forbidden, 'FORBIDDEN')).toBe(true);
    expect(hasCode(forbidden, 'UPSTREAM_TIMEOUT', 'FORBIDDEN')).toBe(true);
  });

  it('does not hold for another code, nor without any', () => {
    expect(hasCode(forbidden, 'UPSTREAM_TIMEOUT')).toBe(false);
    expect(hasCode(forbidden)).toBe(false);
  });

  it.each([
    undefined,
    null,
    'FORBIDDEN',
    { code: 'FORBIDDEN', message: 'No.' },
    Object.assign(new Error('No.'), { code: 'FORBIDDEN' }),
  ])('does not hold for what only looks like one: %o', (thrown) => {
    expect(hasCode(thrown, 'FORBIDDEN')).toBe(false);
  });
});

describe('the codes', () => {
  it('are a closed set, named as GraphQL names codes', () => {
    const codes: string[] = Object.keys(ERROR_CODES);
    expect(codes.filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
    expect(codes).toContain('INTERNAL_SERVER_ERROR' satisfies ErrorCode);
  });

  it('each tell what they mean, in a sentence', () => {
    const meanings = Object.values(ERROR_CODES);
    expect(meanings.filter((meaning) => !/^[A-Z].*\.$/.test(meaning))).toEqual([]);
    expect(new Set(meanings).size).toBe(meanings.length);
  });
});
