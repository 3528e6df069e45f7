import { afterAll, beforeAll, expect } from 'vitest';

/** Fails the test file if an exception or a rejected promise was not caught. */
export function expectNoUncaughtErrors(): void {
  const uncaught: unknown[] = [];
  const keep = (reason: unknown): void => void uncaught.push(reason);
  beforeAll(() => {
    process.on('unhandledRejection', keep);
    process.on('uncaughtException', keep);
  });
  afterAll(() => {
    process.off('unhandledRejection', keep);
    process.off('uncaughtException', keep);
    expect(uncaught).toEqual([]);
  });
}
