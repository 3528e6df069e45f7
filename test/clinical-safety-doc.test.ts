import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findRepeated, findTitleIds } from './support/title-ids.ts';

const PAGE = readFileSync('docs/clinical-safety.md', 'utf8');

/** The source of the generated rules, which share an id, because one test checks all of them. */
const GENERATED = /^FHIR R4 \w+, `isModifier`$/;

interface Rule {
  readonly section: string;
  readonly id: string;
  readonly rule: string;
  readonly source: string;
}

const SECTIONS = PAGE.split(/^## /m).slice(1);

const RULES: readonly Rule[] = SECTIONS.flatMap((section) => {
  const [name = '', ...lines] = section.split('\n');
  return lines
    .filter((line) => line.startsWith('|') && !/^\| *(Id|-+) *\|/.test(line))
    .map((line) => {
      // A pipe within a cell is escaped.
      const [, id = '', rule = '', source = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { section: name, id, rule, source };
    });
});

const TESTED = findTitleIds(/\bCS-\d+\b/g);

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

  it.each(RULES)('gives a source and a test for $id: "$rule"', ({ id, rule, source }) => {
    expect(rule).toMatch(/\w.*\./);
    expect(source).toMatch(SOURCE);
    expect([...TESTED.inTitles]).toContain(id);
  });

  it('has every rule that a test names, and tests name them in their titles', () => {
    const known = new Set(RULES.map(({ id }) => id));
    expect([...TESTED.inTitles].filter((id) => !known.has(id))).toEqual([]);
    expect(TESTED.misplaced).toEqual([]);
  });

  it('states no rule twice, and gives each an id of its own', () => {
    expect(findRepeated(RULES.map(({ rule }) => rule))).toEqual([]);
    const ids = RULES.filter(({ source }) => !GENERATED.test(source)).map(({ id }) => id);
    expect(findRepeated(ids)).toEqual([]);
  });
});
