import { describe, expect, it } from 'vitest';
import { EPIC_ISSUES } from '../../src/epic/issue-codes.ts';
import { isOperationOutcome, findDecisiveMeaning, warningsOf } from '../../src/epic/operation-outcome.ts';
import type { OperationOutcome, OperationOutcomeIssue } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const SITE = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369';

function issue(
  severity: OperationOutcomeIssue['severity'],
  code: string,
  system = SITE,
): OperationOutcomeIssue {
  return { severity, code: 'processing', details: { coding: [{ system, code }] }, diagnostics: 'SECRET' };
}

function outcome(...issues: OperationOutcomeIssue[]): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: issues };
}

/** What the gateway makes of Epic's codes, by what is documented and seen of Epic: kind, and error code. */
const TABLE: readonly (readonly [codes: string, meaning: string])[] = [
  ['4101', 'nothing-found'],
  ['4102 59008', 'absent'],
  ['4103', 'absent'],
  ['59144', 'absent'],
  ['4107', 'merged'],
  ['4110 4111 4112 4115 59108 59111 59159', 'error BAD_USER_INPUT'],
  ['59012', 'error BAD_USER_INPUT'],
  ['4113', 'error CURSOR_EXPIRED'],
  ['4118 59022', 'error FORBIDDEN'],
  ['4119 4122 59100 59101 59109 59133 59204 59205', 'warning'],
  ['4127', 'error SEARCH_TOO_BROAD'],
  ['4130 4131 4134', 'error RESTRICTED_RECORD'],
  ['4135', 'error QUOTA_EXCEEDED'],
  ['59141 59189', 'error ALREADY_EXISTS'],
  ['59177', 'error UPSTREAM_UNAVAILABLE'],
];

const rows = TABLE.flatMap(([codes, meaning]) => codes.split(' ').map((code) => [code, meaning] as const));

describe('Epic’s codes', () => {
  it('are the ones that are known, and no others', () => {
    expect(Object.keys(EPIC_ISSUES).toSorted()).toEqual(rows.map(([code]) => code).toSorted());
  });

  it.each(rows)('%s means: %s', (code, meaning) => {
    const known = EPIC_ISSUES[code];
    expect(known?.kind === 'error' ? `error ${known.code}` : known?.kind).toBe(meaning);
  });

  it('each have words of ours, but for 4101, which needs none', () => {
    const wordless = Object.entries(EPIC_ISSUES).filter(
      ([, { message }]) => !/^[A-Z].{20,}\.$/.test(message ?? ''),
    );
    expect(wordless.map(([code]) => code)).toEqual(['4101']);
  });
});

