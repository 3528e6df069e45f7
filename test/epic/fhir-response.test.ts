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

/** The answer; a refusal by its code and message. */
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
    "The FHIR server does not let the gateway do this: the app's registration there does not include the API.",
};
const rejected = (status: number): Refusal => ({
  code: 'UPSTREAM_REJECTED',
  message: `The FHIR server refused the request with HTTP ${status}, for a reason that the gateway does not recognize.`,
});
const unavailable = (status: number): Refusal => ({
  code: 'UPSTREAM_UNAVAILABLE',
  message: `The FHIR server responded with HTTP ${status}. Try again later.`,
});

describe('an answer with a resource', () => {
  it.each([
    'application/fhir+json',
    FHIR_JSON,
    'application/json',
    'APPLICATION/FHIR+JSON ;charset=UTF-8',
    'text/json',
  ])('is read where the content type is %s', (contentType) => {
    expect(readAnswer(200, contentType, JSON.stringify(PATIENT))).toMatchObject({
      kind: 'resource',
      resource: PATIENT,
    });
  });

  it.each([200, 201])('is read where the status is %i', (status) => {
    expect(readAnswer(status, FHIR_JSON, JSON.stringify(PATIENT))).toMatchObject({
      kind: 'resource',
      resource: PATIENT,
    });
  });

  it.each([
    ['nothing was found', issueOf('fatal', '4101')],
    ['some was left out', issueOf('warning', '59204')],
    ['something that is not known', issueOf('information', '99999')],
  ])('can be an outcome that says, as no failure: %s', (_what, issue) => {
    expect(
      readAnswer(200, FHIR_JSON, JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] })),
    ).toMatchObject({ kind: 'resource', resource: { resourceType: 'OperationOutcome' } });
  });
});

describe('a failure that comes with 200', () => {
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
  ])('is no empty list: severity %s, type %s', (severity, type, code) => {
    const issues = [issueOf('information', '4101'), { ...issueOf(severity, '99999'), code: type }];
    const body = JSON.stringify({ resourceType: 'OperationOutcome', issue: issues });
    expect(readAnswer(200, FHIR_JSON, body)).toMatchObject({
      code,
      message: matching(/^The (FHIR server|search) (?!.*camila)/),
    });
  });

  it.each([
    ['a hint of Epic that is called fatal', { issue: [issueOf('fatal', '59204')] }],
    ['an outcome without issues', { issue: [] }],
    ['an outcome that is none', {}],
  ])('is told too where it is %s', (_what, outcome) => {
    const body = JSON.stringify({ resourceType: 'OperationOutcome', ...outcome });
    expect(readAnswer(200, FHIR_JSON, body)).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });
});

describe('an answer that is not FHIR JSON', () => {
  it.each<[string, string | undefined, string, string?]>([
    ['HTML', 'text/html', HTML],
    ['JSON that is called HTML', 'text/html; charset=utf-8', JSON.stringify(PATIENT)],
    ['JSON of no content type', undefined, JSON.stringify(PATIENT), 'no content'],
    ['XML', 'application/fhir+xml', '<Patient xmlns="http://hl7.org/fhir"/>'],
    ['HTML that is called FHIR', FHIR_JSON, HTML],
    ['JSON that is cut off', FHIR_JSON, '{"resourceType":"Pati'],
    ['nothing', undefined, '', 'no content'],
    ['an empty body', FHIR_JSON, ''],
    ['a resource without a type', FHIR_JSON, '{"id":"a"}'],
    ['a list', FHIR_JSON, '[{"resourceType":"Patient"}]'],
    ['a text', FHIR_JSON, '""'],
    ['null', FHIR_JSON, 'null'],
    ['JSON of another form', 'application/json+fhir', JSON.stringify(PATIENT)],
    ['JSON lines', 'application/x-ndjson', JSON.stringify(PATIENT)],
    ['JSON by another parameter', 'text/plain; a=/json', JSON.stringify(PATIENT)],
  ])('is refused with 200: %s', (_what, contentType, body, what) => {
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
  ])('goes by its status: %i', (status, expected) => {
    expect(readAnswer(status, 'text/html', HTML)).toEqual(expected);
  });

  it('is a refusal where Epic sends an empty 403, and an expired token where it sends a 401 with an empty text', () => {
    expect(readAnswer(403, undefined, '')).toEqual(NOT_REGISTERED);
    expect(readAnswer(401, 'application/json', '""')).toEqual(NO_TOKEN);
  });

  it('is an absence where a 404 or 410 brings nothing at all', () => {
    expect(readAnswer(404, undefined, '')).toEqual({ kind: 'absent' });
    expect(readAnswer(410, 'text/plain', '')).toEqual({ kind: 'absent' });
  });
});

