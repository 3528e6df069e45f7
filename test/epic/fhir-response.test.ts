import { describe, expect, it } from 'vitest';
import { type FhirResponse, interpretResponse } from '../../src/epic/fhir-response.ts';
import { matching } from '../support/expected.ts';
import { createHttpResponse } from '../support/http-response.ts';
import { type Refusal, refusalOf } from '../support/refusal.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
const HTML = '<!DOCTYPE html><html><body>camila.lopez@example.com</body></html>';
const PATIENT = { resourceType: 'Patient', id: 'a' };

function outcomeOf(...codes: string[]): string {
  return JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: codes.map((code) => ({
      severity: 'fatal',
      details: { coding: [{ code }] },
      diagnostics: 'camila',
    })),
  });
}

function issueOf(severity: string | undefined, code: string): Record<string, unknown> {
  return { severity, details: { coding: [{ code }] }, diagnostics: 'camila' };
}

/** Interprets a response. Returns the code and message of an error. */
function readAnswer(
  status: number,
  contentType: string | undefined,
  body: string,
  headers = {},
): FhirResponse | Refusal {
  const response = createHttpResponse({ status, headers: { 'content-type': contentType, ...headers }, body });
  let answer: FhirResponse | null = null;
  const refusal = refusalOf(() => {
    answer = interpretResponse(response);
  });
  return refusal ?? answer ?? { code: 'NOTHING', message: '' };
}

function invalid(status: number, what = 'other content'): Refusal {
  return {
    code: 'UPSTREAM_INVALID_RESPONSE',
    message: `Expected FHIR JSON, but the FHIR server responded with HTTP ${status} and ${what}. Check that EPIC_BASE_URL is the FHIR R4 base URL.`,
  };
}

const NO_TOKEN: Refusal = {
  code: 'UPSTREAM_AUTHENTICATION_FAILED',
  message: 'The FHIR server rejected the access token that it just issued.',
};
const NOT_REGISTERED: Refusal = {
  code: 'FORBIDDEN',
  message:
    "The FHIR server does not permit this: the app's registration there does not include the API, or the person may not use it.",
};
const rejected = (status: number): Refusal => ({
  code: 'UPSTREAM_REJECTED',
  message: `The FHIR server refused the request with HTTP ${status}, for a reason that the gateway does not recognize.`,
});
const unavailable = (status: number): Refusal => ({
  code: 'UPSTREAM_UNAVAILABLE',
  message: `The FHIR server responded with HTTP ${status}. Try again later.`,
});

describe('a response with a resource', () => {
  it.each([
    'application/fhir+json',
    FHIR_JSON,
    'application/json',
    'APPLICATION/FHIR+JSON ;charset=UTF-8',
    'text/json',
  ])('returns the resource of a response with the content type %s', (contentType) => {
    expect(readAnswer(200, contentType, JSON.stringify(PATIENT))).toMatchObject({
      kind: 'resource',
      resource: PATIENT,
    });
  });

  it.each([200, 201])('returns the resource of a response with HTTP %i', (status) => {
    expect(readAnswer(status, FHIR_JSON, JSON.stringify(PATIENT))).toMatchObject({
      kind: 'resource',
      resource: PATIENT,
    });
  });

  it.each([
    ['no match', issueOf('fatal', '4101')],
    ['omitted records', issueOf('warning', '59204')],
    ['an unknown code', issueOf('information', '99999')],
  ])('returns an OperationOutcome with HTTP 200 that reports no failure: %s', (_what, issue) => {
    expect(
      readAnswer(200, FHIR_JSON, JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] })),
    ).toMatchObject({ kind: 'resource', resource: { resourceType: 'OperationOutcome' } });
  });
});

