import type { FaultKind, Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { type Refusal, rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { PATIENCE } from '../support/patience.ts';
import { passTime, skipPauses } from '../support/time.ts';
import { clientOf, outcome } from './epic-client.ts';

skipPauses();

const CAMILA = 'erXuFYUfucBZaryVksYEcMg3';

let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(() => {
  budget = createRequestBudget();
});

afterEach(() => {
  client.close();
  sandbox.clearFaults();
});

afterAll(() => sandbox.close());

/** Starts a client that already has a token, so that only the fault can fail a request. */
async function start(): Promise<void> {
  client = await clientOf(sandbox);
  await client.probe();
  sandbox.clearRequests();
}

function notFhir(status: number, what = 'other content'): Refusal {
  return {
    code: 'UPSTREAM_INVALID_RESPONSE',
    message: `Expected FHIR JSON, but the FHIR server responded with HTTP ${status} and ${what}. Check that EPIC_BASE_URL is the FHIR R4 base URL.`,
  };
}

function instead(expected: string, came: string): Refusal {
  return {
    code: 'UPSTREAM_INVALID_RESPONSE',
    message: `Expected ${expected} from the FHIR server, but it sent ${came}.`,
  };
}

function unavailable(status: number): Refusal {
  return {
    code: 'UPSTREAM_UNAVAILABLE',
    message: `The FHIR server responded with HTTP ${status}. Try again later.`,
  };
}

const CUT: Refusal = {
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'The FHIR server could not be reached, or closed the connection (ECONNRESET). Try again later.',
};
const CUT_SHORT: Refusal = {
  code: 'UPSTREAM_UNAVAILABLE',
  message:
    'The FHIR server could not be reached, or closed the connection (ERR_HTTP_CONTENT_LENGTH_MISMATCH). Try again later.',
};
const SLOW: Refusal = {
  code: 'UPSTREAM_TIMEOUT',
  message: `The FHIR server did not respond within ${PATIENCE.timeout} ms. Try again later.`,
};
const LARGE: Refusal = {
  code: 'UPSTREAM_INVALID_RESPONSE',
  message:
    'The FHIR server sent a response of more than 33554432 bytes, the limit for this kind of response.',
};
const patient = { resourceType: 'Patient', id: CAMILA };

interface Case {
  readonly name: string;
  readonly fault: FaultKind;
  readonly read: Refusal;
  /** The error of a search, if it differs. */
  readonly search?: Refusal;
  /** The number of requests, 3 for failures that can be transient. */
  readonly requests?: number;
}

const CASES: readonly Case[] = [
  { name: 'HTML', fault: { kind: 'html' }, read: notFhir(200) },
  { name: 'HTML with 404', fault: { kind: 'html', status: 404 }, read: notFhir(404) },
  { name: 'HTML with 503', fault: { kind: 'html', status: 503 }, read: unavailable(503), requests: 3 },
  { name: '34 MB of HTML', fault: { kind: 'html', bytes: 34_000_000 }, read: LARGE },
  { name: 'an empty 200', fault: { kind: 'empty' }, read: notFhir(200, 'no content') },
  { name: 'an empty 502', fault: { kind: 'empty', status: 502 }, read: unavailable(502), requests: 3 },
  { name: 'truncated JSON', fault: { kind: 'truncated-json' }, read: notFhir(200) },
  { name: 'invalid JSON', fault: { kind: 'bad-json' }, read: notFhir(200) },
  { name: 'XML', fault: { kind: 'xml' }, read: notFhir(200) },
  { name: 'an empty string', fault: { kind: 'json', body: '' }, read: notFhir(200) },
  { name: 'null', fault: { kind: 'json', body: null }, read: notFhir(200) },
  { name: 'a list', fault: { kind: 'json', body: [patient] }, read: notFhir(200) },
  {
    name: 'an object that is not a resource',
    fault: { kind: 'json', body: { id: 'MARKED' } },
    read: notFhir(200),
  },
  {
    name: 'another resource',
    fault: { kind: 'json', body: { resourceType: 'Linkage', id: 'MARKED' } },
    read: instead('Patient', 'something else'),
    search: instead('Bundle', 'something else'),
  },
  {
    name: 'an invalid resource type',
    fault: { kind: 'json', body: { resourceType: 'MARKED <b>', id: 'a' } },
    read: instead('Patient', 'something else'),
    search: instead('Bundle', 'something else'),
  },
  {
    name: 'a resource without an id',
    fault: { kind: 'json', body: { resourceType: 'Patient', name: [{ text: 'MARKED' }] } },
    read: instead('Patient', 'Patient without an id'),
    search: instead('Bundle', 'Patient'),
  },
  {
    name: 'a redirect that leaves the base',
    fault: { kind: 'redirect', location: 'https://evil.example.org/R4/Patient/MARKED' },
    read: notFhir(302, 'no content'),
  },
  { name: 'a closed connection', fault: { kind: 'cut' }, read: CUT, requests: 3 },
  { name: 'a truncated response', fault: { kind: 'cut', afterBytes: 50 }, read: CUT_SHORT, requests: 3 },
  { name: 'a timeout', fault: { kind: 'hang' }, read: SLOW },
  {
    name: 'a 429',
    fault: { kind: 'status', status: 429, headers: { 'Retry-After': '0' } },
    read: {
      code: 'UPSTREAM_RATE_LIMITED',
      message: 'The FHIR server is limiting requests. Try again later.',
    },
    requests: 3,
  },
  {
    name: 'a 422',
    fault: { kind: 'status', status: 422, body: 'MARKED' },
    read: {
      code: 'UPSTREAM_REJECTED',
      message:
        'The FHIR server refused the request with HTTP 422, for a reason that the gateway does not recognize.',
    },
  },
  {
    name: 'an internal error of Epic',
    fault: { kind: 'json', status: 500, body: outcome('59177') },
    read: {
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'The FHIR server had an internal error. Try again later.',
    },
    requests: 3,
  },
  {
    name: 'an exhausted quota',
    fault: { kind: 'json', status: 400, body: outcome('4135') },
    read: {
      code: 'QUOTA_EXCEEDED',
      message: 'The daily limit for documents is exhausted. Try again tomorrow.',
    },
  },
];

describe.each(CASES)('$name', ({ fault, read, search = read, requests = 1 }) => {
  beforeEach(async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Patient' }, times: requests, ...fault });
  });

  /** Passes the time of the fault that never ends. */
  const failing = (work: () => Promise<unknown>): Promise<Refusal | null> =>
    fault.kind === 'hang'
      ? passTime(
          PATIENCE.timeout,
          () => sandbox.requests.length === 1,
          () => rejectionOf(work()),
        )
      : rejectionOf(work());

  it('fails a read with an error code, and the next read succeeds', async () => {
    expect(await failing(() => client.read('Patient', CAMILA, budget))).toEqual(read);
    expect(sandbox.requests).toHaveLength(requests);
    expect(budget.usage).toMatchObject({ requests, warnings: [] });
    expect(await client.read('Patient', CAMILA, budget)).toMatchObject({ id: CAMILA });
  });

  it('fails a search with an error code, and the next search succeeds', async () => {
    expect(await failing(() => client.search('Patient', { _id: CAMILA }, budget))).toEqual(search);
    expect(sandbox.requests).toHaveLength(requests);
    expect((await client.search('Patient', { _id: CAMILA }, budget)).matches).toMatchObject([{ id: CAMILA }]);
  });
});

describe('a transient failure', () => {
  it.each<[string, FaultKind]>([
    ['408', { kind: 'status', status: 408 }],
    ['429', { kind: 'status', status: 429, headers: { 'Retry-After': '0' } }],
    ['503', { kind: 'html', status: 503 }],
    ['a closed connection', { kind: 'cut' }],
    ['a truncated response', { kind: 'cut', afterBytes: 20 }],
  ])('retries a read after a transient failure: %s', async (_name, fault) => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, ...fault });
    expect(await client.read('Patient', CAMILA, budget)).toMatchObject({ id: CAMILA });
    expect(budget.usage.requests).toBe(2);
    expect(sandbox.requests.map(({ headers }) => headers.accept)).toEqual([
      'application/fhir+json',
      'application/fhir+json',
    ]);
  });
});
