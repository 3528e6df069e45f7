import { describe, expect, it } from 'vitest';
import {
  BY_CLINICAL_STATUS,
  conditionMeaning,
  conditionStatus,
  conditionVerification,
  isActiveCondition,
} from '../../src/fhir/condition.ts';
import type { Condition } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const SNOMED = 'http://snomed.info/sct';
const IPS = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';
const PROBLEM_LIST = [{ coding: [{ code: 'problem-list-item' }] }];
const VISIT = [{ coding: [{ code: 'encounter-diagnosis' }] }];

const condition = (others: object): Condition =>
  asSent({ resourceType: 'Condition', id: 'c', code: { text: 'Gout' }, category: PROBLEM_LIST, ...others });
const coded = (code: string, system?: string) => ({ coding: [{ code, ...(system && { system }) }] });

describe('whether a condition is active', () => {
  it.each<[string, object, boolean]>([
    ['is active', { clinicalStatus: coded('active') }, true],
    ['has recurred', { clinicalStatus: coded('recurrence') }, true],
    ['has relapsed', { clinicalStatus: coded('relapse') }, true],
    ['is inactive', { clinicalStatus: coded('inactive') }, false],
    ['is in remission', { clinicalStatus: coded('remission') }, false],
    ['is resolved', { clinicalStatus: coded('resolved') }, false],
    ['is active by SNOMED CT', { clinicalStatus: coded('55561003', SNOMED) }, true],
    ['is resolved by SNOMED CT', { clinicalStatus: coded('413322009', SNOMED) }, false],
    ['is active in words', { clinicalStatus: { text: ' ACTIVE ' } }, true],
    ['is resolved in words', { clinicalStatus: { text: 'Resolved' }, category: VISIT }, false],
    [
      'is in remission by the display of a local code',
      { clinicalStatus: { coding: [{ code: '7', display: 'In remission' }] } },
      false,
    ],
    [
      'has relapsed after it was resolved',
      { clinicalStatus: ['resolved', 'relapse'].map((code) => coded(code)) },
      true,
    ],
    ['is resolved by a bare code', { clinicalStatus: 'resolved' }, false],
    [
      'is active in capitals, off the problem list',
      { clinicalStatus: coded('Active'), category: VISIT },
      true,
    ],
    ['was refuted, by a bare code', { clinicalStatus: 'active', verificationStatus: 'refuted' }, false],
    ['was refuted, in capitals', { clinicalStatus: 'active', verificationStatus: coded('Refuted') }, false],
    ['has no status on the problem list', {}, true],
    ['has no status and an abatement date', { abatementDateTime: '2019' }, false],
    ['has no status and an abatement in words', { abatementString: 'after surgery' }, false],
    ['has no status and an abatement age', { abatementAge: { value: 40 } }, false],
    ['has no status and is a diagnosis of a visit', { category: VISIT }, false],
    ['has no status and no category', { category: undefined }, false],
    ['has a status that nobody knows on the problem list', { clinicalStatus: { text: 'smouldering' } }, true],
    ['was refuted', { clinicalStatus: coded('active'), verificationStatus: coded('refuted') }, false],
    ['was entered in error, without a status', { verificationStatus: coded('entered-in-error') }, false],
    ['was entered in error, in words', { verificationStatus: { text: 'Entered in Error' } }, false],
    [
      'states that there are no problems',
      { code: coded('160245001', SNOMED), clinicalStatus: coded('active') },
      false,
    ],
  ])('is told of one that %s', (_what, others, expected) => {
    expect(isActiveCondition(condition(others))).toBe(expected);
  });

  it('is false for a resource of another type', () => {
    expect(isActiveCondition({ resourceType: 'Observation', clinicalStatus: coded('active') })).toBe(false);
  });
});