describe('a failure with HTTP 200', () => {
  it.each([
    ['fatal', 'processing', 'UPSTREAM_REJECTED'],
    ['error', 'exception', 'UPSTREAM_UNAVAILABLE'],
    ['error', 'transient', 'UPSTREAM_UNAVAILABLE'],
    ['error', 'timeout', 'UPSTREAM_TIMEOUT'],
    ['fatal', 'throttled', 'UPSTREAM_RATE_LIMITED'],
    ['fatal', 'login', 'UPSTREAM_AUTHENTICATION_FAILED'],
    ['error', 'forbidden', 'FORBIDDEN'],
    ['error', 'too-costly', 'SEARCH_TOO_BROAD'],
    ['error', 'constructor', 'UPSTREAM_REJECTED'],
    [undefined, 'processing', 'UPSTREAM_REJECTED'],
  ])(
    'throws for an OperationOutcome with HTTP 200, severity %s and issue type %s',
    (severity, type, code) => {
      const issues = [issueOf('information', '4101'), { ...issueOf(severity, '99999'), code: type }];
      const body = JSON.stringify({ resourceType: 'OperationOutcome', issue: issues });
      expect(readAnswer(200, FHIR_JSON, body)).toMatchObject({
        code,
        message: matching(/^The (FHIR server|search) (?!.*camila)/),
      });
    },
  );

  it.each([
    ['an informational code of Epic with severity fatal', { issue: [issueOf('fatal', '59204')] }],
    ['an outcome without issues', { issue: [] }],
    ['an outcome without an issue list', {}],
  ])('throws UPSTREAM_REJECTED with HTTP 200 for %s', (_what, outcome) => {
    const body = JSON.stringify({ resourceType: 'OperationOutcome', ...outcome });
    expect(readAnswer(200, FHIR_JSON, body)).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });
});

describe('a response that is not FHIR JSON', () => {
  it.each<[string, string | undefined, string, string?]>([
    ['HTML', 'text/html', HTML],
    ['JSON labeled as HTML', 'text/html; charset=utf-8', JSON.stringify(PATIENT)],
    ['JSON without a content type', undefined, JSON.stringify(PATIENT), 'no content'],
    ['XML', 'application/fhir+xml', '<Patient xmlns="http://hl7.org/fhir"/>'],
    ['HTML labeled as FHIR', FHIR_JSON, HTML],
    ['truncated JSON', FHIR_JSON, '{"resourceType":"Pati'],
    ['no content', undefined, '', 'no content'],
    ['an empty body', FHIR_JSON, ''],
    ['a resource without a type', FHIR_JSON, '{"id":"a"}'],
    ['a list', FHIR_JSON, '[{"resourceType":"Patient"}]'],
    ['a string', FHIR_JSON, '""'],
    ['null', FHIR_JSON, 'null'],
    ['another JSON media type', 'application/json+fhir', JSON.stringify(PATIENT)],
    ['JSON lines', 'application/x-ndjson', JSON.stringify(PATIENT)],
    ['a JSON-like parameter', 'text/plain; a=/json', JSON.stringify(PATIENT)],
  ])('throws for a response with HTTP 200 that is %s', (_what, contentType, body, what) => {
    expect(readAnswer(200, contentType, body)).toEqual(invalid(200, what));
  });

  it.each([
    [301, invalid(301)],
    [302, invalid(302)],
    [400, rejected(400)],
    [401, NO_TOKEN],
    [403, NOT_REGISTERED],
    [404, invalid(404)],
    [405, rejected(405)],
    [408, { code: 'UPSTREAM_TIMEOUT', message: 'The FHIR server timed out. Try again later.' }],
    [410, rejected(410)],
    [422, rejected(422)],
    [
      429,
      { code: 'UPSTREAM_RATE_LIMITED', message: 'The FHIR server is limiting requests. Try again later.' },
    ],
    [500, unavailable(500)],
    [502, unavailable(502)],
    [503, unavailable(503)],
    [504, unavailable(504)],
    [599, unavailable(599)],
  ])('derives the result of a response without FHIR JSON from HTTP %i', (status, expected) => {
    expect(readAnswer(status, 'text/html', HTML)).toEqual(expected);
  });

  it('treats an empty 403 as a missing API and a 401 with an empty string as an expired token', () => {
    expect(readAnswer(403, undefined, '')).toEqual(NOT_REGISTERED);
    expect(readAnswer(401, 'application/json', '""')).toEqual(NO_TOKEN);
  });

  it('treats a 404 or 410 without a body as an absent resource', () => {
    expect(readAnswer(404, undefined, '')).toEqual({ kind: 'absent' });
    expect(readAnswer(410, 'text/plain', '')).toEqual({ kind: 'absent' });
  });
});

