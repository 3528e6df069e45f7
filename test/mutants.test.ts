import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyMutant, MUTANTS } from '../e2e/mutation/mutants.ts';

describe('the table of mutants', () => {
  it.each(MUTANTS)('has a mutant that applies to its file: $rule', (mutant) => {
    const source = readFileSync(mutant.file, 'utf8');
    const mutated = applyMutant(mutant, source);
    // Otherwise the text no longer occurs exactly once. Update the table in e2e/mutation.
    expect(mutated).not.toBeNull();
    expect(mutated).not.toBe(source);
  });

  it('names test files of the fast suite or the contract layer', () => {
    const wrong = MUTANTS.filter(({ test }) => !existsSync(test) || /\.(?:system|nightly)\./.test(test));
    expect(wrong.map(({ test }) => test)).toEqual([]);
  });

  it('breaks each rule once', () => {
    expect(new Set(MUTANTS.map(({ rule }) => rule)).size).toBe(MUTANTS.length);
  });
});

describe('applying a mutant', () => {
  const mutant = { rule: 'A rule.', file: 'a.ts', text: 'a > b', replacement: 'a < b', test: 'a.test.ts' };

  it.each([
    ['replaces a text that occurs once', 'if (a > b) {}', 'if (a < b) {}'],
    ['refuses a text that does not occur', 'if (a) {}', null],
    ['refuses a text that occurs twice', 'if (a > b || a > b) {}', null],
  ])('%s', (_what, source, mutated) => {
    expect(applyMutant(mutant, source)).toBe(mutated);
  });
});
