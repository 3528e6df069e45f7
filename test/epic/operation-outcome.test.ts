import { describe, expect, it } from 'vitest';
import { EPIC_ISSUES, isEpicIssueCode } from '../../src/epic/issue-codes.ts';
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

/** Epic's issue codes, documented and observed, with the kind of meaning and the error code that the gateway assigns. */
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

describe('EPIC_ISSUES', () => {
  it('contains exactly the issue codes of Epic that this test lists', () => {
    expect(Object.keys(EPIC_ISSUES).toSorted()).toEqual(rows.map(([code]) => code).toSorted());
  });

  it.each(rows)('maps issue code %s to %s', (code, meaning) => {
    const known = isEpicIssueCode(code) ? EPIC_ISSUES[code] : null;
    expect(known?.kind === 'error' ? `error ${known.code}` : known?.kind).toBe(meaning);
  });

  it('has a message of the gateway for each issue code except 4101', () => {
    const withoutMessage = Object.entries(EPIC_ISSUES).filter(
      ([, { message }]) => !/^[A-Z].{20,}\.$/.test(message ?? ''),
    );
    expect(withoutMessage.map(([code]) => code)).toEqual(['4101']);
  });
});

describe('findDecisiveMeaning', () => {
  it('chooses the most severe issue of an outcome, in any position', () => {
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

  it('chooses the first of equally severe issues', () => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '4130'), issue('fatal', '4118')))).toMatchObject({
      code: 'RESTRICTED_RECORD',
    });
  });

  it('skips informational codes, even with severity fatal', () => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '59204'), issue('warning', '4102')))).toMatchObject({
      kind: 'absent',
    });
  });

  it('skips unknown codes, even with severity fatal', () => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '99999'), issue('error', '4127')))).toMatchObject({
      code: 'SEARCH_TOO_BROAD',
    });
  });

  it.each([
    ['another site’s system', 'urn:oid:1.2.840.114350.1.13.412.2.7.2.657369'],
    ['no system', ''],
  ])('recognizes an issue code with %s', (_what, system) => {
    expect(findDecisiveMeaning(outcome(issue('fatal', '4134', system)))).toMatchObject({
      code: 'RESTRICTED_RECORD',
    });
  });

  it('finds the known code among several codings', () => {
    const coding = [
      { system: 'http://terminology.hl7.org', code: 'MSG_NO_MATCH' },
      { system: SITE, code: '59008' },
    ];
    const details = asSent<{ coding: typeof coding }>({ coding: [null, {}, 'x', ...coding] });
    expect(findDecisiveMeaning(outcome({ severity: 'fatal', code: 'not-found', details }))).toMatchObject({
      kind: 'absent',
    });
  });

  it('ignores space around a severity', () => {
    const padded = { ...issue('fatal', '4118'), severity: asSent<'fatal'>('fatal ') };
    expect(findDecisiveMeaning(outcome(issue('information', '4127'), padded))).toEqual(EPIC_ISSUES['4118']);
  });

  it('treats an unknown severity as the mildest', () => {
    const odd = { ...issue('fatal', '4118'), severity: asSent<'fatal'>('catastrophic') };
    expect(findDecisiveMeaning(outcome(odd, issue('information', '4127')))).toMatchObject({
      code: 'SEARCH_TOO_BROAD',
    });
  });

  it.each<[string, unknown]>([
    ['no issues', { issue: [] }],
    ['no list of issues', { issue: { severity: 'fatal' } }],
    ['an empty outcome', {}],
    ['invalid issues', { issue: [null, 'x', 7, []] }],
    ['only informational codes', outcome(issue('warning', '4119'), issue('information', '59100'))],
    ['unknown codes', outcome(issue('fatal', '99999'))],
    ['a code that is a property of every object', outcome(issue('fatal', 'constructor'))],
    ['details that are a string', { issue: [{ severity: 'fatal', details: '4118' }] }],
    ['a code only in the text', { issue: [{ severity: 'fatal', details: { text: '4118' } }] }],
  ])('returns null for %s', (_what, sent) => {
    expect(findDecisiveMeaning(asSent(sent))).toBeNull();
  });
});

describe('warningsOf', () => {
  it('returns one warning for each issue, the most severe first', () => {
    const warnings = warningsOf(outcome(issue('information', '59100'), issue('warning', '4119')), 'Patient');
    expect(warnings).toEqual([
      {
        code: '4119',
        resourceType: 'Patient',
        message:
          'The FHIR server withheld some records that the gateway, or the person who signed in, is not authorized to see.',
      },
      {
        code: '59100',
        resourceType: 'Patient',
        message: 'The FHIR server ignored a search parameter that it does not know.',
      },
    ]);
  });

  it('returns a warning for an error, because the response also contains data', () => {
    expect(warningsOf(outcome(issue('fatal', '4130')), 'Patient')).toMatchObject([
      { code: '4130', message: 'The record is behind break-the-glass and was not released.' },
    ]);
  });

  it('returns no warning for an empty search', () => {
    expect(warningsOf(outcome(issue('warning', '4101')), 'Patient')).toEqual([]);
  });

  it('returns a warning UNKNOWN for an unknown code, without the code', () => {
    expect(warningsOf(outcome(issue('warning', 'Lopez')), 'List')).toEqual([
      {
        code: 'UNKNOWN',
        resourceType: 'List',
        message: 'The FHIR server added a note to its response that the gateway does not recognize.',
      },
    ]);
  });

  it('never quotes the server in a warning', () => {
    const all = outcome(
      ...Object.keys(EPIC_ISSUES).map((code) => issue('fatal', code)),
      issue('fatal', 'SECRET'),
    );
    const warnings = warningsOf(all, 'Patient');
    expect(warnings).toHaveLength(rows.length);
    expect(JSON.stringify(warnings)).not.toContain('SECRET');
  });
});

describe('isOperationOutcome', () => {
  it('recognizes an OperationOutcome by its resourceType', () => {
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
