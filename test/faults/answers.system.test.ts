import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNoLooseErrors } from '../support/loose-ends.ts';
import * as wire from '../support/wire-faults.ts';
import {
  end,
  codesBorne,
  type FaultRow,
  OBSERVATIONS,
  startSurroundings,
  type Surroundings,
} from './surroundings.ts';

vi.setConfig({ testTimeout: 60_000 });

const FAILURE = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception' }],
});

/** With coverage measured, and beside another worker, the scan of 32 MB for each of eight requests takes a busy machine more than ten seconds. */
const SCAN_MS = 30_000;

const ANSWERS: readonly FaultRow[] = [
  { name: 'sends damaged gzip', fault: wire.isDamagedGzip, code: 'UPSTREAM_INVALID_RESPONSE' },
  {
    name: 'sends what is huge when it is inflated',
    fault: wire.isHugeWhenInflated,
    code: 'UPSTREAM_INVALID_RESPONSE',
    timeoutMs: SCAN_MS,
    inPartOnly: true,
  },
  {
    name: 'sends without end',
    fault: wire.isEndless,
    code: 'UPSTREAM_INVALID_RESPONSE',
    timeoutMs: SCAN_MS,
    inPartOnly: true,
  },
  { name: 'answers 429', fault: wire.answersWith(429), code: 'UPSTREAM_RATE_LIMITED' },
  {
    name: 'answers 429 and asks for a second',
    fault: wire.answersWith(429, { 'retry-after': '1' }),
    code: 'UPSTREAM_RATE_LIMITED',
    inPartOnly: true,
  },
  { name: 'answers 500', fault: wire.answersWith(500), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'answers 502', fault: wire.answersWith(502), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'answers 503', fault: wire.answersWith(503), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'answers 504', fault: wire.answersWith(504), code: 'UPSTREAM_UNAVAILABLE' },
  {
    name: 'answers 503 and asks for a second',
    fault: wire.answersWith(503, { 'retry-after': '1' }),
    code: 'UPSTREAM_UNAVAILABLE',
    inPartOnly: true,
  },
  { name: 'sends HTML with 200', fault: wire.answersWith(200), code: 'UPSTREAM_INVALID_RESPONSE' },
  { name: 'sends what is no JSON', fault: wire.says('{"resourceType":'), code: 'UPSTREAM_INVALID_RESPONSE' },
  {
    name: 'sends JSON of another kind',
    fault: wire.says('{"resourceType":"Claim","id":"a"}'),
    code: 'UPSTREAM_INVALID_RESPONSE',
  },
  { name: 'sends a failure with 200', fault: wire.says(FAILURE), code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'redirects in circles', fault: wire.redirectsInCircles, code: 'UPSTREAM_INVALID_RESPONSE' },
];

let around: Surroundings;

expectNoLooseErrors();

beforeAll(async () => {
  around = await startSurroundings();
});

afterAll(() => around.close());

describe('50 callers of a server that', () => {
  it.each(ANSWERS)('$name: are told so in time, keep what is well, and are served again', async (row) => {
    expect(await codesBorne(around, row)).toContain(row.code);
  });

  it('asks for an hour are told so at once, without another request', async () => {
    const subject = await around.begin();
    subject.front.fail(OBSERVATIONS, wire.answersWith(429, { 'retry-after': '3600' }));
    await around.callers.ask(subject.gateway);
    const { requests } = subject.front;
    const { codes, answers } = await around.callers.ask(subject.gateway);
    expect(codes).toEqual(new Set(['UPSTREAM_RATE_LIMITED']));
    expect(answers.filter(({ errors }) => errors === undefined)).toEqual([]);
    expect(subject.front.requests).toBe(requests);
    await end(subject);
  });
});
