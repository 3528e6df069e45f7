import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXCLUDED_RECORDS } from '../src/fhir/record-exclusions.ts';
import { WARNING_CODES } from '../src/warning-codes.ts';
import { trackedFiles } from './support/tracked-files.ts';

describe('the warning codes', () => {
  it('are in upper snake case, so no code can be one of the numbers of Epic', () => {
    expect(Object.keys(WARNING_CODES).filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
  });

  it('each have a meaning of their own, in sentences', () => {
    const meanings = Object.values(WARNING_CODES);
    expect(meanings.filter((meaning) => !/^[A-Z`].*\.$/.test(meaning))).toEqual([]);
    expect(new Set(meanings).size).toBe(meanings.length);
  });

  it('are all in use', () => {
    const derived = new Set<string>(EXCLUDED_RECORDS.map((reason) => `${reason}_LEFT_OUT`));
    const sources = trackedFiles(':(glob)src/**/*.ts')
      .filter((path) => path !== 'src/warning-codes.ts')
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const unused = Object.keys(WARNING_CODES).filter(
      (code) => !derived.has(code) && !sources.includes(`'${code}'`),
    );
    expect(unused).toEqual([]);
  });
});
