import { beforeEach, describe, expect, it } from 'vitest';
import { createTurnScheduler, type TurnOwner, type TurnScheduler } from '../../src/limits/turn-scheduler.ts';

let turns: TurnScheduler;
let done: string[];

beforeEach(() => {
  turns = createTurnScheduler(10);
  done = [];
});

/** Resolves when the event loop has turned once more. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function ask(owner: TurnOwner, name: string, units: number, unitsOfClearing?: number): void {
  const names = done;
  void turns.next(owner, units, unitsOfClearing).then(() => names.push(name));
}

const GOING_ON: TurnOwner = { isOver: false };

describe('a turn of the event loop', () => {
  it('has room until its units are spent, and the next one has room again', async () => {
    expect(turns.unitsLeft()).toBe(10);
    turns.spend(12);
    expect(turns.unitsLeft()).toBe(-2);
    await nextTurn();
    expect(turns.unitsLeft()).toBe(10);
  });

  it('takes up as much of what waits as it has room for, and leaves the rest to later ones', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(GOING_ON, name, 5);
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toHaveLength(2);
    await nextTurn();
    expect(done).toHaveLength(4);
    await nextTurn();
    expect(done).toHaveLength(5);
  });

  it('takes up one that is larger than a turn, by itself', async () => {
    ask(GOING_ON, 'large', 50);
    ask({ isOver: false }, 'small', 1);
    await nextTurn();
    expect(done).toEqual(['large']);
    await nextTurn();
    expect(done).toEqual(['large', 'small']);
  });

  it('serves owners in rotation, so that one with much work does not delay another', async () => {
    const busy: TurnOwner = { isOver: false };
    for (let at = 0; at < 1_000; at += 1) ask(busy, 'busy', 5);
    await nextTurn();
    ask(GOING_ON, 'small', 5);
    await nextTurn();
    expect(done).toEqual(['busy', 'busy', 'busy', 'small']);
  });

  it('serves the latest work of an owner first, so that what has begun ends before more begins', async () => {
    ask(GOING_ON, 'first', 10);
    ask(GOING_ON, 'second', 10);
    await nextTurn();
    ask(GOING_ON, 'part of the second', 10);
    await nextTurn();
    expect(done).toEqual(['second', 'part of the second']);
  });

  it('serves what begun objects wait for before any work that begins more of them', async () => {
    const names = done;
    void turns.nextToFinish(GOING_ON, 10).then(() => names.push('record'));
    ask(GOING_ON, 'more objects', 10);
    await nextTurn();
    await nextTurn();
    expect(done).toEqual(['record', 'more objects']);
  });

  it('runs a job of an owner once nothing of that owner waits, and at once where nothing does', async () => {
    turns.whenIdle(GOING_ON, () => done.push('at once'));
    ask(GOING_ON, 'first', 10);
    turns.whenIdle(GOING_ON, () => done.push('job'));
    turns.whenIdle({ isOver: false }, () => done.push('job of another'));
    await nextTurn();
    ask(GOING_ON, 'part of the first', 10);
    await nextTurn();
    await nextTurn();
    expect(done).toEqual(['at once', 'job of another', 'first', 'part of the first', 'job']);
  });

  it('clears away what waits for an owner that is over by what that costs, not by what the work would', async () => {
    const owner = { isOver: false };
    for (let at = 0; at < 5; at += 1) ask(owner, 'cleared', 10, 2);
    owner.isOver = true;
    await nextTurn();
    expect(done).toEqual(['cleared', 'cleared', 'cleared', 'cleared', 'cleared']);
  });
});
