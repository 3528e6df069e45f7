import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import {
  classifyOutcome,
  type HealthSignal,
  settleRequest,
} from '../../src/resilience/failure-classifier.ts';
import { received } from '../support/received.ts';

const JSON_TYPE = 'application/fhir+json; charset=utf-8';

describe('an answer', () => {
  it.each<[status: number, contentType: string | undefined, sign: HealthSignal]>([
    [200, JSON_TYPE, 'alive'],
    [401, undefined, 'alive'],
    [403, 'text/html', 'alive'],
    [404, JSON_TYPE, 'alive'],
    [429, undefined, 'alive'],
    [500, JSON_TYPE, 'alive'],
    [500, 'text/html', 'down'],
    [500, undefined, 'down'],
    [502, 'text/html', 'down'],
    [503, JSON_TYPE, 'down'],
    [504, undefined, 'down'],
    [599, 'text/plain', 'down'],
  ])('an answer of %i as %s says that the server is %s', (status, contentType, sign) => {
    const response = received({ status, headers: { 'content-type': contentType } });
    expect(classifyOutcome({ kind: 'answered', response })).toBe(sign);
  });
});

describe('an error', () => {
  it.each<[code: ErrorCode, sign: HealthSignal]>([
    ['UPSTREAM_TIMEOUT', 'down'],
    ['UPSTREAM_UNAVAILABLE', 'down'],
    ['UPSTREAM_INVALID_RESPONSE', 'alive'],
    ['CONTENT_TOO_LARGE', 'alive'],
    ['OPERATION_ABORTED', 'unknown'],
    ['OPERATION_TIMEOUT', 'unknown'],
  ])('an error with %s says that the server is %s', (code, sign) => {
    expect(classifyOutcome({ kind: 'failed', error: new GatewayError(code, 'No.') })).toBe(sign);
  });

  it('a defect of the gateway says nothing about the server', () => {
    expect(classifyOutcome({ kind: 'failed', error: new TypeError('No.') })).toBe('unknown');
  });
});

describe('the outcome of an attempt', () => {
  it('the outcome of an attempt is its answer or its error', async () => {
    const response = received({});
    await expect(settleRequest(Promise.resolve(response))).resolves.toEqual({ kind: 'answered', response });
    const error = new GatewayError('UPSTREAM_TIMEOUT', 'No.');
    await expect(settleRequest(Promise.reject(error))).resolves.toEqual({ kind: 'failed', error });
  });
});
