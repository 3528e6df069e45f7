import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import {
  classifyOutcome,
  type HealthSignal,
  settleRequest,
} from '../../src/resilience/failure-classifier.ts';
import { createHttpResponse } from '../support/http-response.ts';

const JSON_TYPE = 'application/fhir+json; charset=utf-8';

describe('classifyOutcome', () => {
  it.each<[status: number, contentType: string | undefined, signal: HealthSignal]>([
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
  ])('classifies a response with status %i and content type %s as %s', (status, contentType, signal) => {
    const response = createHttpResponse({ status, headers: { 'content-type': contentType } });
    expect(classifyOutcome({ kind: 'answered', response })).toBe(signal);
  });
});

describe('classifyOutcome of an error', () => {
  it.each<[code: ErrorCode, signal: HealthSignal]>([
    ['UPSTREAM_TIMEOUT', 'down'],
    ['UPSTREAM_UNAVAILABLE', 'down'],
    ['UPSTREAM_INVALID_RESPONSE', 'alive'],
    ['CONTENT_TOO_LARGE', 'alive'],
    ['OPERATION_ABORTED', 'unknown'],
    ['OPERATION_TIMEOUT', 'unknown'],
  ])('classifies an error with %s as %s', (code, signal) => {
    expect(classifyOutcome({ kind: 'failed', error: new GatewayError(code, 'No.') })).toBe(signal);
  });

  it('classifies a defect of the gateway as unknown', () => {
    expect(classifyOutcome({ kind: 'failed', error: new TypeError('No.') })).toBe('unknown');
  });
});

describe('settleRequest', () => {
  it('returns the response or the error of an attempt', async () => {
    const response = createHttpResponse({});
    await expect(settleRequest(Promise.resolve(response))).resolves.toEqual({ kind: 'answered', response });
    const error = new GatewayError('UPSTREAM_TIMEOUT', 'No.');
    await expect(settleRequest(Promise.reject(error))).resolves.toEqual({ kind: 'failed', error });
  });
});