describe('an answer with an outcome', () => {
  it.each([200, 400, 403, 404, 500])('goes by the known code and not by the status, such as %i', (status) => {
    expect(readAnswer(status, FHIR_JSON, outcomeOf('4134'))).toEqual({
      code: 'RESTRICTED_RECORD',
      message: 'The record is behind break-the-glass and not released to the gateway.',
    });
  });

  it.each([
    [400, '59159', 'BAD_USER_INPUT'],
    [403, '4118', 'FORBIDDEN'],
    [400, '4113', 'CURSOR_EXPIRED'],
    [400, '4127', 'SEARCH_TOO_BROAD'],
    [429, '4135', 'QUOTA_EXCEEDED'],
    [500, '59177', 'UPSTREAM_UNAVAILABLE'],
  ])('is an error of its own: %i with %s is %s', (status, issueCode, code) => {
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
  ])('is an absence: %i with %s', (status, issueCode) => {
    expect(readAnswer(status, FHIR_JSON, outcomeOf(issueCode))).toEqual({ kind: 'absent' });
  });

  it('is an empty search where Epic says that nothing matches', () => {
    const answer = readAnswer(400, FHIR_JSON, outcomeOf('4101'));
    expect(answer).toEqual({ kind: 'absent', isEmptySearch: true });
  });

  it.each<[string, Record<string, string>, string | null]>([
    ['Location', { location: '/R4/Patient/b' }, '/R4/Patient/b'],
    ['Content-Location', { 'content-location': 'Patient/b' }, 'Patient/b'],
    ['no header', {}, null],
  ])('tells of a merge where the record went by %s', (_what, headers, location) => {
    expect(readAnswer(404, FHIR_JSON, outcomeOf('4107'), headers)).toEqual({ kind: 'merged', location });
  });

  it.each([
    [400, rejected(400)],
    [401, NO_TOKEN],
    [403, NOT_REGISTERED],
    [409, rejected(409)],
    [503, unavailable(503)],
  ])('goes by its status where its codes are not known: %i', (status, expected) => {
    expect(readAnswer(status, FHIR_JSON, outcomeOf('99999'))).toEqual(expected);
    expect(readAnswer(status, FHIR_JSON, '{"resourceType":"OperationOutcome"}')).toEqual(expected);
  });
});

describe('an answer with a resource and a status that refuses', () => {
  it.each([400, 403, 500])('is refused: %i', (status) => {
    expect(readAnswer(status, FHIR_JSON, JSON.stringify(PATIENT))).toHaveProperty('code');
  });
});

describe('whatever comes', () => {
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

  it('is an answer or a coded error, and never has what the server said in its words', () => {
    const all = statuses.flatMap((status) =>
      types.flatMap((type) => bodies.map((body) => readAnswer(status, type, body))),
    );
    expect(all).toHaveLength(statuses.length * types.length * bodies.length);
    const messages = all.flatMap((one) => ('message' in one ? [one.message] : []));
    expect(messages.length).toBeGreaterThan(100);
    expect(messages.filter((message) => /camila/i.test(message))).toEqual([]);
  });
});
