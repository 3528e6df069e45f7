import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { type AnswerSize, createSizeBounds, type SizeBounds } from '../../src/size/answer-size.ts';

interface Begun {
  readonly size: AnswerSize;
  /** The codes that it was aborted with. */
  readonly aborts: string[];
}

function boundsOf(maxResponseBytes: number, maxHeldBytes: number): SizeBounds {
  return createSizeBounds({ maxResponseBytes, maxHeldBytes });
}

function begin(bounds: SizeBounds): Begun {
  const aborts: string[] = [];
  return { size: bounds.begin(({ code }) => void aborts.push(code)), aborts };
}

describe('the size of an answer', () => {
  it('may be as large as allowed, and stops its operation once it is larger', () => {
    const { size, aborts } = begin(boundsOf(100, 1_000));
    size.charge(60, 0);
    size.charge(40, 0);
    expect([size.isOver, size.stoppedBy, aborts]).toEqual([false, null, []]);
    size.charge(1, 0);
    expect([size.isOver, size.stoppedBy?.code, aborts]).toEqual([
      true,
      'RESPONSE_TOO_LARGE',
      ['RESPONSE_TOO_LARGE'],
    ]);
    expect(size.stoppedBy?.message).toBe(
      'The answer would be larger than 100 bytes (MAX_RESPONSE_BYTES), so none of it is sent. Request less in one operation: a smaller ' +
        '`first`, fewer aliases, fewer documents.',
    );
  });

  it('stops its operation once, for the first reason', () => {
    const { size, aborts } = begin(boundsOf(100, 1_000));
    let heard = 0;
    size.onceStopped(() => void (heard += 1));
    for (let at = 0; at < 5; at += 1) size.charge(101, 0);
    size.stop(new GatewayError('FORBIDDEN', 'Not that.'));
    size.onceStopped(() => void (heard += 1));
    expect([size.stoppedBy?.code, aborts, heard]).toEqual(['RESPONSE_TOO_LARGE', ['RESPONSE_TOO_LARGE'], 2]);
  });
});

describe('the memory of an operation', () => {
  it('may be half of what all of them may take', () => {
    const bounds = boundsOf(1_000, 1_000);
    const { size } = begin(bounds);
    size.hold(500);
    expect([size.isOver, bounds.heldBytes]).toEqual([false, 500]);
    size.charge(0, 1);
    expect([size.stoppedBy?.code, bounds.heldBytes]).toEqual(['RESPONSE_TOO_LARGE', 0]);
    expect(size.stoppedBy?.message).toContain(
      'would take more than 500 bytes of memory, the most for one operation',
    );
  });

  it('stops the operation that holds the most when all of them together hold too much', () => {
    const bounds = boundsOf(1_000, 1_000);
    const [small, large, medium] = [begin(bounds), begin(bounds), begin(bounds)];
    large.size.hold(480);
    medium.size.hold(400);
    small.size.hold(130);
    expect([small, medium, large].map(({ size }) => size.stoppedBy?.code)).toEqual([
      undefined,
      undefined,
      'GATEWAY_OVERLOADED',
    ]);
    expect([large.aborts, bounds.heldBytes]).toEqual([['GATEWAY_OVERLOADED'], 530]);
  });

  it('counts the encoded answer once there is one, and less with each part that is sent', () => {
    const bounds = boundsOf(1_000, 1_000);
    const { size } = begin(bounds);
    size.hold(400);
    size.settle(100);
    expect(bounds.heldBytes).toBe(100);
    size.letGo(60);
    expect(bounds.heldBytes).toBe(40);
  });

  it.each<[how: string, end: (size: AnswerSize) => void]>([
    ['it was answered', (size) => size.end()],
    ['it was stopped', (size) => size.stop(new GatewayError('FORBIDDEN', 'Not that.'))],
  ])('is given back when it ends, and nothing is counted any more: %s', (_how, end) => {
    const bounds = boundsOf(1_000, 1_000);
    const { size, aborts } = begin(bounds);
    size.hold(400);
    end(size);
    const before = aborts.length;
    size.hold(900);
    size.charge(5_000, 900);
    expect([bounds.heldBytes, size.isOver, aborts.length]).toEqual([0, true, before]);
  });

  it.each<[when: string, isSpareDropped: boolean, hold: (sizes: Begun[]) => void]>([
    ['all fit', false, () => {}],
    [
      'the spare memory of all operations exceeds a quarter',
      true,
      ([, other]) => other?.size.spare(100, () => {}),
    ],
    ['the operation would have to stop', true, ([one]) => one?.size.hold(350)],
    ['the operation is stopped', true, ([one]) => one?.size.stop(new GatewayError('FORBIDDEN', 'Not that.'))],
    ['its answer is encoded', true, ([one]) => one?.size.settle(10)],
    ['it ends', true, ([one]) => one?.size.end()],
  ])('drops spare memory of the operation with the most of it: when %s', (_when, isSpareDropped, hold) => {
    const bounds = boundsOf(1_000, 1_000);
    const sizes = [begin(bounds), begin(bounds)];
    const dropped: string[] = [];
    for (const [index, { size }] of sizes.entries()) {
      size.hold(200 - index);
      if (index === 0)
        size.spare(200, () => {
          dropped.push('first');
          size.letGo(180);
        });
    }
    hold(sizes);
    expect(dropped).toEqual(isSpareDropped ? ['first'] : []);
    expect(sizes[1]?.size.stoppedBy).toBeNull();
  });

  it('goes on once spare memory is dropped', () => {
    const bounds = boundsOf(1_000, 1_000);
    const { size, aborts } = begin(bounds);
    size.hold(200);
    size.spare(200, () => size.letGo(180));
    size.hold(350);
    expect([aborts, bounds.heldBytes]).toEqual([[], 370]);
  });
});
