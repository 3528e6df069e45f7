import type { FaultKind, Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

/** Each test has a gateway of its own, so open circuits and pauses do not affect the next test. */
beforeEach(async () => {
  gateway = await startGateway(sandbox, { limits: { timeoutMs: 60_000 } });
  await expectStillHealthy(gateway);
  sandbox.clearRequests();
});

afterEach(async () => {
  sandbox.clearFaults();
  // During a Retry-After pause the gateway sends nothing.
  if (gateway.client.health().pausedForMs === 0) await expectStillHealthy(gateway);
  await gateway.close();
});

afterAll(() => sandbox.close());

const OPERATIONS = [
  { operation: 'read', field: 'patient', query: `{ patient(id: "${KNOWN_ID}") { id } }` },
  {
    operation: 'search',
    field: 'patientByIdentifier',
    query: '{ patientByIdentifier(system: "EPI", value: "203713") { id } }',
  },
] as const;

/** Answers every request with the fault, and returns the code, message and request count of a read and of a search. */
async function outcomesOf(fault: FaultKind): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { operation, field, query } of OPERATIONS) {
    sandbox.fault({ ...fault, match: { operation }, times: Infinity });
    const { data, errors, extensions } = await gateway.query(query);
    expect(data).toEqual({ [field]: null });
    expect(extensions?.fhir.warnings).toEqual([]);
    const [error] = errors ?? [];
    found.push([error?.extensions.code, error?.message, extensions?.fhir.requests]);
  }
  return found;
}

function notFhirMessage(status: number, what = 'other content'): string {
  return `Expected FHIR JSON, but the FHIR server responded with HTTP ${status} and ${what}. Check that EPIC_BASE_URL is the FHIR R4 base URL.`;
}

const CUT_MESSAGE =
  /^The FHIR server could not be reached, or closed the connection \([A-Z_]+\)\. Try again later\.$/;
const TOO_DEEP_MESSAGE =
  /^The FHIR server sent JSON beyond the limits: \d+ values, 128 members of an object, or 200 levels\.$/;
/** JSON text, because `JSON.stringify` cannot serialize such deep nesting. */
const deeplyNested = '['.repeat(200_000) + ']'.repeat(200_000);

function fhirJson(body: string): FaultKind {
  return { kind: 'status', status: 200, contentType: 'application/fhir+json', body };
}

