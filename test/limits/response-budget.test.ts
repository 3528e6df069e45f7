import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import {
  createResponseLimits,
  type ResponseBudget,
  type ResponseLimits,
} from '../../src/limits/response-budget.ts';

interface BudgetWithAborts {
  readonly responseBudget: ResponseBudget;
  /** The error codes of its aborts. */
  readonly aborts: string[];
}

function createLimits(maxResponseBytes: number, maxHeldBytes: number): ResponseLimits {
  return createResponseLimits({ maxResponseBytes, maxHeldBytes });
}

function beginOperation(limits: ResponseLimits): BudgetWithAborts {
  const aborts: string[] = [];
  return { responseBudget: limits.begin(({ code }) => void aborts.push(code)), aborts };
}

describe('the size of a response', () => {
  it('stops an operation only once its response exceeds the limit', () => {
    const { responseBudget, aborts } = beginOperation(createLimits(100, 1_000));
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

  it('stops an operation once, with the first error', () => {
    const { responseBudget, aborts } = beginOperation(createLimits(100, 1_000));
    let notifications = 0;
    responseBudget.onceStopped(() => void (notifications += 1));
    for (let at = 0; at < 5; at += 1) responseBudget.charge(101, 0);
    responseBudget.stop(new GatewayError('FORBIDDEN', 'Forbidden.'));
    responseBudget.onceStopped(() => void (notifications += 1));
    expect([responseBudget.stoppedBy?.code, aborts, notifications]).toEqual([
      'RESPONSE_TOO_LARGE',
      ['RESPONSE_TOO_LARGE'],
      2,
    ]);
  });
});

describe('the memory of an operation', () => {
  it('limits one operation to half of the memory of all operations', () => {
    const limits = createLimits(1_000, 1_000);
    const { responseBudget } = beginOperation(limits);
    responseBudget.hold(500);
    expect([responseBudget.isOver, limits.heldBytes]).toEqual([false, 500]);
    responseBudget.charge(0, 1);
    expect([responseBudget.stoppedBy?.code, limits.heldBytes]).toEqual(['RESPONSE_TOO_LARGE', 0]);
    expect(responseBudget.stoppedBy?.message).toContain(
      'would exceed 500 bytes of memory, the limit of one operation',
    );
  });

  it('stops the largest operation of the site that holds the most, even if another site has a larger one', () => {
    const limits = createLimits(1_000, 1_000);
    const [quiet, ...busy] = Array.from({ length: 4 }, () => beginOperation(limits));
    quiet?.responseBudget.setSite('quiet');
    quiet?.responseBudget.hold(400);
    for (const [at, { responseBudget }] of busy.entries()) {
      responseBudget.setSite('busy');
      responseBudget.hold(200 + at * 10);
    }
    expect([quiet, ...busy].map((operation) => operation?.responseBudget.stoppedBy?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'GATEWAY_OVERLOADED',
    ]);
  });

  it('stops the operation that holds the most when all together hold too much', () => {
    const limits = createLimits(1_000, 1_000);
    const [small, large, medium] = [beginOperation(limits), beginOperation(limits), beginOperation(limits)];
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

  it('counts only the encoded response once there is one, and subtracts each part that is sent', () => {
    const limits = createLimits(1_000, 1_000);
    const { responseBudget } = beginOperation(limits);
    responseBudget.hold(400);
    responseBudget.settle(100);
    expect(limits.heldBytes).toBe(100);
    responseBudget.release(60);
    expect(limits.heldBytes).toBe(40);
  });

  it.each<[how: string, end: (responseBudget: ResponseBudget) => void]>([
    ['was answered', (responseBudget) => responseBudget.end()],
    ['was stopped', (responseBudget) => responseBudget.stop(new GatewayError('FORBIDDEN', 'Forbidden.'))],
  ])('frees the memory of an operation that %s, and counts no more of it', (_how, end) => {
    const limits = createLimits(1_000, 1_000);
    const { responseBudget, aborts } = beginOperation(limits);
    responseBudget.hold(400);
    end(responseBudget);
    const before = aborts.length;
    responseBudget.hold(900);
    responseBudget.charge(5_000, 900);
    expect([limits.heldBytes, responseBudget.isOver, aborts.length]).toEqual([0, true, before]);
  });

  it.each<[when: string, verb: 'drops' | 'keeps', hold: (sizes: BudgetWithAborts[]) => void]>([
    ['all fit', 'keeps', () => {}],
    [
      'the spare memory of all operations exceeds a quarter',
      'drops',
      ([, other]) => other?.responseBudget.holdSpare(100, () => {}),
    ],
    ['the operation would have to stop', 'drops', ([one]) => one?.responseBudget.hold(350)],
    [
      'the operation is stopped',
      'drops',
      ([one]) => one?.responseBudget.stop(new GatewayError('FORBIDDEN', 'Forbidden.')),
    ],
    ['its response is encoded', 'drops', ([one]) => one?.responseBudget.settle(10)],
    ['it ends', 'drops', ([one]) => one?.responseBudget.end()],
  ])('when %s, the gateway %s the spare memory of the operation with the most of it', (_when, verb, hold) => {
    const limits = createLimits(1_000, 1_000);
    const sizes = [beginOperation(limits), beginOperation(limits)];
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
    expect(dropped).toEqual(verb === 'drops' ? ['first'] : []);
    expect(sizes[1]?.responseBudget.stoppedBy).toBeNull();
  });

  it('does not stop an operation if dropping its spare memory suffices', () => {
    const limits = createLimits(1_000, 1_000);
    const { responseBudget, aborts } = beginOperation(limits);
    responseBudget.hold(200);
    responseBudget.holdSpare(200, () => responseBudget.release(180));
    responseBudget.hold(350);
    expect([aborts, limits.heldBytes]).toEqual([[], 370]);
  });
});