describe('a response with an OperationOutcome', () => {
  it.each([200, 400, 403, 404, 500])(
    'derives the error from a known issue code, not from HTTP %i',
    (status) => {
      expect(readAnswer(status, FHIR_JSON, outcomeOf('4134'))).toEqual({
        code: 'RESTRICTED_RECORD',
        message: 'The record is behind break-the-glass and was not released.',
      });
    },
  );

  it.each([
    [400, '59159', 'BAD_USER_INPUT'],
    [403, '4118', 'FORBIDDEN'],
    [400, '4113', 'CURSOR_EXPIRED'],
    [400, '4127', 'SEARCH_TOO_BROAD'],
    [429, '4135', 'QUOTA_EXCEEDED'],
    [500, '59177', 'UPSTREAM_UNAVAILABLE'],
  ])('maps HTTP %i with issue code %s to %s', (status, issueCode, code) => {
    expect(readAnswer(status, FHIR_JSON, outcomeOf('59100', issueCode))).toMatchObject({ code });
  });

  it.each([
    [404, '59008'],
    [400, '4102'],
    [410, '4103'],
    [404, '59144'],
    [404, '99999'],
    [410, '99999'],
    [404, '59100'],
    [404, '4101'],
  ])('treats HTTP %i with issue code %s as an absent resource', (status, issueCode) => {
    expect(readAnswer(status, FHIR_JSON, outcomeOf(issueCode))).toEqual({ kind: 'absent' });
  });

  it('treats Epic’s code for no match as an empty search', () => {
    const answer = readAnswer(400, FHIR_JSON, outcomeOf('4101'));
    expect(answer).toEqual({ kind: 'absent', isEmptySearch: true });
  });

  it.each<[string, Record<string, string>, string | null]>([
    ['Location', { location: '/R4/Patient/b' }, '/R4/Patient/b'],
    ['Content-Location', { 'content-location': 'Patient/b' }, 'Patient/b'],
    ['no header', {}, null],
  ])('returns the location of a merged record from %s', (_what, headers, location) => {
    expect(readAnswer(404, FHIR_JSON, outcomeOf('4107'), headers)).toEqual({ kind: 'merged', location });
  });

  it.each([
    [400, rejected(400)],
    [401, NO_TOKEN],
    [403, NOT_REGISTERED],
    [409, rejected(409)],
    [503, unavailable(503)],
  ])('derives the error of an outcome without known codes from HTTP %i', (status, expected) => {
    expect(readAnswer(status, FHIR_JSON, outcomeOf('99999'))).toEqual(expected);
    expect(readAnswer(status, FHIR_JSON, '{"resourceType":"OperationOutcome"}')).toEqual(expected);
  });
});

describe('a response with a resource and an error status', () => {
  it.each([400, 403, 500])('throws for a resource with HTTP %i', (status) => {
    expect(readAnswer(status, FHIR_JSON, JSON.stringify(PATIENT))).toHaveProperty('code');
  });
});

describe('any response', () => {
  const statuses = [200, 204, 304, 400, 401, 403, 404, 410, 418, 429, 500, 503];
  const types = [undefined, 'text/html', 'application/fhir+xml', FHIR_JSON];
  const bodies = [
    '',
    '""',
    HTML,
    '{"name":"camila"}',
    outcomeOf('59159'),
    outcomeOf('59100'),
    outcomeOf('camila'),
  ];

  it('becomes a result or an error with a code, and no message quotes the server', () => {
    const all = statuses.flatMap((status) =>
      types.flatMap((type) => bodies.map((body) => readAnswer(status, type, body))),
    );
    expect(all).toHaveLength(statuses.length * types.length * bodies.length);
    const messages = all.flatMap((one) => ('message' in one ? [one.message] : []));
    expect(messages.length).toBeGreaterThan(100);
    expect(messages.filter((message) => /camila/i.test(message))).toEqual([]);
  });
});
