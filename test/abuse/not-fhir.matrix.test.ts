import type { FaultKind, Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { sampled } from '../support/sampled.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

/** Each has a gateway of its own: what circuits and pauses make of one answer is not to decide over the next. */
beforeEach(async () => {
  gateway = await startGateway(sandbox, { limits: { timeoutMs: 60_000 } });
  await expectStillHealthy(gateway);
  sandbox.clearRequests();
});

afterEach(async () => {
  sandbox.clearFaults();
  // Whom the server asks to leave it alone does so.
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

/** Answers every request so, and gives what becomes of a read and of a search. */
async function outcomes(fault: FaultKind): Promise<unknown[]> {
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

function notFhir(status: number, what = 'other content'): string {
  return `Expected FHIR JSON, but the server responded with HTTP ${status} and ${what}. Check that EPIC_BASE_URL is the FHIR R4 base URL.`;
}

const CUT =
  /^The FHIR server could not be reached, or closed the connection \([A-Z_]+\)\. Try again later\.$/;
const TOO_DEEP =
  /^The FHIR server sent JSON beyond the limits: \d+ values, 128 members of an object, or 200 levels\.$/;
/** Sent as it is, since it could not be made from values. */
const deep = '['.repeat(200_000) + ']'.repeat(200_000);

function fhirJson(body: string): FaultKind {
  return { kind: 'status', status: 200, contentType: 'application/fhir+json', body };
}

describe('an answer that is no FHIR JSON', () => {
  it.each(
    sampled<[what: string, fault: FaultKind, code: string, message: string, requests: number]>([
      ['a page of HTML', { kind: 'html' }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      [
        'a page of HTML for a path that is unknown',
        { kind: 'html', status: 404 },
        'UPSTREAM_INVALID_RESPONSE',
        notFhir(404),
        1,
      ],
      [
        'more HTML than there is disk',
        { kind: 'html', bytes: Number.MAX_SAFE_INTEGER },
        'UPSTREAM_INVALID_RESPONSE',
        'The FHIR server sent a response of more than 33554432 bytes, the limit for this kind of response.',
        1,
      ],
      ['JSON with a mistake', { kind: 'bad-json' }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      ['JSON that ends too early', { kind: 'truncated-json' }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      ['XML', { kind: 'xml' }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      ['nothing', { kind: 'empty' }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200, 'no content'), 1],
      [
        'nothing, said to be so',
        { kind: 'empty', status: 204 },
        'UPSTREAM_INVALID_RESPONSE',
        notFhir(204, 'no content'),
        1,
      ],
      ['null', { kind: 'json', body: null }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      [
        'a list',
        { kind: 'json', body: [{ resourceType: 'Patient' }] },
        'UPSTREAM_INVALID_RESPONSE',
        notFhir(200),
        1,
      ],
      ['a text', { kind: 'json', body: 'Patient' }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      ['an object without a type', { kind: 'json', body: {} }, 'UPSTREAM_INVALID_RESPONSE', notFhir(200), 1],
      [
        'a type that is no text',
        { kind: 'json', body: { resourceType: { toString: 'Patient' }, id: KNOWN_ID } },
        'UPSTREAM_INVALID_RESPONSE',
        notFhir(200),
        1,
      ],
      [
        'an outcome that says nothing',
        { kind: 'json', status: 400, body: { resourceType: 'OperationOutcome' } },
        'UPSTREAM_REJECTED',
        'The FHIR server refused the request with HTTP 400, for a reason that the gateway does not recognize.',
        1,
      ],
      [
        'an outcome whose issues are none',
        { kind: 'json', status: 422, body: { resourceType: 'OperationOutcome', issue: 'Lopez' } },
        'UPSTREAM_REJECTED',
        'The FHIR server refused the request with HTTP 422, for a reason that the gateway does not recognize.',
        1,
      ],
      [
        'an outcome whose codes are of every wrong kind',
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
        "The FHIR server does not let the gateway do this: the app's registration there does not include the API.",
        1,
      ],
      [
        'a failure',
        { kind: 'empty', status: 500 },
        'UPSTREAM_UNAVAILABLE',
        'The FHIR server responded with HTTP 500. Try again later.',
        3,
      ],
      [
        'a page of a proxy',
        { kind: 'html', status: 502 },
        'UPSTREAM_UNAVAILABLE',
        'The FHIR server responded with HTTP 502. Try again later.',
        3,
      ],
      [
        'a status that nobody knows',
        { kind: 'status', status: 418 },
        'UPSTREAM_REJECTED',
        'The FHIR server refused the request with HTTP 418, for a reason that the gateway does not recognize.',
        1,
      ],
      [
        'a refusal without a word',
        { kind: 'empty', status: 403 },
        'FORBIDDEN',
        "The FHIR server does not let the gateway do this: the app's registration there does not include the API.",
        1,
      ],
      [
        'a redirect to nowhere',
        { kind: 'redirect', location: 'http://[' },
        'UPSTREAM_INVALID_RESPONSE',
        notFhir(302, 'no content'),
        1,
      ],
    ]),
  )('is a coded error of its field: %s', async (_what, fault, code, message, requests) => {
    expect(await outcomes(fault)).toEqual([
      [code, message, requests],
      [code, message, requests],
    ]);
  });

  it('is a coded error of its field: nesting without end', async () => {
    for (const outcome of await outcomes(fhirJson(deep)))
      expect(outcome).toEqual(['UPSTREAM_INVALID_RESPONSE', matching(TOO_DEEP), 1]);
  });

  it.each(
    sampled<FaultKind>([{ kind: 'cut' }, { kind: 'cut', afterBytes: 0 }, { kind: 'cut', afterBytes: 100 }]),
  )('is asked for three times where the connection is cut: %j', async (fault) => {
    for (const outcome of await outcomes(fault)) {
      expect(outcome).toEqual(['UPSTREAM_UNAVAILABLE', expect.stringMatching(CUT), 3]);
    }
  });
});

describe('a plea for a long pause', () => {
  it('is told, and heard by whoever asks next', async () => {
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

describe('FHIR JSON that was not asked for', () => {
  const cases: [what: string, body: unknown, read: string, search: string][] = [
    [
      'another resource',
      { resourceType: 'Group', id: '1' },
      'Expected Patient from the FHIR server, but it sent Group.',
      'Expected Bundle from the FHIR server, but it sent Group.',
    ],
    [
      'a type that quotes the chart',
      { resourceType: 'Maria Lopez', id: '1' },
      'Expected Patient from the FHIR server, but it sent something else.',
      'Expected Bundle from the FHIR server, but it sent something else.',
    ],
  ];

  it.each(sampled(cases))('is a coded error of its field: %s', async (_what, body, read, search) => {
    expect(await outcomes({ kind: 'json', body })).toEqual([
      ['UPSTREAM_INVALID_RESPONSE', read, 1],
      ['UPSTREAM_INVALID_RESPONSE', search, 1],
    ]);
  });

  it.each(
    sampled<[what: string, entry: unknown]>([
      ['entries that are none', 'x'],
      [
        'entries of every wrong kind',
        [null, 3, 'x', [], {}, { resource: null }, { resource: 'x' }, { resource: [] }],
      ],
      ['entries of another type', [{ resource: { resourceType: 'Group', id: '1' } }]],
      ['outcomes that say nothing', [{ resource: { resourceType: 'OperationOutcome', issue: {} } }]],
    ]),
  )('holds no patient: a searchset with %s', async (_what, entry) => {
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

  it('is taken as it is where a searchset is huge, and the rest of it left', async () => {
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

  it.each(sampled([1_000, 3_000, 6_000, 10_000, 200_000]))(
    'is a coded error where a patient is nested %d deep',
    async (depth) => {
      const nested = '['.repeat(depth) + ']'.repeat(depth);
      const patient = `{"resourceType":"Patient","id":"${KNOWN_ID}","name":[{"text":"Camila"}],"extension":${nested}}`;
      sandbox.fault({ ...fhirJson(patient), match: { operation: 'read' } });
      const { data, errors } = await gateway.query(`{ patient(id: "${KNOWN_ID}") { fullName resource } }`);
      expect(data).toEqual({ patient: null });
      expect(errors).toMatchObject([
        {
          path: ['patient'],
          message: matching(TOO_DEEP),
          extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
        },
      ]);
    },
  );
});
