import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode, GatewayError, hasCode } from '../src/errors.ts';

describe('GatewayError', () => {
  const error = new GatewayError('UPSTREAM_TIMEOUT', 'The FHIR server did not answer in time.');

  it('is an Error with a code and a message for the caller', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('GatewayError');
    expect(error.code).toBe('UPSTREAM_TIMEOUT');
    expect(error.message).toBe('The FHIR server did not answer in time.');
  });

  it('has no cause and no further property', () => {
    expect(Object.keys(error).toSorted()).toEqual(['code', 'name']);
    expect(Object.getOwnPropertyNames(error).toSorted()).toEqual(['code', 'message', 'name', 'stack']);
    expect('cause' in error).toBe(false);
    expect(inspect(error, { showHidden: true })).not.toContain('[cause]');
  });
});

describe('hasCode', () => {
  const forbidden = new GatewayError('FORBIDDEN', 'No.');

  it('returns true for a GatewayError with one of the codes', () => {
    expect(hasCode(forbidden, 'FORBIDDEN')).toBe(true);
    expect(hasCode(forbidden, 'UPSTREAM_TIMEOUT', 'FORBIDDEN')).toBe(true);
  });

  it('returns false for another code, or without codes', () => {
    expect(hasCode(forbidden, 'UPSTREAM_TIMEOUT')).toBe(false);
    expect(hasCode(forbidden)).toBe(false);
  });

  it.each([
    undefined,
    null,
    'FORBIDDEN',
    { code: 'FORBIDDEN', message: 'No.' },
    Object.assign(new Error('No.'), { code: 'FORBIDDEN' }),
  ])('returns false for a value that only resembles a GatewayError: %o', (thrown) => {
    expect(hasCode(thrown, 'FORBIDDEN')).toBe(false);
  });
});

describe('the error codes', () => {
  it('are in upper snake case, as in Apollo Server', () => {
    const codes: string[] = Object.keys(ERROR_CODES);
    expect(codes.filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
    expect(codes).toContain('INTERNAL_SERVER_ERROR' satisfies ErrorCode);
  });

  it('each have a meaning in one sentence of their own', () => {
    const meanings = Object.values(ERROR_CODES);
    expect(meanings.filter((meaning) => !/^[A-Z].*\.$/.test(meaning))).toEqual([]);
    expect(new Set(meanings).size).toBe(meanings.length);
  });
});