describe('the decisive meaning of an outcome', () => {
  it('goes by the worst of its issues, wherever it stands', () => {
    const [hint, worse, worst] = [
      issue('information', '59100'),
      issue('error', '4118'),
      issue('fatal', '59159'),
    ];
    for (const issues of [
      [hint, worse, worst],
      [worst, worse, hint],
      [worse, worst, hint],
    ]) {
      expect(findDecisiveMeaning(outcome(...issues))).toMatchObject({
        kind: 'error',
        code: 'BAD_USER_INPUT',
      });
    }
  });

  it('goes by the first of those that are equally bad', () => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '4130'), issue('fatal', '4118')))).toMatchObject({
      code: 'RESTRICTED_RECORD',
    });
  });

  it('passes over what is only a hint, even where that is called fatal', () => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '59204'), issue('warning', '4102')))).toMatchObject({
      kind: 'absent',
    });
  });

  it('passes over codes that are not known, even where they are fatal', () => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '99999'), issue('error', '4127')))).toMatchObject({
      code: 'SEARCH_TOO_BROAD',
    });
  });

  it.each([
    ['of another site', 'urn:oid:1.2.840.114350.1.13.412.2.7.2.657369'],
    ['that is missing', ''],
  ])('does not depend on the system of the code, such as one %s', (_what, system) => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '4134', system)))).toMatchObject({
      code: 'RESTRICTED_RECORD',
    });
  });

  it('finds the code that is known among several codings', () => {
    const coding = [
      { system: 'http://terminology.hl7.org', code: 'MSG_NO_MATCH' },
      { system: SITE, code: '59008' },
    ];
    const details = asSent<{ coding: typeof coding }>({ coding: [null, {}, 'x', ...coding] });
    expect(findDecisiveMeaning(outcome({ severity: 'fatal', code: 'not-found', details }))).toMatchObject({
      kind: 'absent',
    });
  });

  it('counts a severity that FHIR does not know as the mildest', () => {
    const odd = { ...issue('fatal', '4118'), severity: asSent<'fatal'>('catastrophic') };
    expect(findDecisiveMeaning(outcome(odd, issue('information', '4127')))).toMatchObject({
      code: 'SEARCH_TOO_BROAD',
    });
  });

  it.each<[string, unknown]>([
    ['no issues', { issue: [] }],
    ['no list of issues', { issue: { severity: 'fatal' } }],
    ['nothing', {}],
    ['issues that are none', { issue: [null, 'x', 7, []] }],
    ['hints alone', outcome(issue('warning', '4119'), issue('information', '59100'))],
    ['codes that are not known', outcome(issue('fatal', '99999'))],
    ['a code that is named as a property of all objects', outcome(issue('fatal', 'constructor'))],
    ['details that are text', { issue: [{ severity: 'fatal', details: '4118' }] }],
    ['a coding out of its list', { issue: [{ severity: 'fatal', details: { coding: { code: '4118' } } }] }],
    ['a code in its text alone', { issue: [{ severity: 'fatal', details: { text: '4118' } }] }],
  ])('is null for %s', (_what, sent) => {
    expect(findDecisiveMeaning(asSent(sent))).toBeNull();
  });
});

describe('the warnings of an outcome', () => {
  it('are one for each issue that has something to tell, the worst first', () => {
    const told = warningsOf(outcome(issue('information', '59100'), issue('warning', '4119')), 'Patient');
    expect(told).toEqual([
      {
        code: '4119',
        resourceType: 'Patient',
        message: 'The FHIR server withheld some records that the gateway is not authorized to see.',
      },
      {
        code: '59100',
        resourceType: 'Patient',
        message: 'The FHIR server ignored a search parameter that it does not know.',
      },
    ]);
  });

  it('tell errors too, since beside data these are hints', () => {
    expect(warningsOf(outcome(issue('fatal', '4130')), 'Patient')).toMatchObject([
      { code: '4130', message: 'The record is behind break-the-glass and not released to the gateway.' },
    ]);
  });

  it('tell nothing of a search that found nothing', () => {
    expect(warningsOf(outcome(issue('warning', '4101')), 'Patient')).toEqual([]);
  });

  it('tell of what is not known that it is there, without its code', () => {
    expect(warningsOf(outcome(issue('warning', 'Lopez')), 'List')).toEqual([
      {
        code: 'UNKNOWN',
        resourceType: 'List',
        message: 'The FHIR server added a note to its response that the gateway does not recognize.',
      },
    ]);
  });

  it('never hold what the server said', () => {
    const all = outcome(
      ...Object.keys(EPIC_ISSUES).map((code) => issue('fatal', code)),
      issue('fatal', 'SECRET'),
    );
    const told = warningsOf(all, 'Patient');
    expect(told).toHaveLength(rows.length);
    expect(JSON.stringify(told)).not.toContain('SECRET');
  });
});

describe('an OperationOutcome', () => {
  it('is known by its type', () => {
    expect(isOperationOutcome({ resourceType: 'OperationOutcome' })).toBe(true);
    for (const other of [
      { resourceType: 'Bundle' },
      {},
      null,
      undefined,
      'OperationOutcome',
      ['OperationOutcome'],
    ]) {
      expect(isOperationOutcome(other)).toBe(false);
    }
  });
});
