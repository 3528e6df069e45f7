import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testFiles } from './support/test-files.ts';

describe('a matrix', () => {
  it.each(testFiles('.matrix.test.ts'))('samples its rows: %s', (file) => {
    expect(readFileSync(file, 'utf8')).toMatch(/\bsampled(<.*>)?\(/);
  });
});
