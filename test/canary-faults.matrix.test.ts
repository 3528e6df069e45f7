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
import { sampled } from './support/sampled.ts';

/** How long the server has; those that do not answer use it up. */
const PATIENCE_MS = 250;

let world: CanaryEnvironment;
let names: ReadonlySet<string>;
let marked: CanaryGateway;

beforeAll(async () => {
  world = await startCanaryEnvironment();
  names = new Set(world.operations.map(({ name }) => name));
});

afterAll(() => world.close());

/** Everything of some records, as the diagnostics of Epic can echo it. */
function echo(): string {
  return JSON.stringify([world.sandbox.patients[0], world.sandbox.chart(CAMILA.id, 'DocumentReference')]);
}

function outcome(code: string): unknown {
  const coding = [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code }];
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'fatal',
        code: 'processing',
        details: { coding, text: echo() },
        diagnostics: echo(),
        expression: ['Camila Maria Lopez'],
      },
    ],
  };
}

/** Every kind of fault that the sandbox knows, with what is not to be told wherever it can be put. */
const FAULTS: [what: string, fault: () => FaultKind][] = [
  [
    'a page of an error',
    () => ({ kind: 'status', status: 500, body: echo(), headers: { 'x-echo': 'Camila Maria Lopez' } }),
  ],
  ['a refusal', () => ({ kind: 'status', status: 403, body: echo(), contentType: 'text/html' })],
  [
    'a plea for a pause',
    () => ({ kind: 'status', status: 429, body: echo(), headers: { 'retry-after': '999' } }),
  ],
  ['an answer that is late', () => ({ kind: 'delay', ms: 60_000 })],
  ['no answer', () => ({ kind: 'hang' })],
  ['a connection that is cut', () => ({ kind: 'cut' })],
  ['a connection that is cut amid the answer', () => ({ kind: 'cut', afterBytes: 100 })],
  ['half an answer', () => ({ kind: 'truncated-json' })],
  ['JSON with a mistake', () => ({ kind: 'bad-json' })],
  ['HTML', () => ({ kind: 'html' })],
  ['a bearer that is refused', () => ({ kind: 'expired-token' })],
  ['XML', () => ({ kind: 'xml' })],
  ['nothing', () => ({ kind: 'empty', status: 403 })],
  [
    'a redirect elsewhere',
    () => ({
      kind: 'redirect',
      location: `http://camila-lopez.example/Patient/${CAMILA.id}?family=Lopez&birthdate=1987-09-12`,
    }),
  ],
  ['a resource of another type', () => ({ kind: 'json', body: { resourceType: 'Camila Maria Lopez' } })],
];

/** Of what a code has the gateway say, see docs/errors.md; the last one is none that it knows. */
const OUTCOMES = ['59159', '4130', '4113', '4107', '59177', '1'].map((code): [string, () => FaultKind] => [
  `an outcome of code ${code}`,
  () => ({ kind: 'json', status: 400, body: outcome(code) }),
]);

async function start(): Promise<void> {
  marked = await world.start({ limits: { timeoutMs: PATIENCE_MS }, server: { operationTimeoutMs: 2_000 } });
}

describe('nothing is told by a server that is asked for data and answers with', () => {
  // What the gateway learns of one fault, such as that searches are refused, is no reason to tell more of the next.
  beforeAll(start);

  afterEach(() => world.sandbox.clearFaults());

  afterAll(() => marked.close());

  it.each(sampled([...FAULTS, ...OUTCOMES]))('%s', async (_what, fault) => {
    for (const operation of ['read', 'search', 'page'] as const)
      world.sandbox.fault({ match: { operation }, times: Infinity, ...fault() });
    // A list fails as its connection does.
    const answers = await marked.send(world.operations.filter(({ name }) => !names.has(`${name}Connection`)));
    expect(answers.map(({ status }) => status)).not.toContain(500);
    marked.expectNoLeak(answers);
    marked.expectOnlyIdsIn(marked.audit.take(), false);
  });
});

describe('nothing is told by a server that is asked for a token and answers with', () => {
  beforeEach(start);

  afterEach(() => marked.close());

  // The token endpoint knows no XML.
  it.each(sampled(FAULTS.filter(([what]) => what !== 'XML')))('%s', async (_what, fault) => {
    world.sandbox.fault({ match: { operation: 'token' }, times: Infinity, ...fault() });
    const answers = await marked.send(EXAMPLES);
    expect(answers.filter(({ body }) => at(body, 'errors') === undefined)).toEqual([]);
    marked.expectNoLeak(answers);
    marked.expectOnlyIdsIn(marked.audit.take(), false);
    const ready = await marked.gateway.http.get('/readyz');
    expect([ready.status, marked.leaksIn(JSON.stringify([ready.body, ready.headers]))]).toEqual([503, []]);
  });
});
