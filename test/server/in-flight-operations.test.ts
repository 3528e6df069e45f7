import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createInFlightOperations } from '../../src/server/in-flight-operations.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The answer to a request, as far as the operations in flight look at it. */
class Answer extends EventEmitter {
  writableFinished = false;
  closed = false;

  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

/** Why an operation was aborted; null if it was not. */
function reasonOf({ aborted, reason }: AbortSignal): unknown {
  if (!aborted) return null;
  return reason instanceof GatewayError ? [reason.code, reason.message] : reason;
}

const ABORTED = ['OPERATION_ABORTED', 'The operation was aborted before the FHIR server responded.'];

describe('an operation in flight', () => {
  it('is aborted at its deadline, and not before', () => {
    const signal = createInFlightOperations(30_000).begin(new Answer());
    vi.advanceTimersByTime(29_999);
    expect(reasonOf(signal)).toBeNull();
    vi.advanceTimersByTime(1);
    expect(reasonOf(signal)).toEqual([
      'OPERATION_TIMEOUT',
      'The operation timed out after 30000 ms, before this field was resolved. Select less in one operation, or retry later.',
    ]);
  });

  it.each([true, false])('leaves no timer behind when it ends (answered: %s)', (isAnswered) => {
    const answer = new Answer();
    createInFlightOperations(30_000).begin(answer);
    expect(vi.getTimerCount()).toBe(1);
    answer.writableFinished = isAnswered;
    answer.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not aborted any more once it is answered', () => {
    const inFlight = createInFlightOperations(30_000);
    const answer = new Answer();
    const signal = inFlight.begin(answer);
    answer.writableFinished = true;
    answer.close();
    inFlight.abortAll();
    expect(reasonOf(signal)).toBeNull();
  });

  it('is aborted with a reason, and no other operation is', () => {
    const inFlight = createInFlightOperations(30_000);
    const [one, other] = [inFlight.begin(new Answer()), inFlight.begin(new Answer())];
    inFlight.abort(one, new GatewayError('RESPONSE_TOO_LARGE', 'Too large.'));
    expect([one, other].map(reasonOf)).toEqual([['RESPONSE_TOO_LARGE', 'Too large.'], null]);
  });

  it('is aborted when its caller hangs up', () => {
    const answer = new Answer();
    const signal = createInFlightOperations(30_000).begin(answer);
    answer.close();
    expect(reasonOf(signal)).toEqual(ABORTED);
  });

  it('is aborted at once if its caller has hung up already', () => {
    const answer = new Answer();
    answer.close();
    expect(reasonOf(createInFlightOperations(30_000).begin(answer))).toEqual(ABORTED);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is aborted with all others when the gateway stops waiting', () => {
    const inFlight = createInFlightOperations(30_000);
    const signals = [inFlight.begin(new Answer()), inFlight.begin(new Answer())];
    inFlight.abortAll();
    expect(signals.map(reasonOf)).toEqual([ABORTED, ABORTED]);
  });
});
