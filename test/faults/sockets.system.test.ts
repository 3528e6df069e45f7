import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNoLooseErrors } from '../support/loose-ends.ts';
import * as wire from '../support/wire-faults.ts';
import { codesBorne, type FaultRow, startSurroundings, type Surroundings } from './surroundings.ts';

vi.setConfig({ testTimeout: 60_000 });

/** For faults that only a timeout ends. The operations keep their time: on a busy machine they need it for what does not fail. */
const BRIEFLY = { timeoutMs: 1_500 };

const SOCKETS: readonly FaultRow[] = [
  {
    name: 'resets the connection after the request',
    fault: wire.resets('after the request'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection after the head of its answer',
    fault: wire.resets('after the head'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection amid the body',
    fault: wire.resets('amid the body'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'resets the connection before the end',
    fault: wire.resets('before the end'),
    code: 'UPSTREAM_UNAVAILABLE',
  },
  {
    name: 'hangs after the request',
    fault: wire.hangs('after the request'),
    code: 'UPSTREAM_TIMEOUT',
    ...BRIEFLY,
  },
  {
    name: 'hangs after the head of its answer',
    fault: wire.hangs('after the head'),
    code: 'UPSTREAM_TIMEOUT',
    ...BRIEFLY,
  },
  { name: 'hangs amid the body', fault: wire.hangs('amid the body'), code: 'UPSTREAM_TIMEOUT', ...BRIEFLY },
  { name: 'hangs before the end', fault: wire.hangs('before the end'), code: 'UPSTREAM_TIMEOUT', ...BRIEFLY },
  { name: 'trickles its body', fault: wire.trickles, code: 'UPSTREAM_TIMEOUT', ...BRIEFLY },
  { name: 'trickles its head', fault: wire.tricklesItsHead, code: 'UPSTREAM_TIMEOUT', ...BRIEFLY },
  {
    name: 'ends before the length that it told',
    fault: wire.isShorterThanItsLength,
    code: 'UPSTREAM_UNAVAILABLE',
  },
  { name: 'ends without its last chunk', fault: wire.endsWithoutItsLastChunk, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'is no HTTP server', fault: wire.isNotHttp, code: 'UPSTREAM_INVALID_RESPONSE' },
];

let around: Surroundings;

expectNoLooseErrors();

beforeAll(async () => {
  around = await startSurroundings();
});

afterAll(() => around.close());

describe('50 callers of a server that', () => {
  it.each(SOCKETS)('$name: are told so in time, keep what is well, and are served again', async (row) => {
    expect(await codesBorne(around, row)).toContain(row.code);
  });
});