describe('a response that is not FHIR JSON [T3-T3]', () => {
  it.each<[what: string, fault: FaultKind, code: string, message: string, requests: number]>([
    ['an HTML page', { kind: 'html' }, 'UPSTREAM_INVALID_RESPONSE', notFhirMessage(200), 1],
    [
      'an HTML page with status 404',
      { kind: 'html', status: 404 },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(404),
      1,
    ],
    [
      'endless HTML',
      { kind: 'html', bytes: Number.MAX_SAFE_INTEGER },
      'UPSTREAM_INVALID_RESPONSE',
      'The FHIR server sent a response of more than 33554432 bytes, the limit for this kind of response.',
      1,
    ],
    ['malformed JSON', { kind: 'bad-json' }, 'UPSTREAM_INVALID_RESPONSE', notFhirMessage(200), 1],
    ['truncated JSON', { kind: 'truncated-json' }, 'UPSTREAM_INVALID_RESPONSE', notFhirMessage(200), 1],
    ['XML', { kind: 'xml' }, 'UPSTREAM_INVALID_RESPONSE', notFhirMessage(200), 1],
    [
      'an empty response',
      { kind: 'empty' },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(200, 'no content'),
      1,
    ],
    [
      'an empty response with status 204',
      { kind: 'empty', status: 204 },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(204, 'no content'),
      1,
    ],
    ['null', { kind: 'json', body: null }, 'UPSTREAM_INVALID_RESPONSE', notFhirMessage(200), 1],
    [
      'a JSON array',
      { kind: 'json', body: [{ resourceType: 'Patient' }] },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(200),
      1,
    ],
    ['a JSON string', { kind: 'json', body: 'Patient' }, 'UPSTREAM_INVALID_RESPONSE', notFhirMessage(200), 1],
    [
      'an object without a resourceType',
      { kind: 'json', body: {} },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(200),
      1,
    ],
    [
      'a resourceType that is not a string',
      { kind: 'json', body: { resourceType: { toString: 'Patient' }, id: KNOWN_ID } },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(200),
      1,
    ],
    [
      'an OperationOutcome without issues',
      { kind: 'json', status: 400, body: { resourceType: 'OperationOutcome' } },
      'UPSTREAM_REJECTED',
      'The FHIR server refused the request with HTTP 400, for a reason that the gateway does not recognize.',
      1,
    ],
    [
      'an OperationOutcome whose issues are a string',
      { kind: 'json', status: 422, body: { resourceType: 'OperationOutcome', issue: 'Lopez' } },
      'UPSTREAM_REJECTED',
      'The FHIR server refused the request with HTTP 422, for a reason that the gateway does not recognize.',
      1,
    ],
    [
      'an OperationOutcome whose codes have wrong types',
      {
        kind: 'json',
        status: 403,
        body: {
          resourceType: 'OperationOutcome',
          issue: [
            null,
            3,
            { details: 'x' },
            { details: { coding: [null, { code: { toString: 1 } }, { code: [4130] }] } },
          ],
        },
      },
      'FORBIDDEN',
      "The FHIR server does not permit this: the app's registration there does not include the API, or the person may not use it.",
      1,
    ],
    [
      'an empty response with status 500',
      { kind: 'empty', status: 500 },
      'UPSTREAM_UNAVAILABLE',
      'The FHIR server responded with HTTP 500. Try again later.',
      3,
    ],
    [
      'the error page of a proxy',
      { kind: 'html', status: 502 },
      'UPSTREAM_UNAVAILABLE',
      'The FHIR server responded with HTTP 502. Try again later.',
      3,
    ],
    [
      'an unknown status',
      { kind: 'status', status: 418 },
      'UPSTREAM_REJECTED',
      'The FHIR server refused the request with HTTP 418, for a reason that the gateway does not recognize.',
      1,
    ],
    [
      'an empty response with status 403',
      { kind: 'empty', status: 403 },
      'FORBIDDEN',
      "The FHIR server does not permit this: the app's registration there does not include the API, or the person may not use it.",
      1,
    ],
    [
      'a redirect to an invalid URL',
      { kind: 'redirect', location: 'http://[' },
      'UPSTREAM_INVALID_RESPONSE',
      notFhirMessage(302, 'no content'),
      1,
    ],
  ])('returns an error with a code for %s', async (_what, fault, code, message, requests) => {
    expect(await outcomesOf(fault)).toEqual([
      [code, message, requests],
      [code, message, requests],
    ]);
  });

  it('returns UPSTREAM_INVALID_RESPONSE for 200,000 levels of nesting', async () => {
    for (const outcome of await outcomesOf(fhirJson(deeplyNested)))
      expect(outcome).toEqual(['UPSTREAM_INVALID_RESPONSE', matching(TOO_DEEP_MESSAGE), 1]);
  });

  it.each<FaultKind>([{ kind: 'cut' }, { kind: 'cut', afterBytes: 0 }, { kind: 'cut', afterBytes: 100 }])(
    'retries twice after a cut connection, then returns UPSTREAM_UNAVAILABLE: %j',
    async (fault) => {
      for (const outcome of await outcomesOf(fault)) {
        expect(outcome).toEqual(['UPSTREAM_UNAVAILABLE', expect.stringMatching(CUT_MESSAGE), 3]);
      }
    },
  );
});

