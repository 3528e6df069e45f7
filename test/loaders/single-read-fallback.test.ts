import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { canReadIndividually } from '../../src/loaders/single-read-fallback.ts';

describe('the fallback to single reads', () => {
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
  ])('decides after a search that failed with %s whether to read each id: %s', (code, isPossible) => {
    expect(canReadIndividually(new GatewayError(code, 'No.'))).toBe(isPossible);
  });

  it('reads no ids after a search that failed with a defect', () => {
    expect(canReadIndividually(new TypeError('No.'))).toBe(false);
  });
});
