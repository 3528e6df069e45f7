import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createInFlightOperations } from '../../src/server/in-flight-operations.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The part of an HTTP response that the operations in flight use. */
class FakeResponse extends EventEmitter {
  writableFinished = false;
  closed = false;

  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

/** Returns the reason for an abort, or null if the operation was not aborted. */
function reasonOf({ aborted, reason }: AbortSignal): unknown {
  if (!aborted) return null;
  return reason instanceof GatewayError ? [reason.code, reason.message] : reason;
}

const ABORTED = ['OPERATION_ABORTED', 'The operation was aborted before the FHIR server responded.'];

describe('an operation in flight', () => {
  it('aborts an operation at its deadline, not before', () => {
    const signal = createInFlightOperations(30_000).begin(new FakeResponse());
    vi.advanceTimersByTime(29_999);
    expect(reasonOf(signal)).toBeNull();
    vi.advanceTimersByTime(1);
    expect(reasonOf(signal)).toEqual([
      'OPERATION_TIMEOUT',
      'The operation timed out after 30000 ms, before this field was resolved. Select less in one operation, or retry later.',
    ]);
  });

  it.each([true, false])('leaves no timer behind after an operation (answered: %s)', (isAnswered) => {
    const answer = new FakeResponse();
    createInFlightOperations(30_000).begin(answer);
    expect(vi.getTimerCount()).toBe(1);
    answer.writableFinished = isAnswered;
    answer.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not abort an operation that is already answered', () => {
    const inFlight = createInFlightOperations(30_000);
    const answer = new FakeResponse();
    const signal = inFlight.begin(answer);
    answer.writableFinished = true;
    answer.close();
    inFlight.abortAll();
    expect(reasonOf(signal)).toBeNull();
  });

  it('aborts one operation with a reason, and no other operation', () => {
    const inFlight = createInFlightOperations(30_000);
    const [one, other] = [inFlight.begin(new FakeResponse()), inFlight.begin(new FakeResponse())];
    inFlight.abort(one, new GatewayError('RESPONSE_TOO_LARGE', 'Too large.'));
    expect([one, other].map(reasonOf)).toEqual([['RESPONSE_TOO_LARGE', 'Too large.'], null]);
  });

  it('aborts an operation when its caller disconnects', () => {
    const answer = new FakeResponse();
    const signal = createInFlightOperations(30_000).begin(answer);
    answer.close();
    expect(reasonOf(signal)).toEqual(ABORTED);
  });

  it('aborts an operation at once if its caller has already disconnected', () => {
    const answer = new FakeResponse();
    answer.close();
    expect(reasonOf(createInFlightOperations(30_000).begin(answer))).toEqual(ABORTED);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('aborts all operations when the gateway stops waiting', () => {
    const inFlight = createInFlightOperations(30_000);
    const signals = [inFlight.begin(new FakeResponse()), inFlight.begin(new FakeResponse())];
    inFlight.abortAll();
    expect(signals.map(reasonOf)).toEqual([ABORTED, ABORTED]);
  });
});