describe('the clinical status of a condition', () => {
  it.each<[unknown, string | null]>([
    [coded('relapse'), 'RELAPSE'],
    [{ coding: [{ code: '12', system: 'urn:oid:1.2.3' }, { code: 'resolved' }] }, 'RESOLVED'],
    [{ text: 'Currently active' }, 'ACTIVE'],
    [{ text: 'not active' }, 'INACTIVE'],
    [{ text: 'active?' }, 'UNRECOGNIZED'],
    [coded('55561003'), 'UNRECOGNIZED'],
    [{ coding: [] }, null],
    [{ text: '  ' }, null],
    [undefined, null],
    ['active', 'ACTIVE'],
    ['In Remission', 'REMISSION'],
    [[coded('12'), 'Resolved'], 'RESOLVED'],
    [coded('RESOLVED'), 'RESOLVED'],
    [7, null],
  ])('of %j is %s', (clinicalStatus, expected) => {
    expect(conditionStatus(asSent({ clinicalStatus }))).toBe(expected);
  });

  it('has a verification that can be in words too', () => {
    expect(conditionVerification({ verificationStatus: { text: 'Ruled out' } })).toBe('REFUTED');
    expect(conditionVerification({ verificationStatus: { text: 'Differential' } })).toBe('DIFFERENTIAL');
  });
});

describe('narrowing conditions down by clinical status', () => {
  const KINDS = {
    active: condition({ clinicalStatus: coded('active') }),
    recurrence: condition({ clinicalStatus: coded('recurrence') }),
    relapse: condition({ clinicalStatus: coded('relapse') }),
    inactive: condition({ clinicalStatus: coded('inactive') }),
    remission: condition({ clinicalStatus: coded('remission') }),
    resolved: condition({ clinicalStatus: { text: 'resolved' } }),
    without: condition({}),
    over: condition({ abatementString: 'in spring' }),
  };

  it.each<[string[], string]>([
    [['active'], 'active recurrence relapse without'],
    [['recurrence'], 'recurrence'],
    [['relapse'], 'relapse'],
    [['inactive'], 'inactive remission resolved'],
    [['remission'], 'remission'],
    [['resolved'], 'resolved'],
    [['relapse', 'resolved'], 'relapse resolved'],
  ])('to %j keeps what the hierarchy includes', (values, expected) => {
    const kept = Object.entries(KINDS).filter(([, one]) => BY_CLINICAL_STATUS.matches(one, values, []));
    expect(kept.map(([name]) => name).join(' ')).toBe(expected);
  });
});

describe('what a Condition says', () => {
  it.each<[string, unknown, string]>([
    ['a condition', { text: 'Gout' }, 'CONDITION'],
    ['a condition, where it has no code', undefined, 'CONDITION'],
    ['no known problems, by SNOMED CT', coded('160245001', SNOMED), 'NO_KNOWN_PROBLEMS'],
    [
      'no known problems, as the patient summary has it',
      coded('no-known-problems', IPS),
      'NO_KNOWN_PROBLEMS',
    ],
    ['no known problems, in words', { text: 'No Known Problems.' }, 'NO_KNOWN_PROBLEMS'],
    [
      'no known problems, by the display of a local code',
      { coding: [{ system: 'urn:oid:1.2.840.114350.1', code: '9', display: 'No known problems' }] },
      'NO_KNOWN_PROBLEMS',
    ],
    ['that nothing is on file', coded('no-problem-info', IPS), 'NOT_ON_FILE'],
    [
      'that it is not known',
      coded('unknown', 'http://terminology.hl7.org/CodeSystem/data-absent-reason'),
      'UNKNOWN',
    ],
    [
      'a condition, where the statement has an exception',
      { text: 'No known problems except gout' },
      'CONDITION',
    ],
    [
      'a condition, where the statement also has a diagnosis',
      { text: 'No known problems', ...coded('M10.9', 'http://hl7.org/fhir/sid/icd-10-cm') },
      'CONDITION',
    ],
    [
      'a condition, where the code of a denial has other words',
      { text: 'Gout', ...coded('160245001', SNOMED) },
      'CONDITION',
    ],
    [
      'no known problems, by the code with the words of SNOMED CT',
      {
        coding: [
          { system: SNOMED, code: '160245001', display: 'No current problems or disability (situation)' },
        ],
      },
      'NO_KNOWN_PROBLEMS',
    ],
    ['a condition, where the text is in doubt', { text: 'No known problems?' }, 'CONDITION'],
  ])('is %s', (_what, code, expected) => {
    expect(conditionMeaning(asSent({ code }))).toBe(expected);
  });
});
