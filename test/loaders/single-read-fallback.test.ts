import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { canReadIndividually } from '../../src/loaders/single-read-fallback.ts';

describe('after a search for several', () => {
  it.each<[code: ErrorCode, isPossible: boolean]>([
    ['FORBIDDEN', true],
    ['BAD_USER_INPUT', true],
    ['UPSTREAM_INVALID_RESPONSE', true],
    ['UPSTREAM_UNAVAILABLE', true],
    ['GATEWAY_OVERLOADED', false],
    ['OPERATION_ABORTED', false],
    ['OPERATION_TIMEOUT', false],
    ['UPSTREAM_AUTHENTICATION_FAILED', false],
    ['UPSTREAM_RATE_LIMITED', false],
    ['UPSTREAM_TIMEOUT', false],
  ])('that ended with %s, reading each by itself is of use: %s', (code, isPossible) => {
    expect(canReadIndividually(new GatewayError(code, 'No.'))).toBe(isPossible);
  });

  it('that ended with a defect, nothing else is tried', () => {
    expect(canReadIndividually(new TypeError('No.'))).toBe(false);
  });
});
