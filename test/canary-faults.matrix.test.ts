import type { FaultKind } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from './support/expected.ts';
import {
  CAMILA,
  type CanaryGateway,
  type CanaryEnvironment,
  startCanaryEnvironment,
} from './support/canary-gateway.ts';
import { EXAMPLES } from './support/canary-operations.ts';

/** EPIC_TIMEOUT_MS in these tests. Unresponsive servers use all of it. */
const TIMEOUT_MS = 250;

let environment: CanaryEnvironment;
let names: ReadonlySet<string>;
let canaryGateway: CanaryGateway;

beforeAll(async () => {
  environment = await startCanaryEnvironment();
  names = new Set(environment.operations.map(({ name }) => name));
});

afterAll(() => environment.close());

/** Returns records as text, because Epic's diagnostics can echo them. */
function echoedRecords(): string {
  return JSON.stringify([
    environment.sandbox.patients[0],
    environment.sandbox.chart(CAMILA.id, 'DocumentReference'),
  ]);
}

function outcomeWith(code: string): unknown {
  const coding = [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code }];
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'fatal',
        code: 'processing',
        details: { coding, text: echoedRecords() },
        diagnostics: echoedRecords(),
        expression: ['Camila Maria Lopez'],
      },
    ],
  };
}

/** Every kind of fault of the sandbox, with canaries wherever a fault can contain text. */
const FAULTS: [what: string, fault: () => FaultKind][] = [
  [
    'an error page',
    () => ({
      kind: 'status',
      status: 500,
      body: echoedRecords(),
      headers: { 'x-echo': 'Camila Maria Lopez' },
    }),
  ],
  ['a refusal', () => ({ kind: 'status', status: 403, body: echoedRecords(), contentType: 'text/html' })],
  [
    'a Retry-After',
    () => ({ kind: 'status', status: 429, body: echoedRecords(), headers: { 'retry-after': '999' } }),
  ],
  ['a late response', () => ({ kind: 'delay', ms: 60_000 })],
  ['no response', () => ({ kind: 'hang' })],
  ['a closed connection', () => ({ kind: 'cut' })],
  ['a connection closed during the response', () => ({ kind: 'cut', afterBytes: 100 })],
  ['truncated JSON', () => ({ kind: 'truncated-json' })],
  ['malformed JSON', () => ({ kind: 'bad-json' })],
  ['HTML', () => ({ kind: 'html' })],
  ['a rejected access token', () => ({ kind: 'expired-token' })],
  ['XML', () => ({ kind: 'xml' })],
  ['an empty response', () => ({ kind: 'empty', status: 403 })],
  [
    'a redirect to another host',
    () => ({
      kind: 'redirect',
      location: `http://camila-lopez.example/Patient/${CAMILA.id}?family=Lopez&birthdate=1987-09-12`,
    }),
  ],
  ['a resource of another type', () => ({ kind: 'json', body: { resourceType: 'Camila Maria Lopez' } })],
];

/** docs/errors.md lists the message for each code. The last one is unknown. */
const OUTCOMES = ['59159', '4130', '4113', '4107', '59177', '1'].map((code): [string, () => FaultKind] => [
  `an OperationOutcome with code ${code}`,
  () => ({ kind: 'json', status: 400, body: outcomeWith(code) }),
]);

async function start(): Promise<void> {
  canaryGateway = await environment.start({
    limits: { timeoutMs: TIMEOUT_MS },
    server: { operationTimeoutMs: 2_000 },
  });
}

describe('a FHIR server that answers FHIR requests with a fault [T3-I3]', () => {
  // The tests share a gateway: state from one fault, such as a rejected search, must not cause a leak at the next.
  beforeAll(start);

  afterEach(() => environment.sandbox.clearFaults());

  afterAll(() => canaryGateway.close());

  it.each([...FAULTS, ...OUTCOMES])('causes no leak with %s', async (_what, fault) => {
    for (const operation of ['read', 'search', 'page', 'match', 'summary'] as const)
      environment.sandbox.fault({ match: { operation }, times: Infinity, ...fault() });
    // Skip lists with a connection: both fail in the same way.
    const answers = await canaryGateway.send(
      environment.operations.filter(({ name }) => !names.has(`${name}Connection`)),
    );
    expect(answers.map(({ status }) => status)).not.toContain(500);
    canaryGateway.expectNoLeak(answers);
    canaryGateway.expectOnlyIdsIn(canaryGateway.audit.take(), false);
  });
});

describe('a FHIR server that answers token requests with a fault [T3-I3]', () => {
  beforeEach(start);

  afterEach(() => canaryGateway.close());

  // The token endpoint has no fault with XML.
  it.each(FAULTS.filter(([what]) => what !== 'XML'))('causes no leak with %s', async (_what, fault) => {
    environment.sandbox.fault({ match: { operation: 'token' }, times: Infinity, ...fault() });
    const answers = await canaryGateway.send(EXAMPLES);
    expect(answers.filter(({ body }) => at(body, 'errors') === undefined)).toEqual([]);
    canaryGateway.expectNoLeak(answers);
    canaryGateway.expectOnlyIdsIn(canaryGateway.audit.take(), false);
    const ready = await canaryGateway.gateway.http.get('/readyz');
    expect([ready.status, canaryGateway.leaksIn(JSON.stringify([ready.body, ready.headers]))]).toEqual([
      503,
      [],
    ]);
  });
});
