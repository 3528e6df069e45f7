import { describe, expect, it } from 'vitest';
import { interpretCreateResponse } from '../../src/epic/create-response.ts';
import { writeExactJson } from '../../src/fhir/decimals.ts';
import { GatewayError } from '../../src/errors.ts';
import { createHttpResponse } from '../support/http-response.ts';
import { outcome } from './epic-client.ts';
import type { Warning } from '../../src/epic/warnings.ts';

interface Came {
  status: number;
  location?: string;
  contentType?: string;
  body?: unknown;
}

const JSON_TYPE = 'application/fhir+json; charset=utf-8';

/** Interprets a response. Returns the code and message of an error as text. Sends `body` as JSON unless it is a string. */
function interpret(
  came: Came,
  type: 'Observation' | 'Patient' = 'Observation',
  warnings: Warning[] = [],
): unknown {
  const { status, location, body = '' } = came;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const contentType = came.contentType ?? (text === '' ? undefined : JSON_TYPE);
  try {
    return interpretCreateResponse(
      createHttpResponse({ status, headers: { location, 'content-type': contentType }, body: text }),
      type,
      (warning) => void warnings.push(warning),
    );
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const OBSERVATION = { resourceType: 'Observation', id: 'e1', status: 'final' };
const CREATED = { kind: 'created', id: 'e1', resource: null, existing: null };

describe('the response to a successful create', () => {
  it.each<[string, Came, unknown]>([
    ['201, relative Location', { status: 201, location: 'Observation/e1' }, CREATED],
    ['a Location with a version', { status: 201, location: 'Observation/e1/_history/1' }, CREATED],
    [
      'an absolute Location',
      { status: 201, location: 'https://epic.example.org/R4/Observation/e1' },
      CREATED,
    ],
    ['a Location at another host', { status: 201, location: 'http://inner:8080/Observation/e1' }, CREATED],
    ['200 instead of 201', { status: 200, location: 'Observation/e1' }, CREATED],
    ['the resource', { status: 201, body: OBSERVATION }, { ...CREATED, resource: OBSERVATION }],
    [
      'a Location and the resource',
      { status: 201, location: 'Observation/e1', body: OBSERVATION },
      { ...CREATED, resource: OBSERVATION },
    ],
    [
      'a page of HTML with 201 and a Location',
      { status: 201, location: 'Observation/e1', body: '<p>', contentType: 'text/html' },
      CREATED,
    ],
    [
      'an id that differs from the Location',
      { status: 201, location: 'Observation/e2', body: OBSERVATION },
      { ...CREATED, id: 'e2' },
    ],
    [
      'a resource of another type',
      { status: 201, location: 'Observation/e1', body: { resourceType: 'Bundle' } },
      CREATED,
    ],
  ])('reports a create by %s', (_name, came, expected) => {
    expect(interpret(came)).toEqual(expected);
  });

  it.each<[string, Came]>([
    ['only 201', { status: 201 }],
    ['only 200', { status: 200 }],
    ['204', { status: 204 }],
    ['202', { status: 202 }],
    ['a Location of another type', { status: 201, location: 'Patient/e1' }],
    ['a Location without an id', { status: 201, location: 'Observation/..' }],
    ['a resource without an id', { status: 201, body: { resourceType: 'Observation' } }],
  ])('reports an accepted create without an id for %s', (_name, came) => {
    expect(interpret(came)).toEqual({ kind: 'accepted', id: null, resource: null, existing: null });
  });

  it('reports 202 with a Location as accepted, not as created', () => {
    expect(interpret({ status: 202, location: 'Observation/e1' })).toEqual({ ...CREATED, kind: 'accepted' });
  });

  it.each([
    [200, true],
    [201, false],
    [202, null],
  ])('derives from HTTP %i whether a Patient existed before the create: %s', (status, existing) => {
    expect(interpret({ status, location: 'Patient/e1' }, 'Patient')).toMatchObject({ id: 'e1', existing });
  });

  it('returns warnings for informational issues of an outcome', () => {
    const warnings: Warning[] = [];
    const came = { status: 201, location: 'Observation/e1', body: outcome('4119', 'warning') };
    expect(interpret(came, 'Observation', warnings)).toEqual(CREATED);
    expect(warnings).toMatchObject([{ code: '4119', resourceType: 'Observation' }]);
  });

  it('preserves the precision of decimals in a created resource', () => {
    const body = '{"resourceType":"Observation","id":"e1","valueQuantity":{"value":37.0}}';
    expect(writeExactJson(interpret({ status: 201, body }))).toContain(`"resource":${body}`);
  });
});

describe('a response that leaves the outcome of a create unknown', () => {
  it.each<[string, Came, RegExp]>([
    ['500', { status: 500 }, /HTTP 500/],
    ['501', { status: 501 }, /HTTP 501/],
    ['502 of a proxy', { status: 502, body: '<html>', contentType: 'text/html' }, /HTTP 502/],
    ['503 with an outcome', { status: 503, body: outcome('59189') }, /HTTP 503/],
    ['504', { status: 504 }, /HTTP 504/],
    ['408', { status: 408 }, /HTTP 408/],
    ['301', { status: 301, location: 'Observation/e1' }, /HTTP 301/],
    ['302', { status: 302, location: 'Observation/e1' }, /HTTP 302/],
    ['303', { status: 303, location: 'Observation/e1' }, /HTTP 303/],
    ['304', { status: 304 }, /HTTP 304/],
    [
      'a page of HTML with 200',
      { status: 200, body: '<html>', contentType: 'text/html' },
      /an unreadable body/,
    ],
    [
      'truncated JSON',
      { status: 201, location: 'Observation/e1', body: '{"resourceType":"Obs' },
      /an unreadable body/,
    ],
    ['JSON that is not an object', { status: 200, body: '"MARKED"' }, /an unreadable body/],
    ['an error with 200', { status: 200, body: outcome('59189') }, /an outcome that reports an error/],
    [
      'an internal error with 201',
      { status: 201, body: outcome('59177') },
      /an outcome that reports an error/,
    ],
    ['an internal error with 400', { status: 400, body: outcome('59177') }, /reported an internal error/],
  ])('reports the outcome of a create as unknown for %s', (_name, came, why) => {
    const error = interpret(came);
    expect(error).toMatch(
      /^WRITE_OUTCOME_UNKNOWN: The gateway sent the write to the FHIR server, but does not know whether it was carried out: /,
    );
    expect(error).toMatch(why);
    expect(error).not.toMatch(/MARKED|Obs\b|<html>/);
  });
});

describe('a refused create', () => {
  it.each([
    ['59189', 'ALREADY_EXISTS: The FHIR server refused the Observation: it already exists.'],
    ['59141', 'ALREADY_EXISTS: The FHIR server refused the Observation: it already exists.'],
    [
      '4118',
      "FORBIDDEN: The FHIR server refused the Observation: the gateway's user at the server may not write it.",
    ],
    ['4130', 'RESTRICTED_RECORD: '],
    ['4131', 'RESTRICTED_RECORD: '],
    ['4134', 'RESTRICTED_RECORD: '],
    ['4135', 'QUOTA_EXCEEDED: '],
    [
      '59012',
      'BAD_USER_INPUT: The FHIR server refused the Observation: it cannot be stored as it was sent. At Epic, ',
    ],
    ['59108', 'BAD_USER_INPUT: The FHIR server refused the Observation: an element is missing. At Epic, '],
    ['59111', 'BAD_USER_INPUT: The FHIR server refused the Observation: an element has an invalid value. '],
    ['59100', 'BAD_USER_INPUT: '],
    ['59159', 'BAD_USER_INPUT: The FHIR server refused the Observation: it breaks a rule of the site. '],
    [
      '59008',
      'BAD_USER_INPUT: The FHIR server refused the Observation: a record that it refers to does not exist. ',
    ],
    ['4102', 'BAD_USER_INPUT: '],
    ['4103', 'BAD_USER_INPUT: '],
    ['59144', 'BAD_USER_INPUT: '],
    [
      '4107',
      'BAD_USER_INPUT: The FHIR server refused the Observation: a record that it refers to was merged into another; ',
    ],
  ])('derives the error from Epic’s issue code %s, whatever the status', (code, expected) => {
    for (const status of [400, 403, 404, 409, 422]) {
      const error = interpret({ status, body: outcome(code) });
      expect(String(error).slice(0, expected.length)).toBe(expected);
      expect(error).not.toContain('MARKED');
    }
  });

  it.each([
    ['duplicate', 'ALREADY_EXISTS'],
    ['required', 'BAD_USER_INPUT'],
    ['business-rule', 'BAD_USER_INPUT'],
    ['not-found', 'BAD_USER_INPUT'],
    ['forbidden', 'FORBIDDEN'],
    ['exception', 'UPSTREAM_REJECTED'],
  ])('derives the error from FHIR’s issue type %s if there is no issue code of Epic', (type, code) => {
    const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: type }] };
    expect(interpret({ status: 400, body })).toMatch(new RegExp(`^${code}: `));
  });

  it.each<[Came, string]>([
    [{ status: 401 }, 'UPSTREAM_AUTHENTICATION_FAILED'],
    [{ status: 401, body: outcome('59108') }, 'UPSTREAM_AUTHENTICATION_FAILED'],
    [{ status: 403 }, 'FORBIDDEN'],
    [{ status: 403, body: '<html>', contentType: 'text/html' }, 'FORBIDDEN'],
    [{ status: 413 }, 'BAD_USER_INPUT'],
    [{ status: 422 }, 'BAD_USER_INPUT'],
    [{ status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    [{ status: 429, body: outcome('59108') }, 'UPSTREAM_RATE_LIMITED'],
    [{ status: 400 }, 'UPSTREAM_REJECTED'],
    [{ status: 400, body: outcome('12345') }, 'UPSTREAM_REJECTED'],
    [{ status: 400, body: outcome('59108', 'warning') }, 'UPSTREAM_REJECTED'],
    [{ status: 404, body: '<html>', contentType: 'text/html' }, 'UPSTREAM_REJECTED'],
    [{ status: 405 }, 'UPSTREAM_REJECTED'],
    [{ status: 409 }, 'UPSTREAM_REJECTED'],
    [{ status: 412 }, 'UPSTREAM_REJECTED'],
    [{ status: 415 }, 'UPSTREAM_REJECTED'],
    [{ status: 307, location: 'https://elsewhere' }, 'UPSTREAM_REJECTED'],
    [{ status: 308, location: 'https://elsewhere' }, 'UPSTREAM_REJECTED'],
  ])('derives the error from the status if the response contains no known issue: %o', (came, code) => {
    const error = interpret(came);
    expect(error).toMatch(new RegExp(`^${code}: `));
    expect(error).not.toMatch(/MARKED|elsewhere|<html>/);
  });

  it('names only the rule of the element that the outcome names', () => {
    const issue = {
      severity: 'fatal',
      code: 'value',
      expression: ['Observation.encounter'],
      diagnostics: 'MARKED',
    };
    expect(interpret({ status: 400, body: { resourceType: 'OperationOutcome', issue: [issue] } })).toBe(
      'BAD_USER_INPUT: The FHIR server refused the Observation: an element has an invalid value. At Epic, encounter must ' +
        'be an open encounter of the patient.',
    );
  });

  it.each([
    '/f:Observation/f:effectiveDateTime',
    'effectiveDateTime',
    'Observation.effective.ofType(dateTime)',
  ])('finds the element in a path of the form %s', (path) => {
    const issue = { severity: 'error', code: 'value', location: [path] };
    expect(interpret({ status: 400, body: { resourceType: 'OperationOutcome', issue: [issue] } })).toMatch(
      /At Epic, effective must be an instant with its offset, at which there is no such reading yet\.$/,
    );
  });

  it.each([[['MARKED.Lopez']], ['MARKED'], [[7]], [null]])(
    'names all rules if the path names no known element: %j',
    (expression) => {
      const issue = { severity: 'fatal', code: 'required', expression };
      const error = interpret({ status: 400, body: { resourceType: 'OperationOutcome', issue: [issue] } });
      expect(error).toMatch(
        /At Epic, subject must be the patient; encounter must be .*; value must be a number with its unit\.$/,
      );
      expect(error).not.toMatch(/MARKED|Lopez/);
    },
  );

  it('derives the error from the first known issue that is an error', () => {
    const issues = [outcome('59100', 'information'), outcome('12345'), outcome('59189')];
    const issue = issues.flatMap((one) => one['issue']);
    expect(interpret({ status: 400, body: { resourceType: 'OperationOutcome', issue } })).toMatch(
      /^ALREADY_EXISTS/,
    );
  });

  it.each([null, 'text', [], [null], [{}], [{ severity: 'fatal' }], [{ severity: 'fatal', details: 7 }]])(
    'accepts malformed issues in an outcome: %j',
    (issue) => {
      expect(interpret({ status: 400, body: { resourceType: 'OperationOutcome', issue } })).toMatch(
        /^UPSTREAM_REJECTED/,
      );
    },
  );
});
