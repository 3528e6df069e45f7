import { describe, expect, it } from 'vitest';
import { backoffMs, isBrokenConnection, parseRetryAfter, retryDelayMs } from '../../src/http/retry-policy.ts';

const RETRIED_STATUSES = [408, 429, 500, 501, 502, 503, 504, 520, 599];
const FINAL_STATUSES = [200, 204, 301, 302, 304, 400, 401, 403, 404, 409, 410, 413, 422, 425, 431];
const RETRIED_TRANSPORT_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
];
const FINAL_TRANSPORT_CODES = [
  'ETIMEDOUT',
  'ERR_ABORTED',
  'ERR_TOO_MANY_REDIRECTS',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'HPE_INVALID_CONSTANT',
  'ERR_READING_RESPONSE_STREAM',
  'ERR_INVALID_CHAR',
  '',
];

describe('retryDelayMs', () => {
  it.each(RETRIED_STATUSES)('retries a GET after %i, at most twice', (status) => {
    const delays = [1, 2, 3, 4].map((attempt) => retryDelayMs({ method: 'GET', attempt, status }, 0.5));
    expect(delays).toEqual([150, 300, null, null]);
  });

  it.each(FINAL_STATUSES)('does not retry a GET after %i', (status) => {
    expect(retryDelayMs({ method: 'GET', attempt: 1, status }, 0.5)).toBeNull();
  });

  it.each(RETRIED_TRANSPORT_CODES)('retries a GET after %s, at most twice', (transportCode) => {
    const delays = [1, 2, 3].map((attempt) => retryDelayMs({ method: 'GET', attempt, transportCode }, 0.5));
    expect(delays).toEqual([150, 300, null]);
    expect(isBrokenConnection(transportCode)).toBe(true);
  });

  it.each(FINAL_TRANSPORT_CODES)('does not retry a GET after %j', (transportCode) => {
    expect(retryDelayMs({ method: 'GET', attempt: 1, transportCode }, 0.5)).toBeNull();
    expect(isBrokenConnection(transportCode)).toBe(false);
  });

  it('does not retry a GET after an unknown failure', () => {
    expect(retryDelayMs({ method: 'GET', attempt: 1 }, 0.5)).toBeNull();
  });

  it('decides by the status if there is one, whatever the transport code', () => {
    expect(
      retryDelayMs({ method: 'GET', attempt: 1, status: 404, transportCode: 'ECONNRESET' }, 0),
    ).toBeNull();
    expect(retryDelayMs({ method: 'GET', attempt: 1, status: 503, transportCode: 'ERR_X' }, 0)).toBe(100);
  });
});

describe('retryDelayMs with Retry-After', () => {
  it.each([
    [0, 150],
    [1, 150],
    [150, 150],
    [151, 151],
    [1_000, 1_000],
    [10_000, 10_000],
    [10_001, null],
    [3_600_000, null],
    [Infinity, null],
  ])(
    'turns a Retry-After of %i ms into a delay of %s ms: at least the backoff, and null if it is too long',
    (retryAfterMs, wait) => {
      const failed = { method: 'GET', attempt: 1, status: 429, retryAfterMs };
      expect(retryDelayMs(failed, 0.5)).toBe(wait);
    },
  );

  it.each([
    { method: 'GET', attempt: 3, status: 429 },
    { method: 'GET', attempt: 1, status: 404 },
    { method: 'POST', attempt: 1, status: 503 },
  ])('does not retry because of Retry-After only: %o', (failed) => {
    expect(retryDelayMs({ ...failed, retryAfterMs: 1_000 }, 0.5)).toBeNull();
  });
});

describe.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get'])('a %s', (method) => {
  it(`never retries a ${method}`, () => {
    const statuses = RETRIED_STATUSES.map((status) => retryDelayMs({ method, attempt: 1, status }, 0.5));
    const codes = RETRIED_TRANSPORT_CODES.map((transportCode) =>
      retryDelayMs({ method, attempt: 1, transportCode }, 0.5),
    );
    expect(new Set([...statuses, ...codes])).toEqual(new Set([null]));
  });
});

describe('backoffMs', () => {
  it.each([
    [1, 0, 100],
    [1, 1, 200],
    [2, 0, 200],
    [2, 1, 400],
    [3, 0, 400],
    [3, 1, 800],
  ])('returns for attempt %i with jitter %i a backoff of %i ms', (attempt, random, delay) => {
    expect(backoffMs(attempt, random)).toBe(delay);
  });

  it('returns a whole number of milliseconds within the bounds of its attempt', () => {
    for (let step = 0; step <= 100; step += 1) {
      const delay = backoffMs(1, step / 100);
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(100);
      expect(delay).toBeLessThanOrEqual(200);
    }
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');

  it.each<[header: string | string[] | undefined, ms: number | undefined]>([
    ['0', 0],
    ['7', 7_000],
    ['Mon, 01 Jun 2026 12:00:09 GMT', 9_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', -now],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [['1', '2'], undefined],
    [undefined, undefined],
  ])('parses a Retry-After of %j to %j milliseconds', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
