import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import {
  createResponseLimits,
  type ResponseBudget,
  type ResponseLimits,
} from '../../src/limits/response-budget.ts';

interface Begun {
  readonly responseBudget: ResponseBudget;
  /** The codes that it was aborted with. */
  readonly aborts: string[];
}

function limitsOf(maxResponseBytes: number, maxHeldBytes: number): ResponseLimits {
  return createResponseLimits({ maxResponseBytes, maxHeldBytes });
}

function begin(limits: ResponseLimits): Begun {
  const aborts: string[] = [];
  return { responseBudget: limits.begin(({ code }) => void aborts.push(code)), aborts };
}

describe('the size of an answer', () => {
  it('may be as large as allowed, and stops its operation once it is larger', () => {
    const { responseBudget, aborts } = begin(limitsOf(100, 1_000));
    responseBudget.charge(60, 0);
    responseBudget.charge(40, 0);
    expect([responseBudget.isOver, responseBudget.stoppedBy, aborts]).toEqual([false, null, []]);
    responseBudget.charge(1, 0);
    expect([responseBudget.isOver, responseBudget.stoppedBy?.code, aborts]).toEqual([
      true,
      'RESPONSE_TOO_LARGE',
      ['RESPONSE_TOO_LARGE'],
    ]);
    expect(responseBudget.stoppedBy?.message).toBe(
      'The response would exceed 100 bytes (MAX_RESPONSE_BYTES). The gateway sent none of it. Select less in one operation: a smaller ' +
        '`first`, fewer aliases, fewer documents.',
    );
  });

  it('stops its operation once, for the first reason', () => {
    const { responseBudget, aborts } = begin(limitsOf(100, 1_000));
    let heard = 0;
    responseBudget.onceStopped(() => void (heard += 1));
    for (let at = 0; at < 5; at += 1) responseBudget.charge(101, 0);
    responseBudget.stop(new GatewayError('FORBIDDEN', 'Not that.'));
    responseBudget.onceStopped(() => void (heard += 1));
    expect([responseBudget.stoppedBy?.code, aborts, heard]).toEqual([
      'RESPONSE_TOO_LARGE',
      ['RESPONSE_TOO_LARGE'],
      2,
    ]);
  });
});

describe('the memory of an operation', () => {
  it('may be half of what all of them may take', () => {
    const limits = limitsOf(1_000, 1_000);
    const { responseBudget } = begin(limits);
    responseBudget.hold(500);
    expect([responseBudget.isOver, limits.heldBytes]).toEqual([false, 500]);
    responseBudget.charge(0, 1);
    expect([responseBudget.stoppedBy?.code, limits.heldBytes]).toEqual(['RESPONSE_TOO_LARGE', 0]);
    expect(responseBudget.stoppedBy?.message).toContain(
      'would exceed 500 bytes of memory, the limit of one operation',
    );
  });

  it('stops the operation that holds the most when all of them together hold too much', () => {
    const limits = limitsOf(1_000, 1_000);
    const [small, large, medium] = [begin(limits), begin(limits), begin(limits)];
    large.responseBudget.hold(480);
    medium.responseBudget.hold(400);
    small.responseBudget.hold(130);
    expect([small, medium, large].map(({ responseBudget }) => responseBudget.stoppedBy?.code)).toEqual([
      undefined,
      undefined,
      'GATEWAY_OVERLOADED',
    ]);
    expect([large.aborts, limits.heldBytes]).toEqual([['GATEWAY_OVERLOADED'], 530]);
  });

  it('counts the encoded answer once there is one, and less with each part that is sent', () => {
    const limits = limitsOf(1_000, 1_000);
    const { responseBudget } = begin(limits);
    responseBudget.hold(400);
    responseBudget.settle(100);
    expect(limits.heldBytes).toBe(100);
    responseBudget.release(60);
    expect(limits.heldBytes).toBe(40);
  });

  it.each<[how: string, end: (responseBudget: ResponseBudget) => void]>([
    ['it was answered', (responseBudget) => responseBudget.end()],
    ['it was stopped', (responseBudget) => responseBudget.stop(new GatewayError('FORBIDDEN', 'Not that.'))],
  ])('is given back when it ends, and nothing is counted any more: %s', (_how, end) => {
    const limits = limitsOf(1_000, 1_000);
    const { responseBudget, aborts } = begin(limits);
    responseBudget.hold(400);
    end(responseBudget);
    const before = aborts.length;
    responseBudget.hold(900);
    responseBudget.charge(5_000, 900);
    expect([limits.heldBytes, responseBudget.isOver, aborts.length]).toEqual([0, true, before]);
  });

  it.each<[when: string, isSpareDropped: boolean, hold: (sizes: Begun[]) => void]>([
    ['all fit', false, () => {}],
    [
      'the spare memory of all operations exceeds a quarter',
      true,
      ([, other]) => other?.responseBudget.holdSpare(100, () => {}),
    ],
    ['the operation would have to stop', true, ([one]) => one?.responseBudget.hold(350)],
    [
      'the operation is stopped',
      true,
      ([one]) => one?.responseBudget.stop(new GatewayError('FORBIDDEN', 'Not that.')),
    ],
    ['its answer is encoded', true, ([one]) => one?.responseBudget.settle(10)],
    ['it ends', true, ([one]) => one?.responseBudget.end()],
  ])('drops spare memory of the operation with the most of it: when %s', (_when, isSpareDropped, hold) => {
    const limits = limitsOf(1_000, 1_000);
    const sizes = [begin(limits), begin(limits)];
    const dropped: string[] = [];
    for (const [index, { responseBudget }] of sizes.entries()) {
      responseBudget.hold(200 - index);
      if (index === 0)
        responseBudget.holdSpare(200, () => {
          dropped.push('first');
          responseBudget.release(180);
        });
    }
    hold(sizes);
    expect(dropped).toEqual(isSpareDropped ? ['first'] : []);
    expect(sizes[1]?.responseBudget.stoppedBy).toBeNull();
  });

  it('goes on once spare memory is dropped', () => {
    const limits = limitsOf(1_000, 1_000);
    const { responseBudget, aborts } = begin(limits);
    responseBudget.hold(200);
    responseBudget.holdSpare(200, () => responseBudget.release(180));
    responseBudget.hold(350);
    expect([aborts, limits.heldBytes]).toEqual([[], 370]);
  });
});
