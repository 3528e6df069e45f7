import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNoLooseErrors } from '../support/loose-ends.ts';
import * as wire from '../support/wire-faults.ts';
import { runFault, type FaultRow, startFaultHarness, type FaultHarness } from './fault-harness.ts';

vi.setConfig({ testTimeout: 60_000 });

/** For faults that only a timeout ends. OPERATION_TIMEOUT_MS stays long: a busy machine needs it for the healthy requests. */
const SHORT_TIMEOUT = { timeoutMs: 1_500 };

const SOCKET_FAULTS: readonly FaultRow[] = [
  {
    name: 'resets the connection after the request',
    fault: wire.resets('after the request'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection after the response head',
    fault: wire.resets('after the head'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection in the middle of the body',
    fault: wire.resets('amid the body'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection before the end of the body',
    fault: wire.resets('before the end'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'hangs after the request',
    fault: wire.hangs('after the request'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  {
    name: 'hangs after the response head',
    fault: wire.hangs('after the head'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  {
    name: 'hangs in the middle of the body',
    fault: wire.hangs('amid the body'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  {
    name: 'hangs before the end of the body',
    fault: wire.hangs('before the end'),
    code: 'UPSTREAM_TIMEOUT',
    ...SHORT_TIMEOUT,
  },
  { name: 'trickles its body', fault: wire.trickles, code: 'UPSTREAM_TIMEOUT', ...SHORT_TIMEOUT },
  { name: 'trickles its head', fault: wire.tricklesItsHead, code: 'UPSTREAM_TIMEOUT', ...SHORT_TIMEOUT },
  {
    name: 'sends a body shorter than its Content-Length',
    fault: wire.isShorterThanItsLength,
    code: 'UPSTREAM_UNAVAILABLE',
  },
  { name: 'omits the last chunk', fault: wire.endsWithoutItsLastChunk, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'does not speak HTTP', fault: wire.isNotHttp, code: 'UPSTREAM_INVALID_RESPONSE' },
];

let harness: FaultHarness;

expectNoLooseErrors();

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