describe('a Retry-After of an hour', () => {
  it('returns UPSTREAM_RATE_LIMITED, and sends no request for the next operation', async () => {
    const { query } = OPERATIONS[0];
    sandbox.fault({
      match: { operation: 'read' },
      times: Infinity,
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '3600' },
    });
    const [first, next] = [await gateway.query(query), await gateway.query(query)];
    expect(
      [first, next].map(({ errors = [], extensions }) => [
        errors[0]?.extensions.code,
        extensions?.fhir.requests,
      ]),
    ).toEqual([
      ['UPSTREAM_RATE_LIMITED', 1],
      ['UPSTREAM_RATE_LIMITED', 0],
    ]);
  });
});

describe('a response with unexpected FHIR JSON [T3-T3]', () => {
  const cases: [what: string, body: unknown, read: string, search: string][] = [
    [
      'another resource type',
      { resourceType: 'Group', id: '1' },
      'Expected Patient from the FHIR server, but it sent Group.',
      'Expected Bundle from the FHIR server, but it sent Group.',
    ],
    [
      'a resourceType that contains patient data',
      { resourceType: 'Maria Lopez', id: '1' },
      'Expected Patient from the FHIR server, but it sent something else.',
      'Expected Bundle from the FHIR server, but it sent something else.',
    ],
  ];

  it.each(cases)('returns UPSTREAM_INVALID_RESPONSE for %s', async (_what, body, read, search) => {
    expect(await outcomesOf({ kind: 'json', body })).toEqual([
      ['UPSTREAM_INVALID_RESPONSE', read, 1],
      ['UPSTREAM_INVALID_RESPONSE', search, 1],
    ]);
  });

  it.each<[what: string, entry: unknown]>([
    ['a string for its entries', 'x'],
    [
      'entries of wrong types',
      [null, 3, 'x', [], {}, { resource: null }, { resource: 'x' }, { resource: [] }],
    ],
    ['entries of another type', [{ resource: { resourceType: 'Group', id: '1' } }]],
    ['OperationOutcomes without issues', [{ resource: { resourceType: 'OperationOutcome', issue: {} } }]],
  ])('finds no patient in a searchset with %s', async (_what, entry) => {
    const body = {
      resourceType: 'Bundle',
      type: 'searchset',
      total: 'many',
      link: { relation: 'next' },
      entry,
    };
    sandbox.fault({ kind: 'json', body, match: { operation: 'search' }, times: Infinity });
    const { data, errors } = await gateway.query(OPERATIONS[1].query);
    expect([data, errors]).toEqual([{ patientByIdentifier: null }, undefined]);
  });

  it('returns only the requested patients of a huge searchset', async () => {
    const patients = Array.from({ length: 20_000 }, (_, index) => ({
      search: { mode: 'match' },
      resource: {
        resourceType: 'Patient',
        id: `id${index}`,
        identifier: [{ value: '1' }],
        name: [{ text: 'x'.repeat(100) }],
      },
    }));
    sandbox.fault({
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry: patients },
      match: { operation: 'search' },
    });
    const { data } = await gateway.query(
      '{ patients(first: 2, filter: { identifier: { system: "MRN", value: "1" } }) { id } }',
    );
    expect(data).toEqual({ patients: [{ id: 'id0' }, { id: 'id1' }] });
  });

  it.each([1_000, 3_000, 6_000, 10_000, 200_000])(
    'returns an error with a code for a patient with %d levels of nesting',
    async (depth) => {
      const nested = '['.repeat(depth) + ']'.repeat(depth);
      const patient = `{"resourceType":"Patient","id":"${KNOWN_ID}","name":[{"text":"Camila"}],"extension":${nested}}`;
      sandbox.fault({ ...fhirJson(patient), match: { operation: 'read' } });
      const { data, errors } = await gateway.query(`{ patient(id: "${KNOWN_ID}") { fullName resource } }`);
      expect(data).toEqual({ patient: null });
      expect(errors).toMatchObject([
        {
          path: ['patient'],
          message: matching(TOO_DEEP_MESSAGE),
          extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
        },
      ]);
    },
  );
});
