import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endWithNpm } from '../src/npm-parent.ts';

const kill = vi.spyOn(process, 'kill');
const parent = vi.spyOn(process, 'ppid', 'get');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  kill.mockReturnValue(true);
  parent.mockReturnValue(100);
});
afterEach(() => {
  vi.useRealTimers();
  kill.mockReset();
  parent.mockReset();
});

describe('endWithNpm', () => {
  it('sends SIGTERM once to a program whose npm has exited', () => {
    endWithNpm({ npm_lifecycle_event: 'start' });
    vi.advanceTimersByTime(5_000);
    expect(kill).not.toHaveBeenCalled();
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(5_000);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  });

  it('does nothing in a program that npm did not start', () => {
    endWithNpm({});
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(5_000);
    expect(kill).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
