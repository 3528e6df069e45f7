/** What a test must not leave behind in its process: errors that nobody caught, and open ends. */
import { afterAll, beforeAll, expect } from 'vitest';

/** Fails the file where an error went by uncaught in the meantime. */
export function expectNoUncaughtErrors(): void {
  const loose: unknown[] = [];
  const keep = (reason: unknown): void => void loose.push(reason);
  beforeAll(() => {
    process.on('unhandledRejection', keep);
    process.on('uncaughtException', keep);
  });
  afterAll(() => {
    process.off('unhandledRejection', keep);
    process.off('uncaughtException', keep);
    expect(loose).toEqual([]);
  });
}
