import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNoUncaughtErrors } from '../support/uncaught-errors.ts';
import * as wire from '../support/wire-faults.ts';
import {
  closeSubject,
  runFault,
  type FaultRow,
  OBSERVATIONS,
  startFaultHarness,
  TEST_MS,
  type FaultHarness,
} from './fault-harness.ts';

vi.setConfig({ testTimeout: TEST_MS });

const FAILURE = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception' }],
});

const ANSWERS: readonly FaultRow[] = [
  { name: 'sends damaged gzip', fault: wire.sendDamagedGzip, code: 'UPSTREAM_INVALID_RESPONSE' },
  {
    name: 'sends gzip that inflates to a huge body',
    fault: wire.sendGzipBomb,
    code: 'UPSTREAM_INVALID_RESPONSE',
  },
  {
    name: 'sends an endless body',
    fault: wire.sendEndlessBody,
    code: 'UPSTREAM_INVALID_RESPONSE',
  },
  { name: 'answers 429', fault: wire.sendStatus(429), code: 'UPSTREAM_RATE_LIMITED' },
  {
    name: 'answers 429 with a Retry-After of a second',
    fault: wire.sendStatus(429, { 'retry-after': '1' }),
    code: 'UPSTREAM_RATE_LIMITED',
    skipsTotalFailure: true,
  },
  { name: 'answers 500', fault: wire.sendStatus(500), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'answers 502', fault: wire.sendStatus(502), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'answers 503', fault: wire.sendStatus(503), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'answers 504', fault: wire.sendStatus(504), code: 'UPSTREAM_UNAVAILABLE' },
  {
    name: 'answers 503 with a Retry-After of a second',
    fault: wire.sendStatus(503, { 'retry-after': '1' }),
    code: 'UPSTREAM_UNAVAILABLE',
    skipsTotalFailure: true,
  },
  { name: 'sends HTML with 200', fault: wire.sendStatus(200), code: 'UPSTREAM_INVALID_RESPONSE' },
  {
    name: 'sends malformed JSON',
    fault: wire.sendBody('{"resourceType":'),
    code: 'UPSTREAM_INVALID_RESPONSE',
  },
  {
    name: 'sends another resource type',
    fault: wire.sendBody('{"resourceType":"Claim","id":"a"}'),
    code: 'UPSTREAM_INVALID_RESPONSE',
  },
  { name: 'sends an OperationOutcome with 200', fault: wire.sendBody(FAILURE), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'redirects in a loop', fault: wire.redirectInCircles, code: 'UPSTREAM_INVALID_RESPONSE' },
];

let harness: FaultHarness;

expectNoUncaughtErrors();

beforeAll(async () => {
  harness = await startFaultHarness();
});

afterAll(() => harness.close());

describe('the responses of a faulty FHIR server', () => {
  it.each(ANSWERS)(
    '50 callers receive error codes in time, keep healthy data and recover when the FHIR server $name',
    async (row) => {
      expect(await runFault(harness, row)).toContain(row.code);
    },
  );

  it('50 callers receive UPSTREAM_RATE_LIMITED without another request during a Retry-After of an hour', async () => {
    const subject = await harness.start();
    subject.front.fail(OBSERVATIONS, wire.sendStatus(429, { 'retry-after': '3600' }));
    await harness.callers.queryAtOnce(subject.gateway);
    const { requests } = subject.front;
    const { codes, answers } = await harness.callers.queryAtOnce(subject.gateway);
    expect(codes).toEqual(new Set(['UPSTREAM_RATE_LIMITED']));
    expect(answers.filter(({ errors }) => errors === undefined)).toEqual([]);
    expect(subject.front.requests).toBe(requests);
    await closeSubject(subject);
  });
});
