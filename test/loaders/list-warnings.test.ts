import { describe, expect, it } from 'vitest';
import type { LeftOut } from '../../src/fhir/list-definition.ts';
import { countExclusions } from '../../src/loaders/list-warnings.ts';
import { asSent } from '../support/as-sent.ts';
import type { Warning } from '../../src/epic/warnings.ts';

const reason = (code: LeftOut['code']): LeftOut => ({
  code,
  message: (count) => `${count} left out`,
  applies: () => true,
  isIncluded: () => false,
});
const [PROPOSAL, DRAFT] = [reason('PROPOSED_LEFT_OUT'), reason('SUPERSEDED_LEFT_OUT')];
const goal = (id: string) => asSent<{ resourceType: 'Goal'; id: string }>({ resourceType: 'Goal', id });

function warningsOf(report: (warn: (warning: Warning) => void) => void): Warning[] {
  const warnings: Warning[] = [];
  report((warning) => warnings.push(warning));
  return warnings;
}

describe('countExclusions', () => {
  it('counts each excluded record once per reason, even if its page is read again', () => {
    const { excludes, report } = countExclusions('Goal', {
      leftOutFor: (resource) =>
        ({ a: PROPOSAL, b: DRAFT, c: DRAFT })[String(Object.entries(resource)[1]?.[1])] ?? null,
    });
    expect(['a', 'b', 'c', 'b', 'd'].map((id) => excludes(asSent(goal(id))))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(warningsOf(report)).toEqual([
      { code: 'PROPOSED_LEFT_OUT', resourceType: 'Goal', message: '1 left out' },
      { code: 'SUPERSEDED_LEFT_OUT', resourceType: 'Goal', message: '2 left out' },
    ]);
  });

  it('reports no warning if nothing is excluded', () => {
    const { excludes, report } = countExclusions('Goal', { leftOutFor: () => null });
    expect(excludes(asSent(goal('a')))).toBe(false);
    expect(warningsOf(report)).toEqual([]);
  });
});
