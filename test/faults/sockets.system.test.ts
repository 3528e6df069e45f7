import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNoUncaughtErrors } from '../support/uncaught-errors.ts';
import * as wire from '../support/wire-faults.ts';
import { runFault, type FaultRow, startFaultHarness, TEST_MS, type FaultHarness } from './fault-harness.ts';

vi.setConfig({ testTimeout: TEST_MS });

/** For faults that only a timeout ends. OPERATION_TIMEOUT_MS stays long: a busy machine needs it for the healthy requests. */
const SHORT_TIMEOUT = { timeoutMs: 8_000 };

const SOCKET_FAULTS: readonly FaultRow[] = [
  {
    name: 'resets the connection after the request',
    fault: wire.reset('after the request'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection after the response head',
    fault: wire.reset('after the head'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection in the middle of the body',
    fault: wire.reset('amid the body'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection before the end of the body',
    fault: wire.reset('before the end'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'hangs after the request',
    fault: wire.hang('after the request'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  {
    name: 'hangs after the response head',
    fault: wire.hang('after the head'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  {
    name: 'hangs in the middle of the body',
    fault: wire.hang('amid the body'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  {
    name: 'hangs before the end of the body',
    fault: wire.hang('before the end'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  { name: 'trickles its body', fault: wire.trickleBody, code: 'UPSTREAM_TIMEOUT', ...SHORT_TIMEOUT },
  { name: 'trickles its head', fault: wire.trickleHead, code: 'UPSTREAM_TIMEOUT', ...SHORT_TIMEOUT },
  {
    name: 'sends a body shorter than its Content-Length',
    fault: wire.truncateBody,
    code: 'UPSTREAM_UNAVAILABLE',
  },
  { name: 'omits the last chunk', fault: wire.omitLastChunk, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'does not speak HTTP', fault: wire.sendSshBanner, code: 'UPSTREAM_INVALID_RESPONSE' },
];

let harness: FaultHarness;

expectNoUncaughtErrors();

beforeAll(async () => {
  harness = await startFaultHarness();
});

afterAll(() => harness.close());

describe('the connections of a faulty FHIR server', () => {
  it.each(SOCKET_FAULTS)(
    '50 callers receive error codes in time, keep healthy data and recover when the FHIR server $name',
    async (row) => {
      expect(await runFault(harness, row)).toContain(row.code);
    },
  );
});
