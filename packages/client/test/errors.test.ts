import { describe, expect, it } from 'vitest';
import {
  errorAt,
  errorCodes,
  type ErrorCode,
  errorsOf,
  isErrorCode,
  isFailed,
  isWarningCode,
  warningsOf,
} from '../src/index.ts';

const LABS = ['patient', 'labs'];
const coded = (code: string, path?: readonly (string | number)[]) => ({
  message: `Because of ${code}.`,
  ...(path === undefined ? {} : { path }),
  extensions: { code },
});
const FORBIDDEN = coded('FORBIDDEN', LABS);
const PARTIAL = { patient: { id: 'a', labs: null, allergies: [], photo: null } };

describe('the errors of a result', () => {
  it.each<[shape: string, result: unknown]>([
    ['a response', { data: PARTIAL, errors: [FORBIDDEN] }],
    [
      'a result of Apollo Client',
      { data: PARTIAL, error: Object.assign(new Error('a'), { errors: [FORBIDDEN] }) },
    ],
    ['an error of Apollo Client', Object.assign(new Error('a'), { data: PARTIAL, errors: [FORBIDDEN] })],
    [
      'a result of urql',
      { data: PARTIAL, error: Object.assign(new Error('a'), { graphQLErrors: [FORBIDDEN] }) },
    ],
    [
      'an error of graphql-request',
      Object.assign(new Error('a'), { response: { data: PARTIAL, errors: [FORBIDDEN] } }),
    ],
    ['an error of Relay', Object.assign(new Error('a'), { source: { errors: [FORBIDDEN] } })],
    ['the result of a @catch of Relay', { ok: false, errors: [FORBIDDEN] }],
  ])('are found in %s', (_shape, result) => {
    expect(errorsOf(result)).toEqual([
      { code: 'FORBIDDEN', message: 'Because of FORBIDDEN.', path: LABS, extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(errorAt(result, LABS)?.code).toBe('FORBIDDEN');
    expect(errorCodes(result)).toEqual(['FORBIDDEN']);
  });

  it.each([
    undefined,
    null,
    'FORBIDDEN',
    {},
    { data: PARTIAL },
    { data: PARTIAL, errors: [] },
    { data: PARTIAL, error: undefined },
  ])('are none in %j', (result) => {
    expect(errorsOf(result)).toEqual([]);
    expect(isFailed(result, LABS)).toBe(false);
  });

  it('include a lost connection, which has no code', () => {
    const lost = {
      data: undefined,
      error: Object.assign(new Error('a'), { networkError: new TypeError('fetch failed') }),
    };
    expect(errorAt(lost, LABS)).toEqual({ code: null, message: 'a', path: null, extensions: {} });
    expect(isFailed(new TypeError('fetch failed'), LABS)).toBe(true);
    expect(errorCodes(lost)).toEqual([]);
  });

  it('have each code once', () => {
    const errors = [FORBIDDEN, coded('UPSTREAM_TIMEOUT', ['b']), coded('FORBIDDEN', ['c'])];
    expect(errorCodes({ errors })).toEqual(['FORBIDDEN', 'UPSTREAM_TIMEOUT']);
  });

  it('end where an error refers to itself', () => {
    const error: Record<string, unknown> = {};
    error['error'] = error;
    expect(errorsOf(error)).toEqual([]);
  });

  it('tolerate malformed entries', () => {
    expect(errorsOf({ errors: [null, 'a', { message: 1, path: [{}], extensions: 'a' }] })).toEqual([
      { code: null, message: '', path: null, extensions: {} },
    ]);
  });
});

describe('a null', () => {
  const result = { data: PARTIAL, errors: [FORBIDDEN] };

  it('means “none” without an error at its path', () => {
    expect(errorAt(result, ['patient', 'photo'])).toBeNull();
    expect(isFailed(result, ['patient', 'photo'])).toBe(false);
  });

  it('above a path stands for everything below it', () => {
    expect(errorAt(result, [...LABS, 0, 'name'])?.code).toBe('FORBIDDEN');
  });

  it('comes from a non-null field below it that failed', () => {
    const data = { patients: [{ id: 'a' }, null] };
    const errors = [coded('UPSTREAM_TIMEOUT', ['patients', 1, 'coverage', 'id'])];
    expect(errorAt({ data, errors }, ['patients', 1])?.code).toBe('UPSTREAM_TIMEOUT');
    expect(errorAt({ data, errors }, ['patients', 1, 'id'])?.code).toBe('UPSTREAM_TIMEOUT');
    expect(errorAt({ data, errors }, ['patients', 0])).toBeNull();
    expect(errorAt({ data, errors }, ['patients'])).toBeNull();
  });

  it('has the error of its own path before one below it', () => {
    const errors = [coded('UPSTREAM_TIMEOUT', [...LABS, 0]), FORBIDDEN];
    expect(errorAt({ data: PARTIAL, errors }, LABS)?.code).toBe('FORBIDDEN');
  });

  it('is not explained by an error of a field next to it', () => {
    const errors = [coded('FORBIDDEN', ['patient', 'lab']), coded('FORBIDDEN', ['patients'])];
    expect(isFailed({ data: PARTIAL, errors }, LABS)).toBe(false);
  });

  it.each([{ data: null }, { data: undefined }, {}])(
    'of a refused operation has its error, with %j',
    (data) => {
      const refused = { ...data, errors: [coded('OPERATION_TOO_EXPENSIVE')] };
      expect(errorAt(refused, LABS)?.code).toBe('OPERATION_TOO_EXPENSIVE');
      expect(errorAt(refused, [])?.code).toBe('OPERATION_TOO_EXPENSIVE');
    },
  );

  it('has the error of another field if the client discarded the data because of it', () => {
    const discarded = { data: undefined, error: { errors: [FORBIDDEN] } };
    expect(errorAt(discarded, ['patient', 'photo'])?.code).toBe('FORBIDDEN');
  });

  it('has no error where there is a value', () => {
    expect(errorAt({ data: PARTIAL, errors: [FORBIDDEN] }, ['patient', 'allergies'])).toBeNull();
  });
});

describe('an error object without data', () => {
  const error = Object.assign(new Error('a'), { graphQLErrors: [FORBIDDEN] });

  it('explains its path, and the paths above and below it', () => {
    for (const path of [LABS, ['patient'], [...LABS, 0]]) expect(isFailed(error, path)).toBe(true);
    expect(isFailed(error, ['patient', 'photo'])).toBe(false);
  });
});

describe('the codes', () => {
  it('are known ones after a check, so a switch over them can be exhaustive', () => {
    const { code } = errorAt({ errors: [FORBIDDEN] }, LABS) ?? {};
    const known: ErrorCode | null = isErrorCode(code) ? code : null;
    expect(known).toBe('FORBIDDEN');
    expect(isErrorCode('CODE_OF_A_NEWER_GATEWAY')).toBe(false);
  });

  it('include what Apollo Server reports for documents', () => {
    expect(isErrorCode('GRAPHQL_VALIDATION_FAILED')).toBe(true);
  });

  it("of warnings are the gateway's own, without Epic's numbers", () => {
    expect([isWarningCode('LIST_CUT'), isWarningCode('59204')]).toEqual([true, false]);
  });
});

describe('the warnings of a result', () => {
  const warnings = [{ code: 'LIST_CUT', resourceType: 'Observation', message: 'More.', path: LABS }];
  const extensions = { fhir: { warnings } };

  it.each<[shape: string, result: unknown]>([
    ['a response', { data: {}, extensions }],
    ['an error of graphql-request', { response: { extensions } }],
    ['a result of Apollo Client with an error', { error: { extensions } }],
  ])('are found in %s', (_shape, result) => {
    expect(warningsOf(result)).toEqual(warnings);
  });

  it.each([undefined, {}, { extensions: null }, { extensions: { fhir: { warnings: [null, {}] } } }])(
    'are none in %j',
    (result) => {
      expect(warningsOf(result)).toEqual([]);
    },
  );
});
