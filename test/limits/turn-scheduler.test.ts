import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurnScheduler, type TurnOwner, type TurnScheduler } from '../../src/limits/turn-scheduler.ts';

let turns: TurnScheduler;
let done: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  turns = createTurnScheduler(10);
  done = [];
});

afterEach(() => void vi.useRealTimers());

/** Runs the turn that is scheduled, and the work that continues in it. */
async function nextTurn(): Promise<void> {
  await vi.advanceTimersToNextTimerAsync();
}

function enqueue(owner: TurnOwner, name: string, units: number, unitsOfClearing?: number): void {
  const names = done;
  void turns.next(owner, units, unitsOfClearing).then(() => names.push(name));
}

const ACTIVE_OWNER: TurnOwner = { isOver: false };

describe('createTurnScheduler', () => {
  it('counts the spent units of a turn, and starts the next turn with all units', async () => {
    expect(turns.unitsLeft()).toBe(10);
    turns.spend(12);
    expect(turns.unitsLeft()).toBe(-2);
    await nextTurn();
    expect(turns.unitsLeft()).toBe(10);
  });

  it('runs as much waiting work per turn as fits, and leaves the rest to later turns', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) enqueue(ACTIVE_OWNER, name, 5);
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toHaveLength(2);
    await nextTurn();
    expect(done).toHaveLength(4);
    await nextTurn();
    expect(done).toHaveLength(5);
  });

  it('runs work that is larger than a turn in a turn of its own', async () => {
    enqueue(ACTIVE_OWNER, 'large', 50);
    enqueue({ isOver: false }, 'small', 1);
    await nextTurn();
    expect(done).toEqual(['large']);
    await nextTurn();
    expect(done).toEqual(['large', 'small']);
  });

  it('serves owners in rotation, so an owner with much work does not delay another', async () => {
    const busy: TurnOwner = { isOver: false };
    for (let at = 0; at < 1_000; at += 1) enqueue(busy, 'busy', 5);
    await nextTurn();
    enqueue(ACTIVE_OWNER, 'small', 5);
    await nextTurn();
    expect(done).toEqual(['busy', 'busy', 'busy', 'small']);
  });

  it('serves sites in rotation, so a site with many owners does not delay another', async () => {
    for (let at = 0; at < 1_000; at += 1) enqueue({ site: 'busy', isOver: false }, 'busy', 5);
    await nextTurn();
    for (const name of ['quiet', 'quiet', 'quiet']) enqueue({ site: 'quiet', isOver: false }, name, 5);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    expect(done.filter((name) => name === 'quiet')).toHaveLength(3);
  });

  it('gives one site all turns while no other has work', async () => {
    for (let at = 0; at < 4; at += 1) enqueue({ site: 'busy', isOver: false }, 'busy', 5);
    await nextTurn();
    await nextTurn();
    expect(done).toHaveLength(4);
  });

  it('serves the latest work of an owner first, to finish begun work before it begins more', async () => {
    enqueue(ACTIVE_OWNER, 'first', 10);
    enqueue(ACTIVE_OWNER, 'second', 10);
    await nextTurn();
    enqueue(ACTIVE_OWNER, 'part of the second', 10);
    await nextTurn();
    expect(done).toEqual(['second', 'part of the second']);
  });

  it('serves work that finishes begun objects before work that begins more', async () => {
    const names = done;
    void turns.nextToFinish(ACTIVE_OWNER, 10).then(() => names.push('record'));
    enqueue(ACTIVE_OWNER, 'more objects', 10);
    await nextTurn();
    await nextTurn();
    expect(done).toEqual(['record', 'more objects']);
  });

  it('runs an idle job once none of its owner’s work waits, or immediately if none does', async () => {
    turns.whenIdle(ACTIVE_OWNER, () => done.push('at once'));
    enqueue(ACTIVE_OWNER, 'first', 10);
    turns.whenIdle(ACTIVE_OWNER, () => done.push('job'));
    turns.whenIdle({ isOver: false }, () => done.push('job of another'));
    await nextTurn();
    enqueue(ACTIVE_OWNER, 'part of the first', 10);
    await nextTurn();
    await nextTurn();
    expect(done).toEqual(['at once', 'job of another', 'first', 'part of the first', 'job']);
  });

  it('charges only the clearing cost for waiting work of an owner that is over', async () => {
    const owner = { isOver: false };
    for (let at = 0; at < 5; at += 1) enqueue(owner, 'cleared', 10, 2);
    owner.isOver = true;
    await nextTurn();
    expect(done).toEqual(['cleared', 'cleared', 'cleared', 'cleared', 'cleared']);
  });
});
