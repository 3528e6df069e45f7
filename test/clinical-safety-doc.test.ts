import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testFiles } from './support/test-files.ts';

const PAGE = readFileSync('docs/clinical-safety.md', 'utf8');

const SUITE: ReadonlySet<string> = new Set(testFiles('.test.ts'));

interface Rule {
  readonly section: string;
  readonly rule: string;
  readonly source: string;
  readonly tests: readonly string[];
}

const SECTIONS = PAGE.split(/^## /m).slice(1);

const RULES: readonly Rule[] = SECTIONS.flatMap((section) => {
  const [name = '', ...lines] = section.split('\n');
  return lines
    .filter((line) => line.startsWith('|') && !/^\| *(Rule|-+) *\|/.test(line))
    .map((line) => {
      // A pipe within a cell is escaped.
      const [, rule = '', source = '', tests = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return {
        section: name,
        rule,
        source,
        tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
      };
    });
});

/** The possible sources of a rule: the name of a standard, or a link. */
const SOURCE =
  /FHIR|US Core|HL7|SNOMED|LOINC|UCUM|IPS|USCDI|v[23]-\w+|RFC|C-CDA|Epic|CONF-|ISO|https?:\/\/|epic-behaviour|ISMP|Joint Commission/;

describe('the page on clinical safety', () => {
  it('has at least seven sections, each with a rule', () => {
    expect(SECTIONS.length).toBeGreaterThanOrEqual(7);
    const filled = new Set(RULES.map(({ section }) => section));
    expect(
      SECTIONS.map((section) => section.split('\n', 1)[0]).filter((name) => !filled.has(name ?? '')),
    ).toEqual([]);
  });

  it.each(RULES)('gives a source and existing tests for "$rule"', ({ rule, source, tests }) => {
    expect(rule).toMatch(/\w.*\./);
    expect(source).toMatch(SOURCE);
    expect(tests).not.toEqual([]);
    expect(tests.filter((file) => !SUITE.has(file))).toEqual([]);
  });

  it('states no rule twice', () => {
    const rules = RULES.map(({ rule }) => rule);
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  });
});
